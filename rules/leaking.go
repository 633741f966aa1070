package rules

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
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

// leaksAgainstOthers reports whether the others contradict the leak that the verdict is about: the environment whose name is mentioned was observed, and
// mentions that name itself where it has a value; and at least as many other environments have a value with nobody else's name as there are that
// mention it. Who names itself nowhere shows nothing, and what most environments mention is shared.
func (f *facts) leaksAgainstOthers() bool {
	about := f.leakSide()
	if f.drift.Kind != drift.Leaked || about == nil {
		return false
	}
	mention, own := 0, 0
	for i := range f.sides {
		s := &f.sides[i]
		switch {
		case i < len(f.run.envs) && f.run.envs[i].Name == about.WordOf:
			if s.State == drift.UnknownState || s.State == drift.Present && s.Word == "" && !mentions(s, about.Word) {
				return false
			}
		case s.WordOf == about.WordOf:
			mention++
		case s.State == drift.Present && s.Word == "" && s.Class != about.Class:
			own++
		}
	}
	return own > 0 && own >= mention
}

// mentions reports whether a side's value has a word in it, whatever its case. Of what is not one text nobody can say.
func mentions(s *drift.Side, word string) bool {
	return s.Node == nil || s.Node.Kind != snapshot.String || strings.Contains(strings.ToLower(s.Node.Text), strings.ToLower(word))
}

// leaksOwners reports whether the environment that the verdict is about has the very value of the environment whose name it mentions: what it mentions
// is that environment's, and no third thing with its name.
func (f *facts) leaksOwners() bool {
	about := f.leakSide()
	if f.drift.Kind != drift.Leaked || about == nil {
		return false
	}
	for i := range f.sides {
		if i < len(f.run.envs) && f.run.envs[i].Name == about.WordOf {
			s := &f.sides[i]
			return s.State != drift.Present || s.Class == about.Class || s.Node != nil && about.Node != nil && s.Node.Text == about.Node.Text
		}
	}
	return false
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
