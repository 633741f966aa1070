package snapshot

import "time"

// Schema is the format name and version written into every snapshot file.
const Schema = "envparity.snapshot/v1"

// Status is how far a collector got.
type Status string

// The statuses. Anything but Complete makes a report incomplete.
const (
	Complete Status = "complete"
	Partial  Status = "partial"
	Failed   Status = "failed"
)

// Outcome is the result of one collector in one environment (and member).
type Outcome struct {
	Collector string        `json:"collector"` // the resources' Collector
	Source    string        `json:"source"`    // the source as the config names it
	Member    string        `json:"member,omitempty"`
	Block     string        `json:"block,omitempty"` // the collect block, as Resource.Block names it
	Status    Status        `json:"status"`
	Resources int           `json:"resources"`
	Error     string        `json:"error,omitempty"` // all problems, one a line, each naming its place
	Took      time.Duration `json:"took,omitempty"`
	Nothing   bool          `json:"nothing,omitempty"` // failed because the source does not exist at all
	Notes     []string      `json:"notes,omitempty"`   // worth knowing, but no problem: files left to another collector
	Blank     []string      `json:"blank,omitempty"`   // empty files; only a comparison with other environments shows whether one is damaged
	Gaps      []Gap         `json:"gaps,omitempty"`    // the unknown parts; empty with Failed: all of Collector
	Beyond    []Gap         `json:"beyond,omitempty"`  // what this kind of source never shows (files no server version): unknown as well, but no problem
}

// Gap names something that should have been observed and was not. It is unknown, never missing. Empty fields match everything.
type Gap struct {
	Kind  string `json:"kind,omitempty"`  // resource kind
	Scope string `json:"scope,omitempty"` // namespace, module, file
	Name  string `json:"name,omitempty"`
	File  string `json:"file,omitempty"` // a source file that was not read, or not completely
	Why   string `json:"why"`            // a sentence for people
}

// Snapshot is all that was observed of one environment at one time.
type Snapshot struct {
	Project     string
	Environment string
	Label       string // of a release, "" by default
	Taken       time.Time
	Key         string // identifies the key of its fingerprints, see Sealer.ID; never the key itself
	Members     []string
	Outcomes    []Outcome
	Resources   []Resource
}
