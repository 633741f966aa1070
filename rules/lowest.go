package rules

import (
	"slices"

	"github.com/envparity/envparity/drift"
)

// lowestAlone reports whether the environment farthest from the reference is the only one that differs from it, and at least two agree: a laptop,
// a review app, a stub. Unobserved environments are ignored. It returns false if the reference was not observed, or only two environments are
// compared.
func (f *facts) lowestAlone() bool {
	switch f.drift.Kind {
	case drift.Leaked, drift.Shared, drift.Misspelt:
		return false // wrong in any environment
	}
	lowest, agree := -1, 0
	for i := range f.sides {
		if i >= len(f.run.envs) || f.run.ref < 0 {
			return false
		}
		if f.sides[i].State == drift.UnknownState {
			if i == f.run.ref {
				return false
			}
			continue
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

// referenceAlone reports whether the reference alone has another value, and at least two others were observed and agree. Unobserved environments
// are ignored, so that a failed collector makes no finding worse.
func (f *facts) referenceAlone() bool {
	if f.run.ref < 0 || f.run.ref >= len(f.sides) || len(f.sides) < 3 || f.sides[f.run.ref].State == drift.UnknownState {
		return false
	}
	first := -1
	for i := range f.sides {
		if i == f.run.ref || f.sides[i].State == drift.UnknownState {
			continue
		}
		if !f.differs(i) || first >= 0 && (f.sides[i].State != f.sides[first].State || f.sides[i].Class != f.sides[first].Class) {
			return false
		}
		first = i
	}
	return first >= 0
}

// laptopsAlone reports whether all environments that differ from the reference are developers' machines.
func (f *facts) laptopsAlone() bool {
	switch f.drift.Kind {
	case drift.Leaked, drift.Shared, drift.Misspelt:
		return false // wrong in any environment
	}
	if f.run.ref < 0 || f.run.ref >= len(f.sides) || f.sides[f.run.ref].State == drift.UnknownState {
		return false
	}
	some := false
	for i := range f.sides {
		if i >= len(f.run.envs) || !f.differs(i) {
			continue
		}
		if !slices.Contains(f.drift.Facts.Laptops, f.run.envs[i].Name) {
			return false
		}
		some = true
	}
	return some
}
