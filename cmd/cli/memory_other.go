//go:build !linux && !darwin

package cli

import "math"

// mappable is no limit where the system has none.
func mappable() uint64 { return math.MaxUint64 }
