package rules

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
)

// oneAbsence reports whether all places of a drift are whole resources that the same environments lack: a component that does not run there.
func oneAbsence(d *drift.Drift) bool {
	if d.Path != "" || d.Kind != drift.Missing && d.Kind != drift.Extra {
		return false
	}
	return !slices.ContainsFunc(d.Places, func(p drift.Place) bool {
		return p.Path != "" || p.Own != nil || !slices.EqualFunc(p.Sides, d.Sides, func(a, b drift.Side) bool { return a.State == b.State })
	})
}

// byWorst gives all places of one absence the gravest of their decisions, and puts its place first: a component that is missing is one thing to mend,
// and as grave as its gravest part. Places that a rule of the team or a policy decides keep their decision.
func byWorst(places []drift.Place, decisions []decision) {
	builtin := func(i int) bool {
		return decisions[i].policy == nil && decisions[i].rule != nil && (strings.HasPrefix(decisions[i].rule.Name, "builtin/") || strings.HasPrefix(decisions[i].rule.Name, "default/"))
	}
	worst := -1
	for i := range decisions {
		if builtin(i) && (worst < 0 || decisions[i].verdict.Rank() < decisions[worst].verdict.Rank()) {
			worst = i
		}
	}
	if worst < 0 {
		return
	}
	by := decisions[worst]
	for i := range decisions {
		if builtin(i) {
			decisions[i] = by
		}
	}
	place := places[worst]
	copy(places[1:worst+1], places[:worst])
	places[0] = place
	d := decisions[worst]
	copy(decisions[1:worst+1], decisions[:worst])
	decisions[0] = d
}
