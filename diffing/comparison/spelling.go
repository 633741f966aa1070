package comparison

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// spelledOtherwise reports whether the environment that a word seems to name has its own name here, and not that word. An environment has one
// spelling at one place. Beside `crown-dev.example` of dev, `find-crown-development.example` of production describes the system.
func (w *Comparison) spelledOtherwise(nodes []*snapshot.Node, h vocabulary.Hit) bool {
	if w.Without[otherSpelling] {
		return false
	}
	word, name := strings.ToLower(h.Word), strings.ToLower(w.Names[h.Owner])
	if word == name {
		return false
	}
	for i, n := range nodes {
		if w.Env(i) != h.Owner || !w.In(i) || n == nil || n.Kind != snapshot.String {
			continue
		}
		if own := names.Words(n.Text); slices.Contains(own, name) && !slices.Contains(own, word) {
			return true
		}
	}
	return false
}
