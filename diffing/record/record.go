package record

import (
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Record records what a comparison finds in one resource at a time. It is used by one goroutine.
type Record struct {
	walk      *tree.Walk
	names     []string // of the environments
	columns   []tree.Column
	of        [][]int
	reference int
	lexicon   *vocabulary.Lexicon
	off       heuristic.Off
	keep      bool
	facts     Facts

	at        []*snapshot.Resource
	ref       drift.ResourceRef
	confident float64
	class     []int // by column: which of the present values it has; -1 without one
	out       Part
}

// Part is what comparing one resource yields.
type Part struct {
	Drifts     []drift.Drift
	Equivalent []drift.Drift // empty unless wanted; counted anyway
	Counts     drift.Counts
	Doubts     []drift.Doubt  // of the attributes that count as unknown
	Pairs      []drift.Counts // by environment, against the reference
	Cells      []drift.RowCell
}

// Facts returns what is known about the values of a drift. shown has the value of each environment, nodes that of each column.
type Facts func(kind drift.Kind, sides []drift.Side, shown, nodes []*snapshot.Node) drift.Facts

// New returns a record of what is found on a walk. keep is true if equivalent drifts are wanted.
func New(s tree.Setup, walk *tree.Walk, names []string, keep bool, facts Facts) *Record {
	return &Record{
		walk: walk, names: names, columns: s.Columns, of: s.Of, reference: s.Reference, lexicon: s.Lexicon, off: s.Without, keep: keep, facts: facts,
		class: make([]int, len(s.Columns)),
	}
}

// Begin begins the record of another resource, which at has by column.
func (rec *Record) Begin(at []*snapshot.Resource, ref drift.ResourceRef, confident float64) {
	rec.at, rec.ref, rec.confident = at, ref, confident
	n := len(rec.names)
	rec.out = Part{Pairs: make([]drift.Counts, n), Cells: make([]drift.RowCell, n)}
}

// Drifts returns the drifts so far. Their facts may be changed.
func (rec *Record) Drifts() []drift.Drift { return rec.out.Drifts }

// Finish joins drifts about one attribute in two places, tells those apart that share a key, and returns what was recorded.
func (rec *Record) Finish() Part {
	if len(rec.out.Drifts) > 1 {
		rec.moved()
		rec.distinguish()
	}
	rec.detach()
	return rec.out
}

// Presence records in which environments the resource is present: in any of its columns. Call it after the walk.
func (rec *Record) Presence() {
	for e, cols := range rec.of {
		state := drift.UnknownState
		for _, i := range cols {
			switch {
			case rec.at[i] != nil:
				state = drift.Present
			case rec.walk.In(i) && state == drift.UnknownState:
				state = drift.AbsentState
			}
		}
		rec.out.Cells[e].State = state
	}
}

// Classes groups the present columns by value, for the next drift. same compares the values of two columns. Classes returns the number of values.
func (rec *Record) Classes(nodes []*snapshot.Node, same func(i, j int) bool) int {
	n := 0
	for i := range nodes {
		rec.class[i] = -1
		if !rec.walk.In(i) || nodes[i] == nil {
			continue
		}
		for j := range i {
			if rec.class[j] >= 0 && same(i, j) {
				rec.class[i] = rec.class[j]
				break
			}
		}
		if rec.class[i] < 0 {
			rec.class[i] = n
			n++
		}
	}
	return n
}

// Class returns which of the values column i has, by the last call of Classes; -1 if it has none.
func (rec *Record) Class(i int) int { return rec.class[i] }
