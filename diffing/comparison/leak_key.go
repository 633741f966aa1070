package comparison

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// keyLeaks finds the column whose key has another environment's name where the others' keys have their own.
func (w *Comparison) keyLeaks(nodes []*snapshot.Node) {
	keys := make([]*snapshot.Node, len(nodes))
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		if n != nil {
			keys[i] = &snapshot.Node{Kind: snapshot.String, Text: n.Key, Line: n.Line, File: n.File}
		}
	}
	for i, n := range keys {
		hits[i].Owner = -1
		if n == nil || w.Innocent(n.Text) {
			continue
		}
		if h, ok := w.Foreign(w.Env(i), vocabulary.Identifier, n.Text); ok && w.oddOneOut(keys, i, h.Owner) {
			hits[i], found = h, true
		}
	}
	if found {
		w.emitLeak(keys, hits)
	}
}
