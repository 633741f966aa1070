package rules

import (
	"github.com/envparity/envparity/drift"
)

// lowestAlone reports whether the environment that stands farthest from the reference is the only one that differs from it, while two or more
// agree: a laptop, a review app, a stub. Where an environment was not observed, or only two are compared, it says no.
func (f *facts) lowestAlone() bool {
	switch f.drift.Kind {
	case drift.Leaked, drift.Shared, drift.Misspelt:
		return false // wrong wherever it stands
	}
	lowest, agree := -1, 0
	for i := range f.sides {
		if i >= len(f.run.envs) || f.sides[i].State == drift.UnknownState || f.run.ref < 0 {
			return false
		}
		if i == f.run.ref {
			agree++
			continue
		}
		switch {
		case lowest < 0:
			if lowest = i; !f.differs(i) {
				return false
			}
		case f.differs(i):
			return false
		default:
			agree++
		}
	}
	return lowest >= 0 && agree > 1
}
