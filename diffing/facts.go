package diffing

import "github.com/envparity/envparity/diffing/values"

// Facts is what comparing understood of a drift; see package values.
type Facts = values.Facts
