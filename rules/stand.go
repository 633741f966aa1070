package rules

import (
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// agree lists the environments that were observed and agree with the reference, without it.
func (f *facts) agree() []string {
	ref := f.run.ref
	if ref < 0 || ref >= len(f.sides) || f.sides[ref].State == drift.UnknownState {
		return nil
	}
	return f.where(func(i int) bool {
		return i != ref && f.sides[i].State != drift.UnknownState && drift.Alike(&f.sides[i], &f.sides[ref])
	})
}

// writtenAlike reports whether the environments that agree with the reference have its value letter by letter. Others have names of their own in it,
// or another notation.
func (f *facts) writtenAlike() bool {
	for _, e := range f.agree() {
		if !letterByLetter(&f.sides[f.index(e)], &f.sides[f.run.ref]) {
			return false
		}
	}
	return true
}

// alike returns which environments have one and the same value, as a clause: "staging and prod agree"; "" where each has its own. Environments
// without a value are left out.
func (f *facts) alike() string {
	var clauses []string
	var told []int
	for i := range f.sides {
		if f.sides[i].State != drift.Present || slices.Contains(told, i) || i >= len(f.run.envs) {
			continue
		}
		group := []string{f.run.envs[i].Name}
		for k := i + 1; k < len(f.sides) && k < len(f.run.envs); k++ {
			if f.sides[k].State == drift.Present && letterByLetter(&f.sides[i], &f.sides[k]) {
				group, told = append(group, f.run.envs[k].Name), append(told, k)
			}
		}
		if len(group) > 1 {
			clauses = append(clauses, names.And(group)+" agree")
		}
	}
	return names.And(clauses)
}

// only returns the word for what holds in some environments and in no other. It limits itself to the observed ones where some were not.
func (f *facts) only() string {
	if len(f.inState(drift.UnknownState)) > 0 {
		return "Of the environments that were observed, only"
	}
	return "Only"
}

// letterByLetter reports whether two sides have the same value in the same form, and no environment's own name in it.
func letterByLetter(a, b *drift.Side) bool {
	return drift.Alike(a, b) && (a.Node == nil || b.Node == nil || identical(a.Node, b.Node))
}

func identical(a, b *snapshot.Node) bool {
	return a.Kind == b.Kind && a.Key == b.Key && a.Text == b.Text && slices.EqualFunc(a.Children, b.Children, func(x, y snapshot.Node) bool { return identical(&x, &y) })
}
