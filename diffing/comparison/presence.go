package comparison

import (
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// presenceDrift emits missing or extra.
func (w *Comparison) presenceDrift(nodes []*snapshot.Node, whole bool) {
	// Drifts of their own report what differs inside a subtree that several have.
	inner := whole || !tree.Small(nodes)
	w.Classes(nodes, func(i, j int) bool { return inner || w.Same(i, nodes[i], j, nodes[j]) })
	w.Emit(w.presenceKind(nodes), nodes)
}

// presenceKind returns missing or extra, depending on the reference. If the reference is unknown, it depends on the majority.
func (w *Comparison) presenceKind(nodes []*snapshot.Node) drift.Kind {
	has, lacks := 0, 0
	for i := range nodes {
		if !w.In(i) {
			continue
		}
		if nodes[i] != nil {
			has++
		} else {
			lacks++
		}
	}
	refHas, refLacks := 0, 0
	for _, i := range w.Of[w.Reference] {
		if !w.In(i) {
			continue
		}
		if nodes[i] != nil {
			refHas++
		} else {
			refLacks++
		}
	}
	switch {
	case refHas > 0:
		return drift.Missing
	case refLacks > 0:
		return drift.Extra
	case has > lacks:
		return drift.Missing
	default:
		return drift.Extra
	}
}
