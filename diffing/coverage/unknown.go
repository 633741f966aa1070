package coverage

import (
	"fmt"
	"path"
	"slices"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/snapshot"
)

// Unknown returns why nobody knows if column ci has the resource r of column from; "" if that is known. lost is true if something went wrong, and
// false if no collector was asked to look.
func (v *Coverage) Unknown(ci, from int, r *snapshot.Resource) (why string, lost bool) {
	env := v.envs[v.Columns[ci].Env].Name
	if !v.seen[ci][r.Collector] && !v.shared[ci][r.Kind] && v.reports[ci] {
		return fmt.Sprintf("collector %q was not configured for %s", r.Collector, env), false
	}
	if v.unasked(ci, from, r) {
		return fmt.Sprintf("nothing looks for it in %s: its collect block is for other environments", env), false
	}
	if file := v.blankFile(ci, from, r); file != "" {
		return emptyFile(file), true
	}
	for i := range v.outcomes[ci] {
		o := &v.outcomes[ci][i]
		if !v.reads(o, r) {
			continue
		}
		for g := range o.Beyond {
			if v.covers(&o.Beyond[g], ci, from, r) {
				return o.Beyond[g].Why, false
			}
		}
		if o.Status == snapshot.Complete && len(o.Gaps) == 0 {
			continue
		}
		if len(o.Gaps) == 0 {
			if o.Error != "" {
				return ended(o, env) + ": " + firstLine(o.Error), true
			}
			return ended(o, env), true
		}
		for g := range o.Gaps {
			if v.covers(&o.Gaps[g], ci, from, r) {
				return o.Gaps[g].Why, true
			}
		}
	}
	if r.Kind == snapshot.KindService && !v.hasKind(ci, r.Kind) {
		return fmt.Sprintf("no compose project was read for %s", env), false
	}
	return v.laidOut(ci, from, r), false
}

// ended says how a collector ended that did not read all.
func ended(o *snapshot.Outcome, env string) string {
	if o.Status == snapshot.Failed {
		return fmt.Sprintf("collector %q failed in %s", o.Collector, env)
	}
	return fmt.Sprintf("collector %q read only a part of %s", o.Collector, env)
}

// hasKind reports whether column ci has a resource of a kind.
func (v *Coverage) hasKind(ci int, kind string) bool {
	return slices.ContainsFunc(v.Resources[ci], func(r *snapshot.Resource) bool { return r.Kind == kind })
}

// unasked reports whether no collect block looks for r in column ci: in its environment, or in its member. Either the block that read r is for other
// environments and names one thing, or the blocks that look here look in r's environment, too. Two blocks of one environment are about two things.
// A block for each environment is about one.
func (v *Coverage) unasked(ci, from int, r *snapshot.Resource) bool {
	if r.Block == "" || !v.reports[ci] {
		return false
	}
	beside := true
	for i := range v.outcomes[ci] {
		o := &v.outcomes[ci][i]
		if o.Block == r.Block {
			return false
		}
		beside = beside && (!v.reads(o, r) || v.meet(o.Block, r.Block))
	}
	if beside {
		return true
	}
	if r.OwnBlock() == "" {
		return false
	}
	for _, other := range v.Resources[from] {
		if other != r && other.OwnBlock() == r.Block {
			return false
		}
	}
	return true
}

// meet reports whether some environment has both collect blocks.
func (v *Coverage) meet(a, b string) bool {
	for _, blocks := range v.Blocks {
		if blocks[a] && blocks[b] {
			return true
		}
	}
	return false
}

// reads reports whether the collector of outcome o could have yielded the counterpart of r. It is the same collector, or, for a shared kind, one
// that yields the kind somewhere, or one that failed and yields nothing anywhere.
func (v *Coverage) reads(o *snapshot.Outcome, r *snapshot.Resource) bool {
	if o.Collector == r.Collector {
		return true
	}
	return align.Shared(r.Kind) && (v.carriers[[2]string{o.Collector, r.Kind}] || o.Status == snapshot.Failed && !v.yields[o.Collector])
}

// covers reports whether gap g of column ci would hold the counterpart of r.
func (v *Coverage) covers(g *snapshot.Gap, ci, from int, r *snapshot.Resource) bool {
	mine, voice := v.Columns[ci].Env, v.Columns[ci].Voice
	same := func(gap, value string) bool {
		return gap == "" || gap == value || v.lexicon.Key(voice, gap) == v.lexicon.Key(v.Columns[from].Voice, value)
	}
	if !same(g.Kind, r.Kind) || !same(g.Scope, r.Scope) || !same(g.Name, r.Name) {
		return false
	}
	if g.File == "" || same(g.File, r.Source.File) || path.Base(g.File) == path.Base(r.Source.File) {
		return true
	}
	// The file's name is unique to it: if no other environment has it, it may have held anything.
	for other := range v.Columns {
		if v.Columns[other].Env == mine {
			continue
		}
		for _, x := range v.Resources[other] {
			if x.Collector == r.Collector && (path.Base(x.Source.File) == path.Base(g.File) ||
				v.lexicon.Key(voice, g.File) == v.lexicon.Key(v.Columns[other].Voice, x.Source.File)) {
				return false
			}
		}
	}
	return true
}

func firstLine(s string) string {
	for i := range len(s) {
		if s[i] == '\n' {
			return s[:i]
		}
	}
	return s
}

// Torn returns why a part of a resource is unknown, in the collector's words if it gave a reason.
func (v *Coverage) Torn(column int, r *snapshot.Resource) string {
	for _, x := range v.outcomes[column] {
		for g := range x.Gaps {
			if x.Collector == r.Collector && inside(&x.Gaps[g], r) {
				return x.Gaps[g].Why
			}
		}
	}
	return fmt.Sprintf("%s was not read whole", r.Source.File)
}

// inside reports whether a gap is in r: in its file, or in the resource of its kind and name.
func inside(g *snapshot.Gap, r *snapshot.Resource) bool {
	return g.File != "" && g.File == r.Source.File || g.Name != "" && g.Kind == r.Kind && g.Name == r.Name
}
