package causes

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/drift"
)

// dialectOf returns the dialect of a drift's source.
func dialectOf(d *drift.Drift) dialect.Dialect { return known.Of(d.Resource.Type) }

// parameter reports whether the drift's resource gets its value from outside.
func parameter(d *drift.Drift) bool { return dialectOf(d).Parameter(d.Resource.Kind) }
