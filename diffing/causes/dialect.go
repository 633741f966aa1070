package causes

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/drift"
)

// dialectOf is what is known of the source that a drift was found in.
func dialectOf(d *drift.Drift) dialect.Dialect { return known.Of(d.Resource.Type) }

// parameter reports whether a drift is of what is given its value from outside.
func parameter(d *drift.Drift) bool { return dialectOf(d).Parameter(d.Resource.Kind) }
