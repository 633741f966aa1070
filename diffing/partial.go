package diffing

import (
	"fmt"

	"github.com/envparity/envparity/snapshot"
)

// holes returns, by column, whose Map or List at the present place was not read whole; nil if all were. A key that such a column lacks was not
// observed.
func (w *walker) holes(nodes []*snapshot.Node) []bool {
	var holes []bool
	for i, n := range w.present(nodes) {
		if n.Flags&snapshot.FlagPartial != 0 {
			if holes == nil {
				holes = make([]bool, len(nodes))
			}
			holes[i] = true
		}
	}
	return holes
}

// hide takes the columns with a hole and no node in at out of play, and returns them for reveal.
func (w *walker) hide(at []*snapshot.Node, holes []bool) []int {
	var hidden []int
	for i := range holes {
		if holes[i] && w.state[i] == in && at[i] == nil {
			w.state[i], w.why[i], w.lost[i] = unknown, w.whyLost(i), true
			hidden = append(hidden, i)
		}
	}
	return hidden
}

func (w *walker) reveal(hidden []int) {
	for _, i := range hidden {
		w.state[i], w.why[i] = in, ""
	}
}

// whyLost returns why a part of column i's resource is unknown, in the collector's words if it gave a reason.
func (w *walker) whyLost(i int) string {
	r := w.g.At[i]
	if r == nil {
		return "not read whole"
	}
	for _, o := range w.c.cover.outcomes[i] {
		for g := range o.Gaps {
			if o.Collector == r.Collector && about(&o.Gaps[g], r) {
				return o.Gaps[g].Why
			}
		}
	}
	return fmt.Sprintf("%s was not read whole", r.Source.File)
}

// about reports whether a gap is in r: in its file, or in the resource of its kind and name.
func about(g *snapshot.Gap, r *snapshot.Resource) bool {
	return g.File != "" && g.File == r.Source.File || g.Name != "" && g.Kind == r.Kind && g.Name == r.Name
}

// doubt handles two leftovers that are to be joined under two names. A column that has one of them, and may have the other unseen, makes that a
// guess. So doubt takes it out.
func (w *walker) doubt(a, b *oddKey) {
	for i := range w.torn {
		if w.torn[i] {
			a.at[i], b.at[i] = nil, nil
		}
	}
}

// oneName reports whether all columns that have the thing use one name for it.
func oneName(at []*snapshot.Node, name func(*snapshot.Node) string) bool {
	_, first := anyOf(at)
	for _, n := range at {
		if n != nil && name(n) != name(first) {
			return false
		}
	}
	return true
}

// leftover walks a key that not every column has. Without the unobserved columns, only one may be left.
func (w *walker) leftover(at []*snapshot.Node) {
	switch {
	case !w.complete(at):
		w.partly(at, false)
	case w.showing(at) < 2:
		w.lonely(at)
	default:
		w.walk(at)
	}
}

// showing counts the columns in play that have a node.
func (w *walker) showing(at []*snapshot.Node) int {
	n := 0
	for i := range at {
		if w.state[i] == in && at[i] != nil {
			n++
		}
	}
	return n
}
