package align

import (
	"slices"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/snapshot"
)

// stage is one way of folding names, from strict to loose.
type stage struct {
	fold      func(f *folded) (scope, name string)
	confident float64
	split     bool // a cluster of exact names may lose a member to it
	across    bool // whatever collector read it: only for kinds that are Shared
}

func stages() []stage {
	return []stage{
		{func(f *folded) (string, string) { return f.scope, f.name }, 1, true, false},
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
	plainScope, plain string // as people write it in different ways
	bare              string // the plain name without anybody's words
}

func fold(n Neutral, voice int, r *snapshot.Resource) folded {
	f := folded{scope: n.Key(voice, r.Scope), name: n.Key(voice, r.Name)}
	short := StripHash(r.Name)
	f.stripped = f.name
	if short != r.Name {
		f.stripped = n.Key(voice, short)
	}
	scope := f.scope
	if s := StripHash(r.Scope); s != r.Scope {
		scope = n.Key(voice, s)
	}
	f.plainScope, f.plain, f.bare = Plain(scope), Plain(f.stripped), Plain(n.Bare(short))
	return f
}

// fold folds, on all cores, the names of the clusters that are open and have not been folded.
func (a *Aligner) fold(open []*cluster) {
	parallel.Each(len(open), func() any { return nil }, func(_ any, i int) {
		c := open[i]
		if c.folds != nil {
			return
		}
		c.folds = make([]folded, len(c.at))
		for ci, r := range c.at {
			if r != nil {
				c.folds[ci] = fold(a.n, a.cols[ci].Voice, r)
			}
		}
	})
}

type foldKey struct {
	kind        uint32
	scope, name string
}

// bucket lists the clusters that fold to one key.
type bucket struct {
	key     foldKey
	members []*cluster
}

// stage merges clusters that fold to one name, unless a column would be filled twice. It reports whether anything was left to do.
func (a *Aligner) stage(s *stage) bool {
	var open []*cluster
	for _, c := range a.clusters {
		if c.into == nil && !c.fixed && c.n > 0 && c.n < len(a.cols) && (!s.across || Shared(c.first().Kind)) {
			open = append(open, c)
		}
	}
	if len(open) < 2 {
		return s.across // the stages within one collector come first and look at all there is
	}
	a.fold(open)
	by := make(map[foldKey]int32, len(open))
	buckets := make([]bucket, 0, len(open))
	ones := make([]*cluster, 4*len(open)) // room for small buckets
	for _, c := range open {
		for ci, r := range c.at {
			if r == nil {
				continue
			}
			k := foldKey{kind: a.kind(r.Collector, r.Kind)}
			if s.across {
				k.kind = a.kind(family(r), r.Kind)
			}
			k.scope, k.name = s.fold(&c.folds[ci])
			at, ok := by[k]
			if !ok {
				at = int32(len(buckets)) //nolint:gosec // a count of resources
				by[k] = at
				b := bucket{key: k}
				if len(ones) >= 4 {
					b.members, ones = ones[:0:4], ones[4:]
				}
				buckets = append(buckets, b)
			}
			if m := buckets[at].members; len(m) == 0 || m[len(m)-1] != c {
				buckets[at].members = append(m, c)
			}
		}
	}
	for i := range buckets {
		if len(buckets[i].members) < 2 {
			continue
		}
		if s.split {
			a.splitStrangers(buckets[i].key, buckets[i].members)
		}
		a.mergeAll(buckets[i].members, s.confident)
	}
	return true
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

// splitStrangers resolves a conflict of one column in which one cluster's resource folds to k itself and another's is only there
// because its exact name met a neighbour's: uat holding both `x-uat` and a stray `x-dev`. The stranger leaves.
func (a *Aligner) splitStrangers(k foldKey, list []*cluster) {
	for ci := range a.cols {
		own := false
		var strangers []*cluster
		for _, c := range list {
			c = c.root()
			r := c.at[ci]
			if r == nil {
				continue
			}
			if f := &c.folds[ci]; f.scope == k.scope && f.name == k.name {
				own = true
			} else {
				strangers = append(strangers, c)
			}
		}
		if !own {
			continue
		}
		for _, c := range strangers {
			if r := c.at[ci]; r != nil {
				alone := a.newCluster()
				alone.at[ci], alone.n = r, 1
				alone.folds = make([]folded, len(a.cols))
				alone.folds[ci] = c.folds[ci]
				c.at[ci] = nil
				c.n--
			}
		}
	}
}

// mergeAll merges the clusters of list into one if no column is filled twice; else none of them.
func (a *Aligner) mergeAll(list []*cluster, confident float64) {
	var few [8]*cluster
	roots := few[:0]
	for _, c := range list {
		if c = c.root(); !slices.Contains(roots, c) {
			roots = append(roots, c)
		}
		if len(roots) > len(a.cols) {
			return // some column would be filled twice
		}
	}
	if len(roots) < 2 {
		return
	}
	for ci := range a.cols {
		n := 0
		for _, c := range roots {
			if c.at[ci] != nil {
				n++
			}
		}
		if n > 1 {
			return
		}
	}
	for _, c := range roots[1:] {
		merge(roots[0], c, confident)
	}
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
