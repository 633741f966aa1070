package diffing

import (
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// comparison is the visitor that reports how environments differ. It compares one group at a time, and is used by one goroutine.
type comparison struct {
	reader
	*record.Record

	machine []machine
	uses    []partnerUse
	listed  map[listedIn]map[string]bool
}

func newComparison(c *comparer, keepEquivalent bool) *comparison {
	w := &comparison{machine: make([]machine, len(c.envs)), listed: map[listedIn]map[string]bool{}}
	w.reader = c.reader(w)
	w.Record = record.New(c.setup(), w.Walk, c.names, keepEquivalent, w.facts)
	return w
}

// setup is what stays the same on all walks.
func (c *comparer) setup() tree.Setup {
	return tree.Setup{Columns: c.cols, Of: c.ofEnv, First: c.first, Reference: c.ref, Lexicon: c.lex, Coverage: c.cover, Without: c.off}
}

// reader returns a reader that hands each place to v.
func (c *comparer) reader(v tree.Visitor) reader {
	return reader{Walk: tree.New(c.setup(), v), c: c, judge: leaks.NewJudge(c.lex, c.stems, len(c.envs), c.ref, c.off)}
}

// compare compares one group.
func (w *comparison) compare(g *group) record.Part {
	w.g = g
	clear(w.listed)
	w.Begin(g.At, g.ref, g.Confident)
	w.Resource(g.At)
	w.Presence()
	w.mixedModes()
	w.names()
	w.secretsBeside()
	return w.Finish()
}

// facts returns what is known about the values of a drift.
func (w *comparison) facts(kind drift.Kind, sides []drift.Side, shown, nodes []*snapshot.Node) drift.Facts {
	c := w.Context()
	facts := values.Understand(c, w.c.names, w.c.ref, shown)
	facts.Dangling = w.dangling(c, nodes)
	if facts.Image != nil && facts.Image.NameChanged && w.ownRepository(shown) {
		facts.Image.NameChanged = false
	}
	if kind == drift.Changed {
		facts.Lagging = w.lagging(sides, nodes)
	}
	return facts
}

// Scalars compares scalars.
func (w *comparison) Scalars(nodes []*snapshot.Node) { w.compareScalars(nodes) }

// TypesDiffer emits a drift.
func (w *comparison) TypesDiffer(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.Emit(drift.TypeChanged, nodes)
}

// OrderDiffers emits a drift.
func (w *comparison) OrderDiffers(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.Emit(drift.Changed, nodes)
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
	w.Count(record.Unknown, nodes)
	w.alone(nodes)
}

// Equal counts the attribute.
func (w *comparison) Equal(nodes []*snapshot.Node) { w.Count(record.Identical, nodes) }

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
func (w *comparison) Found() int { return len(w.Drifts()) }

// byTree groups the present columns by their trees without environment words.
func (w *comparison) byTree(nodes []*snapshot.Node) {
	w.Classes(nodes, func(i, j int) bool { return w.Same(i, nodes[i], j, nodes[j]) })
}
