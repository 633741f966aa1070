package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

// worstFirst sorts findings of one verdict by how much speaks for them: what a rule knows before what only differs, another environment's
// word or secret before values, what is in many places before what is in one. Equals keep their order.
func worstFirst(fs []*rules.Finding) {
	slices.SortStableFunc(fs, func(a, b *rules.Finding) int {
		return cmp.Or(
			cmp.Compare(unruled(a), unruled(b)),
			cmp.Compare(gravity(a.Drift.Kind), gravity(b.Drift.Kind)),
			cmp.Compare(len(b.Drift.Places), len(a.Drift.Places)),
		)
	})
}

// unruled is 1 for a finding that no rule knows.
func unruled(f *rules.Finding) int {
	if strings.HasPrefix(f.Rule, "default/") {
		return 1
	}
	return 0
}

// gravity orders kinds of drift: 0 is the worst.
func gravity(k drift.Kind) int {
	switch k {
	case drift.Leaked, drift.Shared:
		return 0
	case drift.Extra, drift.Misspelt: // the reference lacks it
		return 1
	case drift.TypeChanged:
		return 2
	case drift.Missing:
		return 4
	}
	return 3
}
