// Package diffing aligns the resources of any number of environments, compares their values all at once, and yields
// drifts: what is news. It is pure: no I/O, no clock, and it knows no collector.
package diffing

import "github.com/envparity/envparity/snapshot"

// Kind says in which way values are news.
type Kind string

// The kinds of drift. Equivalent drifts are counted, and kept only on request.
const (
	Changed     Kind = "changed"
	Missing     Kind = "missing" // the reference has it and at least one other has not
	Extra       Kind = "extra"   // the reference has not, at least one other has
	TypeChanged Kind = "type-changed"
	Equivalent  Kind = "equivalent"
	Leaked      Kind = "leaked"
	Shared      Kind = "shared"
	Misspelt    Kind = "misspelt"
)

// State of one environment's side of a drift.
type State string

// The states of a side. Unknown is never the same as Absent.
const (
	Present      State = "present"
	AbsentState  State = "absent"
	UnknownState State = "unknown"
)

// Environment is what comparing has to know of one environment.
type Environment struct {
	Name       string
	Reference  bool
	Vocabulary []string // configured words; the name itself is always one
	Struck     []string // learned words a person has struck
	Ephemeral  bool     // a preview: held to lighter rules
	Vars       map[string]string
	Members    map[string][]string // further words by which a member names itself, by the member's name
}

// Drift is one attribute, or one whole resource (Path ""), whose values across the environments are news.
type Drift struct {
	Kind      Kind
	Pillar    snapshot.Pillar
	Collector string
	Resource  ResourceRef
	Path      string  // see package snapshot's path grammar
	Key       string  // Path with environment words and volatile parts taken out: what the fingerprint is made of
	Sides     []Side  // in the order of the environments given to Compare
	Facts     Facts   // what comparing understood
	Confident float64 // of the alignment, 1 for exact names
	Stand     string  // who stands together: "prod alone", "all differ", "dev and staging against prod"
	Places    []Place // other places of the same cause; empty for a drift that stands alone
	Cause     string  // the group's key, "" without

	entry string // see walker.entry
}

// ResourceRef names the aligned resource: the reference's name where it has one, else the first that is present.
type ResourceRef struct {
	Kind   string
	Name   string
	Scope  string
	ID     string // environment-neutral identity, stable from run to run: what fingerprints are made of
	Labels map[string]string
	Names  map[string]string // each environment's own name where they differ
}

// In is the resource's name in an environment.
func (r *ResourceRef) In(environment string) string {
	if own, ok := r.Names[environment]; ok {
		return own
	}
	return r.Name
}

// Side is one environment's value.
type Side struct {
	State   State
	Node    *snapshot.Node // nil unless Present; for a whole resource its Root
	Why     string         // with UnknownState: a sentence
	Lost    bool           // with UnknownState: it was to be observed, and damage or a failure prevented it
	Source  snapshot.Source
	Class   int          // equality class among the present sides, 0-based in order of appearance; -1 when not present
	Members []MemberSide // for an environment of several members that do not agree
	Word    string       // with Leaked: the foreign word found here
	WordOf  string       // and the environment it belongs to
	Text    string       // the value as text for people, set for scalars (secrets: their fingerprint)

	above bool // absent because what the attribute is in is absent
}

// MemberSide is one member's value where members of one environment disagree.
type MemberSide struct {
	Member string
	State  State
	Node   *snapshot.Node // nil unless Present
	Class  int            // as the sides'; -1 when not present
	Text   string         // as a side's
	Source snapshot.Source
}

// Place is one further place of a grouped drift.
type Place struct {
	Resource ResourceRef
	Path     string
	Key      string
	Sides    []Side
	Own      *Drift // what is told there, where it is no more of the same but goes with it; it has no places
}

// Of returns the drift of the place: its own, or head, which says the same.
func (p *Place) Of(head *Drift) *Drift {
	if p.Own != nil {
		return p.Own
	}
	return head
}

// Word is one word of an environment's vocabulary, with where it came from.
type Word struct {
	Environment string
	Word        string
	Origin      string // "name", "configured", "learned"
	Evidence    int    // substitutions that support a learned word
	Example     string // one of them, for people
}

// Counts are numbers of attributes. Each counts once: as Unknown where some environment was not observed, whatever the others say of
// each other, so that Drifted may be less than the number of drifts.
type Counts struct {
	Compared, Identical, Equivalent, Unknown, Drifted int
}

// Cell counts attributes of one pillar between one environment and the reference; scores are made of it.
type Cell struct {
	Environment, Reference string
	Pillar                 snapshot.Pillar
	Counts
}

// Result is all that comparing yields.
type Result struct {
	Drifts     []Drift // sorted by pillar, resource, path
	Equivalent []Drift // only with Options.KeepEquivalent
	Vocabulary []Word
	Counts     Counts
	Cells      []Cell
	Grid       []Row // one a resource, for the matrix screen
	Blanks     []Blank
}

// Row says for one aligned resource how each environment stands to the reference.
type Row struct {
	Resource ResourceRef
	Pillar   snapshot.Pillar
	Cells    []RowCell // in environment order
}

// RowCell is one resource in one environment.
type RowCell struct {
	State  State
	Drifts int // attributes that differ from the reference
	Equiv  int // attributes equivalent only
}
