package tree

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// Partly walks nodes of which at least one column in play may lack the present place.
func (w *Walk) Partly(nodes []*snapshot.Node) { w.partly(nodes, false) }

// partly handles an attribute (or the whole resource) that at least one column in play lacks. The visitor gets it once, at its top. If several
// columns have it, the walk goes on among them.
func (w *Walk) partly(nodes []*snapshot.Node, whole bool) {
	if !whole && w.meansNothing(nodes) {
		w.visit.Equal(nodes)
		return
	}
	below := w.showing(nodes) > 1 && (whole || !Small(nodes))
	w.visit.Absent(nodes, whole, below)
	if !below {
		return
	}
	left := w.Leave(nodes)
	w.walk(nodes)
	w.Show(left)
}

// meansNothing reports whether leaving the attribute out means the same as every present value.
func (w *Walk) meansNothing(nodes []*snapshot.Node) bool {
	c := w.Context()
	for _, n := range w.Present(nodes) {
		if !values.Absent(c, n) {
			return false
		}
	}
	return true
}

// leftover walks a place that perhaps not every column has. Without the unobserved columns, only one may be left.
func (w *Walk) leftover(at []*snapshot.Node) {
	switch {
	case !w.complete(at):
		w.partly(at, false)
	case w.showing(at) < 2:
		w.visit.Single(at)
	default:
		w.walk(at)
	}
}

// complete reports whether every column in play has a node.
func (w *Walk) complete(at []*snapshot.Node) bool {
	for i, n := range at {
		if w.state[i] == in && n == nil {
			return false
		}
	}
	return true
}

// showing counts the columns in play that have a node.
func (w *Walk) showing(at []*snapshot.Node) int {
	n := 0
	for i := range at {
		if w.state[i] == in && at[i] != nil {
			n++
		}
	}
	return n
}
