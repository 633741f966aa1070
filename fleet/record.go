package fleet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// RecordSchema names the document that is kept of one run of one system.
const RecordSchema = "envparity.fleet-record/v1"

// Status says how an attempt at a system ended.
type Status string

// The statuses.
const (
	Complete Status = "complete" // audited, everything was observed
	Partial  Status = "partial"  // audited, something was not observed
	Failed   Status = "failed"   // there is no audit
)

// Record is what is kept of one attempt at one system. It holds no values: secrets and databases are keyed fingerprints.
type Record struct {
	Head
	Findings  []Finding
	Waivers   []Waiver
	Secrets   []Sealed
	Databases []Sealed
}

// Head is a record without its lists. Its field order is part of the format.
type Head struct {
	Schema       string             `json:"schema"`
	System       string             `json:"system"`
	Run          string             `json:"run,omitempty"` // what it was part of; "" for a system that was run alone
	At           time.Time          `json:"at"`
	Status       Status             `json:"status"`
	Why          []string           `json:"why,omitempty"` // why it failed, or what was not observed
	Project      string             `json:"project,omitempty"`
	Owner        string             `json:"owner,omitempty"`
	Tier         string             `json:"tier,omitempty"`
	Environments []string           `json:"environments,omitempty"`
	Reference    string             `json:"reference,omitempty"`
	Judged       string             `json:"judged,omitempty"` // a digest of the rules: other rules or another program have another one
	Counts       Counts             `json:"counts"`
	Scores       map[string]float64 `json:"scores,omitempty"` // parity with the reference by environment, from 0 to 1
	Version      string             `json:"version,omitempty"`
}

// Counts are numbers of findings: the new ones by their verdict, and those that are waived or in the baseline.
type Counts struct {
	MustFix    int `json:"must_fix"`
	ShouldFix  int `json:"should_fix"`
	Acceptable int `json:"acceptable"`
	Waived     int `json:"waived"`
	Known      int `json:"known"`
}

func (c *Counts) add(o Counts) {
	c.MustFix += o.MustFix
	c.ShouldFix += o.ShouldFix
	c.Acceptable += o.Acceptable
	c.Waived += o.Waived
	c.Known += o.Known
}

// Finding is one must-fix or should-fix finding.
type Finding struct {
	Fingerprint  string   `json:"fingerprint"`
	Verdict      string   `json:"verdict"`
	State        string   `json:"state"` // new, known, waived
	Kind         string   `json:"kind"`  // of the drift
	Pillar       string   `json:"pillar"`
	Resource     string   `json:"resource"` // its kind and name
	Path         string   `json:"path,omitempty"`
	About        string   `json:"about"` // the same for drifts of one attribute, whatever the resource is called: what makes one cause in many systems
	Rule         string   `json:"rule,omitempty"`
	Reason       string   `json:"reason,omitempty"`
	Hint         string   `json:"hint,omitempty"`
	Owner        string   `json:"owner,omitempty"`
	Places       int      `json:"places"` // 1 or more
	Environments []string `json:"environments"`
}

// Waiver is a person's decision, and the findings that it accepts.
type Waiver struct {
	Name     string   `json:"name"`
	Owner    string   `json:"owner"`
	Reason   string   `json:"reason,omitempty"`
	Expires  string   `json:"expires,omitempty"` // the last day; "" for no end
	Expired  bool     `json:"expired,omitempty"`
	Findings []string `json:"findings"` // fingerprints
}

// Sealed is something that has to be a system's own, as a keyed fingerprint, and where it is used.
type Sealed struct {
	Print  string  `json:"print"`
	Key    string  `json:"key"` // names the key that it was sealed with: prints of two keys say nothing about each other
	Places []Place `json:"places"`
	More   int     `json:"more,omitempty"` // further places
}

// Place is where something is used.
type Place struct {
	Environment string `json:"environment"`
	Resource    string `json:"resource"`
	Path        string `json:"path,omitempty"`
}

// Encode writes a record as one JSON document: a line for the head and one for each entry of its lists, so that a store keeps a line that did not
// change once.
func (r *Record) Encode() ([]byte, error) {
	head, err := json.Marshal(r.Head)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(head[:len(head)-1])
	err = lines(out, "findings", r.Findings)
	if err == nil {
		err = lines(out, "waivers", r.Waivers)
	}
	if err == nil {
		err = lines(out, "secrets", r.Secrets)
	}
	if err == nil {
		err = lines(out, "databases", r.Databases)
	}
	out.WriteString("}\n")
	return out.Bytes(), err
}

func lines[T any](out *bytes.Buffer, name string, list []T) error {
	fmt.Fprintf(out, ",%q:[", name)
	for i := range list {
		line, err := json.Marshal(&list[i])
		if err != nil {
			return err
		}
		out.WriteByte('\n')
		out.Write(line)
		if i < len(list)-1 {
			out.WriteByte(',')
		}
	}
	out.WriteString("\n]")
	return nil
}

// DecodeRecord reads what Encode wrote.
func DecodeRecord(text []byte) (*Record, error) {
	var doc struct {
		Head
		Findings  []Finding `json:"findings"`
		Waivers   []Waiver  `json:"waivers"`
		Secrets   []Sealed  `json:"secrets"`
		Databases []Sealed  `json:"databases"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("the record of a system is damaged: %w", err)
	}
	if doc.Schema != RecordSchema {
		return nil, fmt.Errorf("the record of a system is of the format %q, not %q; update envparity", doc.Schema, RecordSchema)
	}
	return &Record{Head: doc.Head, Findings: doc.Findings, Waivers: doc.Waivers, Secrets: doc.Secrets, Databases: doc.Databases}, nil
}
