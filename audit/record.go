package audit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

// RecordSchema is the schema of an audit's record.
const RecordSchema = "envparity.audit/v1"

// Record is the stored form of an audit, after waivers and baseline. It contains no values.
type Record struct {
	RecordHead
	Findings []RecordFinding // of must-fix and should-fix
}

// RecordHead is a record without its findings. Its field order is part of the format.
type RecordHead struct {
	Schema       string             `json:"schema"`
	Project      string             `json:"project"`
	At           time.Time          `json:"at"`
	Label        string             `json:"label,omitempty"`
	Environments []string           `json:"environments"`
	Reference    string             `json:"reference"`
	Complete     bool               `json:"complete"`
	Journeys     string             `json:"journeys,omitempty"` // the run of the journeys in it; "" for none
	Judged       string             `json:"judged,omitempty"`   // digest of the program and the rules
	Counts       RecordCounts       `json:"counts"`
	Scores       map[string]float64 `json:"scores"` // parity with the reference by environment, 0 to 1
}

// RecordCounts counts findings: the new ones by their verdict, and those that are waived or in the baseline.
type RecordCounts struct {
	MustFix    int `json:"must_fix"`
	ShouldFix  int `json:"should_fix"`
	Acceptable int `json:"acceptable"`
	Waived     int `json:"waived"`
	Known      int `json:"known"`
	Unknown    int `json:"unknown"` // attributes that could not be observed
}

// RecordFinding is one finding of a record.
type RecordFinding struct {
	Fingerprint  string        `json:"fingerprint"`
	Verdict      rules.Verdict `json:"verdict"`
	State        rules.State   `json:"state"`
	Pillar       string        `json:"pillar"`
	Collector    string        `json:"collector,omitempty"` // as a drift's; "" in records of earlier versions
	Kind         string        `json:"kind"`
	Resource     string        `json:"resource"`
	Path         string        `json:"path,omitempty"`
	Rule         string        `json:"rule,omitempty"`
	Environments []string      `json:"environments"` // that the finding concerns
}

// Record returns the record of r. judged is the digest of the program and the rules.
func (r *Result) Record(judged string) *Record {
	out := &Record{RecordHead: RecordHead{
		Schema: RecordSchema, Project: r.Project, At: r.GeneratedAt, Reference: r.Reference, Complete: r.Complete, Judged: judged, Scores: map[string]float64{},
	}}
	if r.Journeys != nil {
		out.Journeys = cmp.Or(r.Journeys.RunID, "run")
	}
	for _, e := range r.Environments {
		out.Environments = append(out.Environments, e.Name)
	}
	for _, s := range r.Scores {
		if s.Pillar == "" {
			out.Scores[s.Environment] = s.Value
		}
	}
	out.Counts.Unknown, out.Counts.Waived, out.Counts.Known = r.Summary.Unknown, r.Summary.Waived, r.Summary.Known
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State == rules.New {
			switch f.Verdict {
			case rules.MustFix:
				out.Counts.MustFix++
			case rules.ShouldFix:
				out.Counts.ShouldFix++
			default:
				out.Counts.Acceptable++
			}
		}
		if f.Verdict != rules.Acceptable {
			out.Findings = append(out.Findings, r.recordOf(f))
		}
	}
	return out
}

func (r *Result) recordOf(f *rules.Finding) RecordFinding {
	out := RecordFinding{
		Fingerprint: f.Fingerprint, Verdict: f.Verdict, State: f.State, Pillar: string(f.Drift.Pillar),
		Collector: f.Drift.Collector, Kind: f.Drift.Resource.Kind, Resource: f.Drift.Resource.Name, Path: f.Drift.Path, Rule: f.Rule, Environments: []string{},
	}
	for i := range f.Drift.Sides {
		if i < len(r.Environments) && f.Drift.Sides[i].State != drift.UnknownState {
			out.Environments = append(out.Environments, r.Environments[i].Name)
		}
	}
	return out
}

const findingsHead = `"findings":[`

// Encode writes a record as one JSON document, a line for the head and one for each finding, so that an unchanged finding is the same line in the
// next record.
func (r *Record) Encode() ([]byte, error) {
	head, err := json.Marshal(r.RecordHead)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(head[:len(head)-1])
	out.WriteString("," + findingsHead)
	for i := range r.Findings {
		line, err := json.Marshal(&r.Findings[i])
		if err != nil {
			return nil, err
		}
		out.WriteByte('\n')
		out.Write(line)
		if i < len(r.Findings)-1 {
			out.WriteByte(',')
		}
	}
	out.WriteString("\n]}\n")
	return out.Bytes(), nil
}

// DecodeRecord reads the output of Encode.
func DecodeRecord(text []byte) (*Record, error) {
	var doc struct {
		RecordHead
		Findings []RecordFinding `json:"findings"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("the record of an audit is damaged: %w", err)
	}
	if doc.Schema != RecordSchema {
		return nil, fmt.Errorf("the record of an audit is of the format %q, not %q; update envparity", doc.Schema, RecordSchema)
	}
	return &Record{RecordHead: doc.RecordHead, Findings: doc.Findings}, nil
}
