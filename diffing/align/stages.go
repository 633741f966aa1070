package align

import (
	"cmp"
	"slices"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// stage is one way of folding names, from strict to loose.
type stage struct {
	fold      func(f *folded) (scope, name string) // nil: take out the environment's words only
	confident float64
	split     bool // a cluster of exact names may lose a member to it
	across    bool // of all collectors: only for kinds that are Shared
}

func stages() []stage {
	return []stage{
		{nil, 1, true, false},
		{func(f *folded) (string, string) { return f.scope, f.stripped }, 0.95, false, false},
		{func(f *folded) (string, string) { return "", f.name }, 0.95, false, false},
		{func(f *folded) (string, string) { return "", f.stripped }, 0.9, false, false},
		{func(f *folded) (string, string) { return f.plainScope, f.plain }, 0.9, false, false},
		{func(f *folded) (string, string) { return "", f.plain }, 0.85, false, false},
		{func(f *folded) (string, string) { return "", f.bare }, 0.8, false, false},
		{func(f *folded) (string, string) { return "", f.name }, 0.95, false, true},
		{func(f *folded) (string, string) { return "", f.bare }, 0.85, false, true},
	}
}

// folded is a resource's name and scope in all the ways that stages fold them.
type folded struct {
	scope, name       string // without the environment's words
	stripped          string // the name without generated suffixes either
	plainScope, plain string // spelling differences folded
	bare              string // plain without any environment's words
}

func fold(n Neutral, voice int, r *snapshot.Resource) folded {
	f := folded{scope: n.Key(voice, r.Scope), name: n.Key(voice, r.Name)}
	short := names.StripHash(r.Name)
	f.stripped = f.name
	if short != r.Name {
		f.stripped = n.Key(voice, short)
	}
	scope := f.scope
	if s := names.StripHash(r.Scope); s != r.Scope {
		scope = n.Key(voice, s)
	}
	f.plainScope, f.plain, f.bare = names.Plain(scope), names.Plain(f.stripped), names.Plain(n.Bare(short))
	return f
}

type foldKey struct {
	kind        uint32
	scope, name string
}

// bucket lists the clusters that fold to one key.
type bucket struct {
	key     foldKey
	first   int32 // the place of its first key
	members []*cluster
}

// stage merges clusters that fold to one name, unless a column would be filled twice. It reports whether any cluster was left to merge.
func (a *Aligner) stage(s *stage) bool {
	var open []*cluster
	for _, c := range a.clusters {
		if c.into == nil && !c.fixed && c.n > 0 && c.n < len(a.cols) && (!s.across || Shared(c.first().Kind)) {
			open = append(open, c)
		}
	}
	if len(open) < 2 {
		return s.across // the stages within one collector come first and look at every cluster
	}
	keys := a.keys(s, open)
	if slices.Equal(keys, a.inVain) {
		return true
	}
	before := len(a.clusters)
	merged := false
	for _, b := range bucketsOf(open, keys) {
		if s.split {
			a.splitStrays(b.key, b.members)
		}
		if s.fold == nil {
			merged = a.mergeAll(b.members, s.confident) || merged
			continue
		}
		for _, together := range a.together(b.members) {
			merged = a.mergeAll(together, s.confident) || merged
		}
	}
	a.inVain = keys
	if merged || len(a.clusters) > before {
		a.inVain = nil
	}
	return true
}

// keys lists the folds of the resources of open, in their order. It works on all cores. The first stage sees nearly everything and keeps nothing.
// For later stages each resource is folded once in all ways.
func (a *Aligner) keys(s *stage, open []*cluster) []foldKey {
	at := make([]int32, len(open)) // where a cluster's keys begin
	n := 0
	for i, c := range open {
		at[i] = int32(n) //nolint:gosec // a count of resources
		n += c.n
	}
	keys := make([]foldKey, n)
	parallel.Each(len(open), func() any { return nil }, func(_ any, i int) {
		c := open[i]
		if s.fold != nil && c.folds == nil {
			c.folds = a.fold(c)
		}
		k := at[i]
		for ci, r := range c.at {
			if r == nil {
				continue
			}
			if s.fold == nil {
				keys[k].scope, keys[k].name = a.neutral(ci, r)
			} else {
				keys[k].scope, keys[k].name = s.fold(&c.folds[ci])
			}
			k++
		}
	})
	n = 0
	for _, c := range open {
		for _, r := range c.at {
			if r == nil {
				continue
			}
			collector := r.Collector
			if s.across {
				collector = family(r)
			}
			keys[n].kind = a.kind(collector, r.Kind)
			n++
		}
	}
	return keys
}

// neutral returns the scope and the name of column ci's resource without the column's own words.
func (a *Aligner) neutral(ci int, r *snapshot.Resource) (scope, name string) {
	voice := a.cols[ci].Voice
	return a.n.Key(voice, r.Scope), a.n.Key(voice, r.Name)
}

// fold folds the names of a cluster, by column.
func (a *Aligner) fold(c *cluster) []folded {
	f := make([]folded, len(c.at))
	for ci, r := range c.at {
		if r != nil {
			f[ci] = fold(a.n, a.cols[ci].Voice, r)
		}
	}
	return f
}

// bucketsOf groups the clusters that fold to one key. It returns the buckets of two or more in the order of their first cluster.
func bucketsOf(open []*cluster, keys []foldKey) []bucket {
	type first struct {
		c      *cluster
		key    int32 // its place among the keys
		bucket int32 // 0: it is alone so far
	}
	by := make(map[foldKey]first, len(open))
	var buckets []bucket
	i := 0
	for _, c := range open {
		for _, r := range c.at {
			if r == nil {
				continue
			}
			k := keys[i]
			f, ok := by[k]
			switch {
			case !ok:
				by[k] = first{c: c, key: int32(i)} //nolint:gosec // a count of resources
			case f.bucket == 0 && f.c != c:
				buckets = append(buckets, bucket{key: k, first: f.key, members: []*cluster{f.c, c}})
				by[k] = first{f.c, f.key, int32(len(buckets))} //nolint:gosec // as above
			case f.bucket > 0:
				if m := &buckets[f.bucket-1].members; (*m)[len(*m)-1] != c {
					*m = append(*m, c)
				}
			}
			i++
		}
	}
	slices.SortFunc(buckets, func(a, b bucket) int { return cmp.Compare(a.first, b.first) })
	return buckets
}

// kind numbers the pairs of collector and kind.
func (a *Aligner) kind(collector, kind string) uint32 {
	k := [2]string{collector, kind}
	if k == a.last {
		return a.lastKind
	}
	n, ok := a.kinds[k]
	if !ok {
		n = uint32(len(a.kinds)) //nolint:gosec // a handful
		a.kinds[k] = n
	}
	a.last, a.lastKind = k, n
	return n
}

// splitStrays resolves a conflict of one column where one cluster's resource folds to k itself and another's does not, because its exact name
// matched a neighbour's: uat has both `x-uat` and a stray `x-dev`. The stray resource gets a cluster of its own.
func (a *Aligner) splitStrays(k foldKey, list []*cluster) {
	for ci := range a.cols {
		own := false
		var strays []*cluster
		for _, c := range list {
			c = c.root()
			r := c.at[ci]
			if r == nil {
				continue
			}
			if scope, name := a.neutral(ci, r); scope == k.scope && name == k.name {
				own = true
			} else {
				strays = append(strays, c)
			}
		}
		if !own {
			continue
		}
		for _, c := range strays {
			if r := c.at[ci]; r != nil {
				alone := a.newCluster()
				alone.at[ci], alone.n = r, 1
				c.at[ci] = nil
				c.n--
			}
		}
	}
}

// mergeAll merges the clusters of list into one if no column would be filled twice. It reports whether it did.
func (a *Aligner) mergeAll(list []*cluster, confident float64) bool {
	var few [8]*cluster
	roots := few[:0]
	for _, c := range list {
		if c = c.root(); !slices.Contains(roots, c) {
			roots = append(roots, c)
		}
		if len(roots) > len(a.cols) {
			return false // some column would be filled twice
		}
	}
	if len(roots) < 2 {
		return false
	}
	for ci := range a.cols {
		n := 0
		for _, c := range roots {
			if c.at[ci] != nil {
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	for _, c := range roots[1:] {
		merge(roots[0], c, confident)
	}
	return true
}

// merge moves c's members into dst. They must not overlap.
func merge(dst, c *cluster, confident float64) {
	for ci, r := range c.at {
		if r != nil {
			dst.at[ci] = r
			dst.n++
			if dst.folds != nil && c.folds != nil {
				dst.folds[ci] = c.folds[ci]
			}
		}
	}
	if c.folds == nil {
		dst.folds = nil
	}
	dst.confident = min(dst.confident, c.confident, confident)
	c.into = dst
}

func overlap(x, y *cluster) bool {
	for i, r := range x.at {
		if r != nil && y.at[i] != nil {
			return true
		}
	}
	return false
}
