package catalog

import (
	"cmp"
	"math"
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
)

// Grouping is what findings are grouped by.
type Grouping uint8

// The groupings, in the order the screen cycles through them.
const (
	ByVerdict Grouping = iota
	ByResource
	ByPillar
	ByOwner
	ByRule
	ByCause
	ByKind
	ByStep
	ByStory
	Ungrouped
	groupings
)

// String is the grouping's name on screens.
func (g Grouping) String() string {
	return [...]string{"verdict", "resource", "pillar", "owner", "rule", "cause", "kind", "promotion", "story", "nothing"}[g]
}

// Order is what findings are sorted by within their groups.
type Order uint8

// The orders.
const (
	ByHarm Order = iota
	ByRisk
	ByAge // what came apart last comes first
	ByStoryKind
	ByName
	ByPath
	ByState
	orders
)

// String is the order's name on screens.
func (o Order) String() string {
	return [...]string{"harm", "risk", "age", "story", "name", "path", "new first"}[o]
}

// Group is one group of findings.
type Group struct {
	Label    string
	Key      string
	Findings []int32
	Must     int
	Should   int

	Step    *Step // with ByStep: of the step from one environment to the next
	Overdue int   // findings whose story says so of the step's own environment
	Flowing int   // those on their way
}

func key(g Grouping, f *rules.Finding) string {
	d := f.Drift
	switch g {
	case ByVerdict:
		return string(f.Verdict)
	case ByResource:
		if d.Resource.Scope != "" {
			return d.Resource.Kind + " " + d.Resource.Name + "  (" + d.Resource.Scope + ")"
		}
		return d.Resource.Kind + " " + d.Resource.Name
	case ByPillar:
		return string(d.Pillar)
	case ByOwner:
		return f.Owner
	case ByRule:
		return f.Rule
	case ByCause:
		return d.Cause
	case ByKind:
		return string(d.Kind)
	case ByStory:
		return query.StoryKind(d.Story).Title()
	}
	return ""
}

func noLabel(g Grouping) string {
	switch g {
	case ByOwner:
		return "nobody owns"
	case ByCause:
		return "on their own"
	}
	return "none"
}

// Groups sorts the findings picked into groups, the most harmful group first. The order within a group is o, turned round with backward.
func (c *Catalog) Groups(picked []int32, g Grouping, o Order, backward bool) []Group {
	if g == ByStep && o == ByHarm {
		o = ByStoryKind // what is overdue before what is on its way, and each of them by harm
	}
	picked = c.sorted(picked, o)
	if backward {
		picked = slices.Clone(picked)
		slices.Reverse(picked)
	}
	if g == Ungrouped {
		all := Group{Findings: picked}
		return []Group{all}
	}
	if g == ByStep {
		return c.steps(picked)
	}
	if c.groups[g] == nil {
		c.index(g)
	}
	ids, labels := c.groups[g], c.labels[g]
	sizes := make([]int32, len(labels))
	for _, i := range picked {
		sizes[ids[i]]++
	}
	out := make([]Group, len(labels))
	backing := make([]int32, len(picked))
	at := 0
	for id, n := range sizes {
		out[id].Findings = backing[at : at : at+int(n)]
		at += int(n)
	}
	for _, i := range picked {
		out[ids[i]].add(i, c.Result.Findings[i].Verdict)
	}
	for id := range out {
		out[id].Key, out[id].Label = labels[id], labels[id]
		if labels[id] == "" {
			out[id].Label = noLabel(g)
		}
	}
	out = slices.DeleteFunc(out, func(gr Group) bool { return len(gr.Findings) == 0 })
	slices.SortStableFunc(out, func(a, b Group) int {
		if c := cmp.Compare(b.Must, a.Must); c != 0 {
			return c
		}
		if c := cmp.Compare(b.Should, a.Should); c != 0 {
			return c
		}
		if g == ByVerdict {
			return cmp.Compare(rank(rules.Verdict(a.Key)), rank(rules.Verdict(b.Key)))
		}
		return cmp.Compare(len(b.Findings), len(a.Findings))
	})
	switch g {
	case ByVerdict:
		slices.SortStableFunc(out, func(a, b Group) int {
			return cmp.Compare(rank(rules.Verdict(a.Key)), rank(rules.Verdict(b.Key)))
		})
	case ByStory:
		first := func(gr *Group) int { return storyRank(c.Finding(int(gr.Findings[0]))) }
		slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(first(&a), first(&b)) })
	default:
	}
	return out
}

func (g *Group) add(i int32, v rules.Verdict) {
	g.Findings = append(g.Findings, i)
	switch v {
	case rules.MustFix:
		g.Must++
	case rules.ShouldFix:
		g.Should++
	default:
	}
}

func (c *Catalog) index(g Grouping) {
	ids := make([]int32, c.Len())
	known := map[string]int32{}
	var labels []string
	for i := range ids {
		k := key(g, c.Finding(i))
		id, ok := known[k]
		if !ok {
			id = int32(len(labels))
			known[k] = id
			labels = append(labels, k)
		}
		ids[i] = id
	}
	c.groups[g], c.labels[g] = ids, labels
}

func rank(v rules.Verdict) int {
	switch v {
	case rules.MustFix:
		return 0
	case rules.ShouldFix:
		return 1
	case rules.Acceptable:
		return 2
	}
	return 3
}

// sorted returns picked in order o; harm is the Result's own order.
func (c *Catalog) sorted(picked []int32, o Order) []int32 {
	if o == ByHarm {
		return picked
	}
	if c.ranks[o] == nil {
		c.rankBy(o)
	}
	r := c.ranks[o]
	out := slices.Clone(picked)
	slices.SortFunc(out, func(a, b int32) int { return cmp.Compare(r[a], r[b]) })
	return out
}

func (c *Catalog) rankBy(o Order) {
	perm := make([]int32, c.Len())
	for i := range perm {
		perm[i] = int32(i)
	}
	slices.SortStableFunc(perm, func(x, y int32) int {
		a, b := c.Finding(int(x)), c.Finding(int(y))
		switch o {
		case ByRisk:
			return cmp.Compare(b.Risk, a.Risk)
		case ByAge:
			return cmp.Compare(age(a), age(b))
		case ByStoryKind:
			return cmp.Compare(storyRank(a), storyRank(b))
		case ByName:
			if n := cmp.Compare(a.Drift.Resource.Name, b.Drift.Resource.Name); n != 0 {
				return n
			}
			return cmp.Compare(a.Drift.Resource.Kind, b.Drift.Resource.Kind)
		case ByPath:
			return cmp.Compare(a.Drift.Path, b.Drift.Path)
		case ByState:
			return cmp.Compare(stateRank(a.State), stateRank(b.State))
		default:
			return 0
		}
	})
	r := make([]int32, len(perm))
	for pos, i := range perm {
		r[i] = int32(pos)
	}
	c.ranks[o] = r
}

// age is how many days ago the environments came apart; what has no history comes last.
func age(f *rules.Finding) float64 {
	if s := f.Drift.Story; query.StoryKind(s) != drift.NoHistory {
		return s.AgeDays
	}
	return math.Inf(1)
}

// storyRank is the place of a finding's story among all stories, those first that ask for an action.
func storyRank(f *rules.Finding) int {
	return slices.Index(drift.StoryKinds(), query.StoryKind(f.Drift.Story))
}

func stateRank(s rules.State) int {
	switch s {
	case rules.New:
		return 0
	case rules.Known:
		return 1
	default:
		return 2
	}
}
