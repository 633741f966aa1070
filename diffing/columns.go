package diffing

import (
	"fmt"
	"path"
	"slices"
	"sort"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/snapshot"
)

// coverage knows for every column what was read and what was not.
type coverage struct {
	resources [][]*snapshot.Resource
	outcomes  [][]snapshot.Outcome // by column
	seen      []map[string]bool    // by column: collectors with an outcome or a resource
	reports   []bool               // by column: the snapshot has outcomes
	shared    []map[string]bool    // by column: shared kinds of which it has a resource
	carriers  map[[2]string]bool   // collector and shared kind that it yields somewhere
	yields    map[string]bool      // collectors that yield a resource of any kind in some column
	blocks    []map[string]bool    // by column: collect blocks that looked there
}

// arrange lays the snapshots out in columns: one an environment, or one a member where an environment has members.
func (c *comparer) arrange(snaps []*snapshot.Snapshot) {
	c.ofEnv = make([][]int, len(c.envs))

	c.cover.carriers, c.cover.yields = map[[2]string]bool{}, map[string]bool{}
	for e, env := range c.envs {
		members := map[string]bool{}
		var mine []*snapshot.Snapshot
		for _, s := range snaps {
			if s == nil || s.Environment != env.Name {
				continue
			}
			mine = append(mine, s)
			for _, m := range s.Members {
				members[m] = true
			}
			for i := range s.Resources {
				members[s.Resources[i].Member] = true
			}
		}
		delete(members, "")
		names := make([]string, 0, len(members))
		for m := range members {
			names = append(names, m)
		}
		sort.Strings(names)
		if len(names) == 0 {
			names = []string{""}
		}
		for _, m := range names {
			c.ofEnv[e] = append(c.ofEnv[e], len(c.cols))
			c.addColumn(e, m, mine)
		}
	}
}

func (c *comparer) addColumn(env int, member string, mine []*snapshot.Snapshot) {
	own := append([]string{member}, c.envs[env].Members[member]...)
	c.cols = append(c.cols, tree.Column{Env: env, Member: member, Voice: c.lex.Member(env, own)})
	v := &c.cover
	seen, shared := map[string]bool{}, map[string]bool{}
	var list []*snapshot.Resource
	var outcomes []snapshot.Outcome
	for _, s := range mine {
		for i := range s.Resources {
			r := &s.Resources[i]
			v.yields[r.Collector] = true
			if r.Member == "" || r.Member == member || member == "" {
				list = append(list, r)
				seen[r.Collector] = true
				if align.Shared(r.Kind) {
					shared[r.Kind] = true
					v.carriers[[2]string{r.Collector, r.Kind}] = true
				}
			}
		}
		for _, o := range s.Outcomes {
			if o.Member == "" || o.Member == member || member == "" {
				outcomes = append(outcomes, o)
				seen[o.Collector] = true
			}
		}
	}
	v.resources = append(v.resources, list)
	v.outcomes = append(v.outcomes, outcomes)
	v.blocks = append(v.blocks, align.Blocks(outcomes))
	v.seen = append(v.seen, seen)
	v.shared = append(v.shared, shared)
	v.reports = append(v.reports, len(outcomes) > 0 || len(mine) == 0)
}

// unknown returns why nobody knows if column ci has the resource r of column from; "" if that is known. lost is true if something went wrong, and
// false if no collector was asked to look.
func (c *comparer) unknown(ci, from int, r *snapshot.Resource) (why string, lost bool) {
	v := &c.cover
	env := c.envs[c.cols[ci].Env].Name
	if !v.seen[ci][r.Collector] && !v.shared[ci][r.Kind] && v.reports[ci] {
		return fmt.Sprintf("collector %q was not configured for %s", r.Collector, env), false
	}
	if c.unasked(ci, from, r) {
		return fmt.Sprintf("nothing looks for it in %s: its collect block is for other environments", env), false
	}
	if file := c.blankFile(ci, from, r); file != "" {
		return emptyFile(file), true
	}
	for i := range v.outcomes[ci] {
		o := &v.outcomes[ci][i]
		if !v.reads(o, r) {
			continue
		}
		for g := range o.Beyond {
			if c.covers(&o.Beyond[g], ci, from, r) {
				return o.Beyond[g].Why, false
			}
		}
		if o.Status == snapshot.Complete && len(o.Gaps) == 0 {
			continue
		}
		if len(o.Gaps) == 0 {
			if o.Error != "" {
				return fmt.Sprintf("collector %q was %s in %s: %s", o.Collector, o.Status, env, firstLine(o.Error)), true
			}
			return fmt.Sprintf("collector %q was %s in %s", o.Collector, o.Status, env), true
		}
		for g := range o.Gaps {
			if c.covers(&o.Gaps[g], ci, from, r) {
				return o.Gaps[g].Why, true
			}
		}
	}
	if r.Kind == snapshot.KindService && !v.hasKind(ci, r.Kind) {
		return fmt.Sprintf("no compose project was read for %s", env), false
	}
	return c.laidOut(ci, from, r), false
}

// hasKind reports whether column ci has a resource of a kind.
func (v *coverage) hasKind(ci int, kind string) bool {
	return slices.ContainsFunc(v.resources[ci], func(r *snapshot.Resource) bool { return r.Kind == kind })
}

// unasked reports whether no collect block looks for r in column ci: in its environment, or in its member. Either the block that read r is for other environments and
// names one thing, or the blocks that look here look in r's environment, too. Two blocks of one environment are about two things; a block for
// each environment is about one.
func (c *comparer) unasked(ci, from int, r *snapshot.Resource) bool {
	v := &c.cover
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
	for _, other := range v.resources[from] {
		if other != r && other.OwnBlock() == r.Block {
			return false
		}
	}
	return true
}

// meet reports whether some environment has both collect blocks.
func (v *coverage) meet(a, b string) bool {
	for _, blocks := range v.blocks {
		if blocks[a] && blocks[b] {
			return true
		}
	}
	return false
}

// reads reports whether the collector of outcome o could have yielded the counterpart of r. It is the same collector, or, for a shared kind, one
// that yields the kind somewhere, or one that failed and yields nothing anywhere.
func (v *coverage) reads(o *snapshot.Outcome, r *snapshot.Resource) bool {
	if o.Collector == r.Collector {
		return true
	}
	return align.Shared(r.Kind) && (v.carriers[[2]string{o.Collector, r.Kind}] || o.Status == snapshot.Failed && !v.yields[o.Collector])
}

// covers reports whether gap g of column ci would hold the counterpart of r.
func (c *comparer) covers(g *snapshot.Gap, ci, from int, r *snapshot.Resource) bool {
	mine, voice := c.cols[ci].Env, c.cols[ci].Voice
	same := func(gap, value string) bool {
		return gap == "" || gap == value || c.lex.Key(voice, gap) == c.lex.Key(c.cols[from].Voice, value)
	}
	if !same(g.Kind, r.Kind) || !same(g.Scope, r.Scope) || !same(g.Name, r.Name) {
		return false
	}
	if g.File == "" || same(g.File, r.Source.File) || path.Base(g.File) == path.Base(r.Source.File) {
		return true
	}
	// The file's name is unique to it: if no other environment has it, it may have held anything.
	for other := range c.cols {
		if c.cols[other].Env == mine {
			continue
		}
		for _, x := range c.cover.resources[other] {
			if x.Collector == r.Collector && (path.Base(x.Source.File) == path.Base(g.File) ||
				c.lex.Key(voice, g.File) == c.lex.Key(c.cols[other].Voice, x.Source.File)) {
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
