package comparison

import (
	"github.com/envparity/envparity/diffing/place"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Comparison is the visitor that reports how environments differ. It compares one resource at a time, and is used by one goroutine.
type Comparison struct {
	place.Reader
	*record.Record

	targets *Targets
	machine []machine
	uses    []partnerUse
	listed  map[listedIn]map[string]bool
}

// New returns a comparison. The comparisons of one system share targets. keepEquivalent is true if equivalent drifts are wanted.
func New(s *place.System, targets *Targets, keepEquivalent bool) *Comparison {
	w := &Comparison{targets: targets, machine: make([]machine, len(s.Names)), listed: map[listedIn]map[string]bool{}}
	w.Reader = s.NewReader(w)
	w.Record = record.New(s.Setup, w.Walk, s.Names, keepEquivalent, w.facts)
	return w
}

// Compare compares one aligned resource, which at has by column. confident is the confidence that they are one, 0 to 1.
func (w *Comparison) Compare(at []*snapshot.Resource, ref drift.ResourceRef, confident float64) record.Part {
	w.Ref = ref
	clear(w.listed)
	w.Begin(at, ref, confident)
	w.Resource(at)
	w.Presence()
	w.mixedModes()
	w.names()
	w.secretsBeside()
	return w.Finish()
}

// facts returns what is known about the values of a drift.
func (w *Comparison) facts(kind drift.Kind, sides []drift.Side, shown, nodes []*snapshot.Node) drift.Facts {
	c := w.Context()
	facts := values.Understand(c, w.Names, w.Reference, shown)
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
func (w *Comparison) Scalars(nodes []*snapshot.Node) { w.compareScalars(nodes) }

// TypesDiffer emits a drift.
func (w *Comparison) TypesDiffer(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.Emit(drift.TypeChanged, nodes)
}

// OrderDiffers emits a drift.
func (w *Comparison) OrderDiffers(nodes []*snapshot.Node) {
	w.byTree(nodes)
	w.Emit(drift.Changed, nodes)
}

// Absent emits a drift. If the walk does not go on below, it looks there for leaks.
func (w *Comparison) Absent(nodes []*snapshot.Node, whole, below bool) {
	w.presenceDrift(nodes, whole)
	if !below {
		w.alone(nodes)
	}
}

// Single counts the attribute as unknown. There is nothing to compare, but the value may still contain another environment's name.
func (w *Comparison) Single(nodes []*snapshot.Node) {
	w.Count(record.Unknown, nodes)
	w.alone(nodes)
}

// Equal counts the attribute.
func (w *Comparison) Equal(nodes []*snapshot.Node) { w.Count(record.Identical, nodes) }

// KeysMissing looks for a map that the source's reader refuses.
func (w *Comparison) KeysMissing(nodes []*snapshot.Node) { w.refused(nodes) }

// KeyVaries looks for leaks in the keys.
func (w *Comparison) KeyVaries(nodes []*snapshot.Node) { w.keyLeaks(nodes) }

// Renamed emits a drift for a name that is written in two ways.
func (w *Comparison) Renamed(nodes []*snapshot.Node, names []string, misspelt bool) {
	w.twoNames(nodes, names, misspelt)
}

// Unknowable reports an environment variable that some environments look up.
func (w *Comparison) Unknowable(nodes []*snapshot.Node, columns []int) { w.lookedUp(nodes, columns) }

// Found returns the number of drifts so far.
func (w *Comparison) Found() int { return len(w.Drifts()) }

// byTree groups the present columns by their trees without environment words.
func (w *Comparison) byTree(nodes []*snapshot.Node) {
	w.Classes(nodes, func(i, j int) bool { return w.Same(i, nodes[i], j, nodes[j]) })
}
