package drift

import "github.com/envparity/envparity/snapshot"

// Result is all that comparing yields.
type Result struct {
	Drifts     []Drift // sorted by pillar, resource, path
	Equivalent []Drift // only where the comparison was asked to keep them
	Vocabulary []Word
	Counts     Counts
	Cells      []Cell
	Grid       []Row // one a resource, for the matrix screen
	Blanks     []Blank
}

// Counts are numbers of attributes. Each counts once: as Unknown where some environment was not observed, whatever the others say
// of each other, so that Drifted may be less than the number of drifts.
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

// Cell counts attributes of one pillar between one environment and the reference; scores are made of it.
type Cell struct {
	Environment, Reference string
	Pillar                 snapshot.Pillar
	Counts
}

// Row says for one aligned resource how each environment compares with the reference.
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

// Blank is a file that holds nothing in one environment while in another there is something in its place. Whether it is empty on
// purpose nobody can tell, so what it was to hold is unknown.
type Blank struct {
	Environment, Member, File string

	Against string // an environment that has something there
}
