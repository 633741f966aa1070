package diffing

import (
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// comparison is the visitor that reports how environments differ. It compares one group at a time, and is used by one goroutine.
type comparison struct {
	reader

	out     part
	class   []int // by column: which of the present values it has; -1 without one
	machine []machine
	uses    []partnerUse
	listed  map[listedIn]map[string]bool
	keep    bool // keep equivalent drifts
}

// part is what comparing one group yields.
type part struct {
	drifts     []drift.Drift
	equivalent []drift.Drift // empty unless wanted; counted anyway
	counts     drift.Counts
	pairs      []drift.Counts // by environment, against the reference
	row        []drift.RowCell
}

func newComparison(c *comparer) *comparison {
	w := &comparison{class: make([]int, len(c.cols)), machine: make([]machine, len(c.envs)), listed: map[listedIn]map[string]bool{}}
	w.reader = c.reader(w)
	return w
}

// reader returns a reader that hands each place to v.
func (c *comparer) reader(v tree.Visitor) reader {
	setup := tree.Setup{Columns: c.cols, Of: c.ofEnv, First: c.first, Reference: c.ref, Lexicon: c.lex, Coverage: c.cover, Without: c.off}
	return reader{Walk: tree.New(setup, v), c: c, judge: leaks.NewJudge(c.lex, c.stems, len(c.envs), c.ref, c.off)}
}

// compare compares one group.
func (w *comparison) compare(g *group) part {
	w.g = g
	n := len(w.c.envs)
	w.out = part{pairs: make([]drift.Counts, n), row: make([]drift.RowCell, n)}
	clear(w.listed)
	w.Resource(g.At)
	w.presence()
	w.mixedModes()
	w.names()
	w.secretsBeside()
	if len(w.out.drifts) > 1 {
		w.moved()
		w.distinguish()
	}
	w.detach()
	return w.out
}

// Scalars compares scalars.
func (w *comparison) Scalars(nodes []*snapshot.Node) { w.compareScalars(nodes) }

// TypesDiffer emits a drift.
func (w *comparison) TypesDiffer(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.emit(drift.TypeChanged, nodes)
}

// OrderDiffers emits a drift.
func (w *comparison) OrderDiffers(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.emit(drift.Changed, nodes)
}

// Absent emits a drift. If the walk does not go on below, it looks there for leaks.
func (w *comparison) Absent(nodes []*snapshot.Node, whole, below bool) {
	w.presenceDrift(nodes, whole)
	if !below {
		w.alone(nodes)
	}
}

// Single counts the attribute as unknown. There is nothing to compare, but the value may still contain another environment's name.
func (w *comparison) Single(nodes []*snapshot.Node) {
	w.count(tallyUnknown, nodes)
	w.alone(nodes)
}

// Equal counts the attribute.
func (w *comparison) Equal(nodes []*snapshot.Node) { w.count(tallyIdentical, nodes) }

// KeysMissing looks for a map that the source's reader refuses.
func (w *comparison) KeysMissing(nodes []*snapshot.Node) { w.refused(nodes) }

// KeyVaries looks for leaks in the keys.
func (w *comparison) KeyVaries(nodes []*snapshot.Node) { w.keyLeaks(nodes) }

// Renamed emits a drift for a name that is written in two ways.
func (w *comparison) Renamed(nodes []*snapshot.Node, names []string, misspelt bool) {
	w.twoNames(nodes, names, misspelt)
}

// Unknowable reports an environment variable that some environments look up.
func (w *comparison) Unknowable(nodes []*snapshot.Node, columns []int) { w.lookedUp(nodes, columns) }

// Found returns the number of drifts so far.
func (w *comparison) Found() int { return len(w.out.drifts) }

// presence fills the grid's row: an environment is present if any of its columns is.
func (w *comparison) presence() {
	for e, cols := range w.c.ofEnv {
		state := drift.UnknownState
		for _, i := range cols {
			switch {
			case w.g.At[i] != nil:
				state = drift.Present
			case w.In(i) && state == drift.UnknownState:
				state = drift.AbsentState
			}
		}
		w.out.row[e].State = state
	}
}

// classes groups the present columns into equality classes, in order of appearance, and returns their number.
func (w *comparison) classes(nodes []*snapshot.Node, same func(i, j int) bool) int {
	n := 0
	for i := range nodes {
		w.class[i] = -1
		if !w.In(i) || nodes[i] == nil {
			continue
		}
		for j := range i {
			if w.class[j] >= 0 && same(i, j) {
				w.class[i] = w.class[j]
				break
			}
		}
		if w.class[i] < 0 {
			w.class[i] = n
			n++
		}
	}
	return n
}

// byTree groups the present columns by their trees without environment words.
func (w *comparison) byTree(nodes []*snapshot.Node) {
	w.classes(nodes, func(i, j int) bool { return w.Same(i, nodes[i], j, nodes[j]) })
}
