package diffing

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/known"
)

// dialect returns the dialect of the present resource's source.
func (w *walker) dialect() dialect.Dialect { return known.Of(w.g.At[w.firstPresent()].SourceType()) }
