package diffing

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// partly handles an attribute (or the whole resource) that at least one column in play lacks. It makes one drift at its top. If several columns
// have it, differences inside are compared among them.
func (w *walker) partly(nodes []*snapshot.Node, whole bool) {
	present := 0
	for range w.present(nodes) {
		present++
	}
	if !whole && w.meansNothing(nodes) {
		w.visit.counted(w, tallyIdentical, nodes)
		return
	}
	w.visit.absent(w, nodes, whole)
	if present < 2 || (!whole && smallOnly(nodes)) {
		w.visit.alone(w, nodes)
		return
	}
	var changed []int
	for i, n := range nodes {
		if w.state[i] == in && n == nil {
			w.state[i] = gone
			changed = append(changed, i)
		}
	}
	w.walk(nodes)
	for _, i := range changed {
		w.state[i] = in
	}
}

// smallOnly reports whether all nodes are scalars or variables of name and value. Then one drift describes the node completely.
func smallOnly(nodes []*snapshot.Node) bool {
	for _, n := range nodes {
		if n == nil || n.Scalar() {
			continue
		}
		if n.Kind != snapshot.Map || len(n.Children) > 2 {
			return false
		}
		for k := range n.Children {
			if !n.Children[k].Scalar() {
				return false
			}
		}
	}
	return true
}

func scalarsOnly(nodes []*snapshot.Node) bool {
	for _, n := range nodes {
		if n != nil && !n.Scalar() {
			return false
		}
	}
	return true
}

// meansNothing reports whether leaving the attribute out means the same as every present value.
func (w *walker) meansNothing(nodes []*snapshot.Node) bool {
	c := w.context()
	for _, n := range w.present(nodes) {
		if !values.Absent(c, n) {
			return false
		}
	}
	return true
}

// presenceDrift emits missing or extra.
func (w *walker) presenceDrift(nodes []*snapshot.Node, whole bool) {
	// Drifts of their own report what differs inside a subtree that several have.
	inner := whole || !smallOnly(nodes)
	w.classes(nodes, func(i, j int) bool { return inner || w.sameTree(i, nodes[i], j, nodes[j]) })
	w.emit(w.presenceKind(nodes), nodes)
}

// presenceKind returns missing or extra, depending on the reference. If the reference is unknown, it depends on the majority.
func (w *walker) presenceKind(nodes []*snapshot.Node) drift.Kind {
	has, lacks := 0, 0
	for i := range nodes {
		if w.state[i] != in {
			continue
		}
		if nodes[i] != nil {
			has++
		} else {
			lacks++
		}
	}
	refHas, refLacks := 0, 0
	for _, i := range w.c.ofEnv[w.c.ref] {
		if w.state[i] != in {
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
