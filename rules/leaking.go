package rules

import (
	"slices"

	"github.com/envparity/envparity/drift"
)

// leaksLowest reports whether the first environment with a value, the one farthest from the reference, is the only one that leaks, and at least
// two others have a value of their own.
func (f *facts) leaksLowest() bool {
	if f.drift.Kind != drift.Leaked {
		return false
	}
	lowest, own := -1, 0
	for i := range f.sides {
		s := &f.sides[i]
		switch {
		case s.State != drift.Present || i == f.run.ref && lowest < 0 && s.Word == "":
			continue
		case s.Word == "":
			own++
		case i == f.run.ref || lowest >= 0 || own > 0:
			return false
		default:
			lowest = i
		}
	}
	return lowest >= 0 && own > 1
}

// leaksBelow reports whether all environments with a value, except the reference, mention one environment's name, and that environment is one of
// them.
func (f *facts) leaksBelow() bool {
	if f.drift.Kind != drift.Leaked {
		return false
	}
	of := ""
	for i := range f.sides {
		if s := &f.sides[i]; i != f.run.ref && s.State == drift.Present && s.Word != "" {
			if of != "" && of != s.WordOf {
				return false
			}
			of = s.WordOf
		}
	}
	for i := range f.sides {
		if s := &f.sides[i]; i < len(f.run.envs) && i != f.run.ref && s.State == drift.Present && s.Word == "" && f.run.envs[i].Name != of {
			return false
		}
	}
	return of != ""
}

// leaksSeveral reports whether two environments mention one environment's name in the same value as the side that the verdict is about.
func (f *facts) leaksSeveral() bool {
	about := f.leakSide()
	if f.drift.Kind != drift.Leaked || about == nil {
		return false
	}
	n := 0
	for i := range f.sides {
		if s := &f.sides[i]; s.Word != "" && s.WordOf == about.WordOf && s.Class == about.Class {
			n++
		}
	}
	return n > 1
}

// leaksOf lists the environments whose names others mention.
func (f *facts) leaksOf() []string {
	var out []string
	for i := range f.sides {
		if of := f.sides[i].WordOf; of != "" && !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	return out
}
