package diffing

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/known"
)

// dialect is what is known of the source of the present resource.
func (w *walker) dialect() dialect.Dialect { return known.Of(w.g.At[w.firstPresent()].SourceType()) }
