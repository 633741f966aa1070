package drift

import "github.com/envparity/envparity/snapshot"

// Result is the result of comparing.
type Result struct {
	Drifts     []Drift // sorted by pillar, resource, path
	Equivalent []Drift // only if the comparison was asked to keep them
	Vocabulary []Word
	Counts     Counts
	Cells      []Cell
	Grid       []Row // one a resource, for the matrix screen
	Blanks     []Blank
	Doubts     []Doubt // why attributes are unknown, most first
}

// Counts are numbers of attributes. Each attribute counts once: as Unknown if some environment was not observed, even if others differ. So
// Drifted may be less than the number of drifts.
type Counts struct {
	Compared, Identical, Equivalent, Unknown, Drifted int
}

// Add adds d to c.
func (c *Counts) Add(d Counts) {
	c.Compared += d.Compared
	c.Identical += d.Identical
	c.Equivalent += d.Equivalent
	c.Unknown += d.Unknown
	c.Drifted += d.Drifted
}

// Cell counts attributes of one pillar between one environment and the reference, for the score.
type Cell struct {
	Environment, Reference string
	Pillar                 snapshot.Pillar
	Counts
}

// Row compares one aligned resource of each environment with the reference.
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

// Blank is a file that is empty in one environment, while another has content in its place. It may be empty on purpose, so its content is
// unknown.
type Blank struct {
	Environment, Member, File string

	Against string // an environment with content
}
