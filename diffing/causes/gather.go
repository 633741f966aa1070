package causes

import (
	"slices"
	"sort"

	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Environments answers the questions about the compared environments that the drifts leave open. An environment is an index into the sides of a
// drift.
type Environments interface {
	// Key returns a text with the environment's own words taken out.
	Key(env int, text string) string
	// Name returns the name of an environment.
	Name(env int) string
	// Reference returns the reference environment.
	Reference() int
	// TreeHash returns a hash of a value with the environment's own words taken out.
	TreeHash(env int, n *snapshot.Node) uint64
	// Kinds returns for each environment the kinds of which it has a resource, as "collector/kind".
	Kinds() []map[string]bool
	// Folders returns for each environment the folders of its resources' files, as "collector/folder", with the environment's own words taken out.
	Folders() []map[string]bool
}

type gatherer struct {
	in  Environments
	off heuristic.Off
}

// Gather merges drifts of one cause: the same change (kind of drift, kind of resource, path pattern, values without the environments' words) in
// many places, or the resources of one file that only some environments have. The first drift represents the others, which become its Places. A
// drift that is another change of the same cause is kept as the place's Own. Ways whose names are in off are left out. The result is not sorted.
func Gather(in Environments, list []drift.Drift, off heuristic.Off) []drift.Drift {
	g := &gatherer{in: in, off: off}
	sizes := map[string]int{}
	causes := make([]string, len(list))
	for i := range list {
		causes[i] = g.cause(&list[i])
	}
	same := slices.Clone(causes)
	g.kinds(list, causes)
	parts := g.components(list, causes)
	g.restates(list, causes)
	g.borrowing(list, causes)
	g.join(list, causes, parts)
	g.named(list, causes)
	migrated(list, causes)
	order := g.headed(list, causes)
	for i := range list {
		sizes[causes[i]]++
	}
	g.widen(list, causes, sizes)
	type merged struct{ out, head int } // of one cause: the index of its drift in out, and in list
	by := map[string]merged{}
	out := make([]drift.Drift, 0, len(sizes))
	for _, i := range order {
		d := &list[i]
		k := causes[i]
		if sizes[k] < 2 {
			out = append(out, *d)
			continue
		}
		at, ok := by[k]
		if !ok {
			by[k] = merged{len(out), i}
			d.Cause = k
			out = append(out, *d)
			continue
		}
		head := &out[at.out]
		p := drift.Place{Resource: d.Resource, Path: d.Path, Key: d.Key, Sides: d.Sides}
		if d.Path != "" && same[i] != same[at.head] || d.Kind != head.Kind || d.Facts.Migration != head.Facts.Migration {
			own := *d
			p.Own = &own
		}
		head.Places = append(head.Places, p)
		head.Confident = min(head.Confident, d.Confident)
	}
	return out
}

// headed joins consequences with their causes, and returns the order in which drifts are gathered. The order is that of list, except for each
// cause's head. The head comes first: the drift that most others refer to, or with the highest version change.
func (g *gatherer) headed(list []drift.Drift, causes []string) []int {
	references := g.consequences(list, causes)
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	weight := func(i int) int {
		if references != nil && references[i] > 0 {
			return topLevel + references[i]
		}
		return max(level(&list[i]), ownLines(&list[i]))
	}
	if references == nil && !slices.ContainsFunc(order, func(i int) bool { return weight(i) > 0 }) {
		return order
	}
	first := map[string]int{} // cause → the index of its first drift
	best := map[string]int{}
	for i, k := range causes {
		if _, ok := first[k]; !ok {
			first[k], best[k] = i, i
		} else if weight(i) > weight(best[k]) {
			best[k] = i
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := order[a], order[b]
		if causes[x] == causes[y] {
			return x == best[causes[x]] && y != x
		}
		return first[causes[x]] < first[causes[y]]
	})
	return order
}

// ownLines returns 1 for a leak of code that each environment has on a line of its own, else 0. Such a line is the one to edit: prod.tfvars, and not
// the local value that passes all environments' on.
func ownLines(d *drift.Drift) int {
	if d.Kind != drift.Leaked || !dialectOf(d).Code() {
		return 0
	}
	for e := range d.Sides {
		for other := range e {
			a, b := &d.Sides[e], &d.Sides[other]
			if a.State == drift.Present && b.State == drift.Present && (a.Source.File == "" || a.Source.File == b.Source.File) {
				return 0
			}
		}
	}
	return 1
}

// topLevel is the level of a major version.
const topLevel = 3

// level returns the part of the version that differs, from 1 for a patch to topLevel; 0 for a drift of no version.
func level(d *drift.Drift) int {
	if d.Facts.Semver == nil {
		return 0
	}
	switch d.Facts.Semver.Level {
	case "major":
		return topLevel
	case "minor":
		return 2
	case "patch":
		return 1
	}
	return 0
}

// widen lets a drift of a resource that not every environment has join a group with the same values in the environments that have the resource.
func (g *gatherer) widen(list []drift.Drift, causes []string, sizes map[string]int) {
	about := map[string][]int{} // argument → drifts in all environments, one a cause
	known := map[string]bool{}
	for i := range list {
		if list[i].Path != "" && list[i].Kind == drift.Changed && !partial(&list[i]) && !known[causes[i]] {
			known[causes[i]] = true
			k := About(&list[i])
			about[k] = append(about[k], i)
		}
	}
	for i := range list {
		d := &list[i]
		if d.Path == "" || d.Kind != drift.Changed || !partial(d) {
			continue
		}
		for _, j := range about[About(d)] {
			if g.within(d, &list[j]) {
				sizes[causes[i]]--
				causes[i] = causes[j]
				sizes[causes[j]]++
				break
			}
		}
	}
}

// partial reports whether some environment lacks the map, list or resource around the attribute.
func partial(d *drift.Drift) bool {
	for e := range d.Sides {
		if d.Sides[e].Above {
			return true
		}
	}
	return false
}

// within reports whether d has the same values as whole, in the environments where d could have one.
func (g *gatherer) within(d, whole *drift.Drift) bool {
	if d.Collector != whole.Collector {
		return false
	}
	for e := range d.Sides {
		a, b := &d.Sides[e], &whole.Sides[e]
		if a.Above {
			continue
		}
		if a.State != b.State || a.Node == nil || b.Node == nil || g.in.TreeHash(e, a.Node) != g.in.TreeHash(e, b.Node) {
			return false
		}
	}
	return true
}
