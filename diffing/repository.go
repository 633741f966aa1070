package diffing

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// ownRepository removes the fact that images have different names if the names differ only by the environments' own words. A repository for each
// environment, `shop-staging/api` and `shop-prod/api`, holds one image.
func (w *comparison) ownRepository(d *drift.Drift, shown []*snapshot.Node) {
	if d.Facts.Image == nil || !d.Facts.Image.NameChanged {
		return
	}
	first := ""
	for e, n := range shown {
		if n == nil {
			continue
		}
		name := w.c.lex.Key(e, values.ImageName(n.Text))
		if first == "" {
			first = name
		}
		if name != first {
			return
		}
	}
	d.Facts.Image.NameChanged = false
}
