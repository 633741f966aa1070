package diffing

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// visitor receives what a walk finds. The walk decides which nodes stand at one place, one a column. A comparison reports how they differ. A
// lesson shows them to the learner of the environments' words.
type visitor interface {
	scalars(w *walker, nodes []*snapshot.Node)            // each column has a scalar
	typesDiffer(w *walker, nodes []*snapshot.Node)        // a map in one, a list in another
	reordered(w *walker, nodes []*snapshot.Node)          // lists of the same scalars, in another order that has a meaning
	absent(w *walker, nodes []*snapshot.Node, whole bool) // some columns lack it; whole is true for a resource
	alone(w *walker, nodes []*snapshot.Node)              // only one column has it
	unequalKeys(w *walker, nodes []*snapshot.Node)        // maps with keys that some columns lack
	equalUnderKeys(w *walker, o *oddKey)                  // no difference below keys that vary with the environment
	misspeltKey(w *walker, o *oddKey, kind drift.Kind)    // one key, written in two ways
	misspeltElement(w *walker, o *oddKey, key string)     // one element, whose key is written in two ways
	unordered(w *walker, nodes []*snapshot.Node) twins    // lists without keys
	open(w *walker, nodes []*snapshot.Node, open []int)   // the values of the columns in open are unknown
	counted(w *walker, t tally, nodes []*snapshot.Node)   // one more attribute was compared
}

// comparison is the visitor that reports how environments differ.
type comparison struct{}

func (comparison) scalars(w *walker, nodes []*snapshot.Node) { w.compareScalars(nodes) }

func (comparison) typesDiffer(w *walker, nodes []*snapshot.Node) { w.emit(drift.TypeChanged, nodes) }

func (comparison) reordered(w *walker, nodes []*snapshot.Node) {
	w.classes(nodes, func(i, j int) bool { return w.sameTree(i, nodes[i], j, nodes[j]) })
	w.emit(drift.Changed, nodes)
}

func (comparison) absent(w *walker, nodes []*snapshot.Node, whole bool) {
	w.presenceDrift(nodes, whole)
}

func (comparison) alone(w *walker, nodes []*snapshot.Node) { w.alone(nodes) }

func (comparison) unequalKeys(w *walker, nodes []*snapshot.Node) { w.refused(nodes) }

func (comparison) equalUnderKeys(w *walker, o *oddKey) { w.keyLeaks(o) }

func (comparison) misspeltKey(w *walker, o *oddKey, kind drift.Kind) { w.misspeltKey(o, kind) }

func (comparison) misspeltElement(w *walker, o *oddKey, key string) { w.misspeltElement(o, key) }

func (comparison) unordered(w *walker, nodes []*snapshot.Node) twins { return w.listed(nodes) }

func (comparison) open(w *walker, nodes []*snapshot.Node, open []int) { w.lookedUp(nodes, open) }

func (comparison) counted(w *walker, t tally, nodes []*snapshot.Node) { w.count(t, nodes) }

// silence is a visitor that does nothing.
type silence struct{}

func (silence) scalars(*walker, []*snapshot.Node) {}

func (silence) typesDiffer(*walker, []*snapshot.Node) {}

func (silence) reordered(*walker, []*snapshot.Node) {}

func (silence) absent(*walker, []*snapshot.Node, bool) {}

func (silence) alone(*walker, []*snapshot.Node) {}

func (silence) unequalKeys(*walker, []*snapshot.Node) {}

func (silence) equalUnderKeys(*walker, *oddKey) {}

func (silence) misspeltKey(*walker, *oddKey, drift.Kind) {}

func (silence) misspeltElement(*walker, *oddKey, string) {}

func (silence) unordered(*walker, []*snapshot.Node) twins { return nil }

func (silence) open(*walker, []*snapshot.Node, []int) {}

func (silence) counted(*walker, tally, []*snapshot.Node) {}
