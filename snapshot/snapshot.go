package snapshot

import "time"

// Schema is the format name and version written into every snapshot file.
const Schema = "envparity.snapshot/v1"

// Status says how far a collector got.
type Status string

// The statuses. Anything but Complete makes a report incomplete.
const (
	Complete Status = "complete"
	Partial  Status = "partial"
	Failed   Status = "failed"
)

// Outcome is what became of one collector in one environment (and member).
type Outcome struct {
	Collector string        `json:"collector"` // the resources' Collector
	Source    string        `json:"source"`    // what it was pointed at, as the config says it
	Member    string        `json:"member,omitempty"`
	Block     string        `json:"block,omitempty"` // the collect block, as Resource.Block names it
	Status    Status        `json:"status"`
	Resources int           `json:"resources"`
	Error     string        `json:"error,omitempty"` // all problems, one a line, each naming its place
	Took      time.Duration `json:"took,omitempty"`
	Nothing   bool          `json:"nothing,omitempty"` // failed because what it was pointed at is not there at all
	Notes     []string      `json:"notes,omitempty"`   // what is worth knowing and no problem: files left to another collector
	Blank     []string      `json:"blank,omitempty"`   // files without a word in them; whether one is damaged, only the other environments' can tell
	Gaps      []Gap         `json:"gaps,omitempty"`    // what is unknown because of it; empty with Failed: all of Collector
	Beyond    []Gap         `json:"beyond,omitempty"`  // what such a source never shows (files no server version): unknown as well, but no problem
}

// Gap names something that was to be observed and was not. What a gap covers is unknown, never missing. Empty
// fields match everything.
type Gap struct {
	Kind  string `json:"kind,omitempty"`  // resource kind
	Scope string `json:"scope,omitempty"` // namespace, module, file
	Name  string `json:"name,omitempty"`
	File  string `json:"file,omitempty"` // a source file that could not be read (wholly)
	Why   string `json:"why"`            // a sentence for people
}

// Snapshot is all that was observed of one environment at one time.
type Snapshot struct {
	Project     string
	Environment string
	Label       string // of a release, "" by default
	Taken       time.Time
	Key         string // which key its secrets were sealed with, see Sealer.ID; never the key
	Members     []string
	Outcomes    []Outcome
	Resources   []Resource
}
