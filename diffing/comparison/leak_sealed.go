package comparison

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// sealedLeaks finds the columns with a secret that is known to contain another environment's words, such as a bucket's name.
func (w *Comparison) sealedLeaks(nodes []*snapshot.Node) bool {
	return w.leaking(nodes, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
		if n.Kind != snapshot.Secret {
			return vocabulary.Hit{}, false
		}
		h, ok := w.Judge.Sealed(w.Env(i), n.EnvironmentWords())
		return h, ok && !w.namedForOne()
	})
}
