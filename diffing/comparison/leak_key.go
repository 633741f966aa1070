package comparison

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// keyLeaks finds the column whose key has another environment's name where the others' keys have their own.
func (w *Comparison) keyLeaks(nodes []*snapshot.Node) {
	keys := make([]*snapshot.Node, len(nodes))
	for i, n := range nodes {
		if n != nil {
			keys[i] = &snapshot.Node{Kind: snapshot.String, Text: n.Key, Line: n.Line, File: n.File}
		}
	}
	w.leaking(keys, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
		if w.Innocent(n.Text) {
			return vocabulary.Hit{}, false
		}
		h, ok := w.Foreign(w.Env(i), vocabulary.Identifier, n.Text)
		return h, ok && w.oddOneOut(keys, i, h.Owner)
	})
}
