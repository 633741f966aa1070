package tree

import (
	"iter"

	"github.com/envparity/envparity/snapshot"
)

// play is the part of a column in the walk at the present place.
type play uint8

const (
	in      play = iota // it has a node here, or could have one
	gone                // something above is absent in it
	unknown             // not observed
)

// In reports whether column i is in play.
func (w *Walk) In(i int) bool { return w.state[i] == in }

// Gone reports whether column i lacks something above the present place.
func (w *Walk) Gone(i int) bool { return w.state[i] == gone }

// Unknown reports whether nobody knows what column i has at the present place.
func (w *Walk) Unknown(i int) bool { return w.state[i] == unknown }

// Why returns why a column is unknown, and whether that is because something went wrong.
func (w *Walk) Why(i int) (why string, lost bool) { return w.why[i], w.lost[i] }

// Hide takes column i out of play as unknown.
func (w *Walk) Hide(i int, why string, lost bool) {
	w.state[i], w.why[i], w.lost[i] = unknown, why, lost
}

// Show puts columns back into play.
func (w *Walk) Show(columns []int) {
	for _, i := range columns {
		w.state[i], w.why[i] = in, ""
	}
}

// Leave takes the columns without a node out of play, because something is absent in them. It returns them for Show.
func (w *Walk) Leave(nodes []*snapshot.Node) []int {
	var left []int
	for i, n := range nodes {
		if w.state[i] == in && n == nil {
			w.state[i] = gone
			left = append(left, i)
		}
	}
	return left
}

// Present yields the columns in play that have a node, and the node.
func (w *Walk) Present(nodes []*snapshot.Node) iter.Seq2[int, *snapshot.Node] {
	return func(yield func(int, *snapshot.Node) bool) {
		for i, n := range nodes {
			if n != nil && w.state[i] == in && !yield(i, n) {
				return
			}
		}
	}
}

// Env returns the environment of column i.
func (w *Walk) Env(i int) int { return w.columns[i].Env }

// Voice returns the lexicon's number for column i: of its environment, or of its member.
func (w *Walk) Voice(i int) int { return w.columns[i].Voice }

// Row lends a slice of one node a column. Return it with Release, the last one lent first.
func (w *Walk) Row() []*snapshot.Node {
	n := len(w.columns)
	if len(w.arena)+n > cap(w.arena) {
		grown := make([]*snapshot.Node, len(w.arena), 2*cap(w.arena)+64*n)
		copy(grown, w.arena) // rows lent before keep the old array, which is not written again
		w.arena = grown
	}
	at := len(w.arena)
	w.arena = w.arena[:at+n]
	r := w.arena[at : at+n : at+n]
	clear(r)
	return r
}

// Release takes back the row that was lent last.
func (w *Walk) Release() { w.arena = w.arena[:len(w.arena)-len(w.columns)] }
