package comparison

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// ownRepository reports whether the names of images differ only by the environments' own words. A repository for each environment,
// `shop-staging/api` and `shop-prod/api`, holds one image.
func (w *Comparison) ownRepository(shown []*snapshot.Node) bool {
	first := ""
	for e, n := range shown {
		if n == nil {
			continue
		}
		name := w.Lexicon.Key(e, values.ImageName(n.Text))
		if first == "" {
			first = name
		}
		if name != first {
			return false
		}
	}
	return true
}
