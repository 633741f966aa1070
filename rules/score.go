package rules

import "github.com/envparity/envparity/snapshot"

// Score is the share of what was compared that is in parity or acceptable, of one pillar and pair of environments; Pillar ""
// is the pair overall. Unknown attributes count as not in parity.
type Score struct {
	Environment string
	Reference   string
	Pillar      snapshot.Pillar
	Value       float64 // 0 to 1
}
