package tree

import "github.com/envparity/envparity/snapshot"

// holes returns, by column, whose Map or List at the present place was not read whole; nil if all were. A key that such a column lacks was not
// observed.
func (w *Walk) holes(nodes []*snapshot.Node) []bool {
	var holes []bool
	for i, n := range w.Present(nodes) {
		if n.Flags&snapshot.FlagPartial != 0 {
			if holes == nil {
				holes = make([]bool, len(nodes))
			}
			holes[i] = true
		}
	}
	return holes
}

// hide takes the columns with a hole and no node in at out of play, and returns them for Show.
func (w *Walk) hide(at []*snapshot.Node, holes []bool) []int {
	var hidden []int
	for i := range holes {
		if holes[i] && w.state[i] == in && at[i] == nil {
			w.Hide(i, w.whyTorn(i), true)
			hidden = append(hidden, i)
		}
	}
	return hidden
}

// whyTorn returns why a part of column i's resource is unknown.
func (w *Walk) whyTorn(i int) string {
	if r := w.at[i]; r != nil {
		return w.coverage.Torn(i, r)
	}
	return "not read whole"
}
