package align

import "github.com/envparity/envparity/snapshot"

// stage is one way of folding names, from strict to loose.
type stage struct {
	fold      func(n Neutral, env int, r *snapshot.Resource) (scope, name string)
	confident float64
	split     bool // a cluster of exact names may lose a member to it
}

var stages = []stage{
	{neutralBoth, 1, true},
	{func(n Neutral, env int, r *snapshot.Resource) (string, string) {
		return n.Key(env, r.Scope), n.Key(env, StripHash(r.Name))
	}, 0.95, false},
	{func(n Neutral, env int, r *snapshot.Resource) (string, string) {
		return "", n.Key(env, r.Name)
	}, 0.95, false},
	{func(n Neutral, env int, r *snapshot.Resource) (string, string) {
		return "", n.Key(env, StripHash(r.Name))
	}, 0.9, false},
	{func(n Neutral, env int, r *snapshot.Resource) (string, string) {
		return Plain(n.Key(env, StripHash(r.Scope))), Plain(n.Key(env, StripHash(r.Name)))
	}, 0.9, false},
	{func(n Neutral, env int, r *snapshot.Resource) (string, string) {
		return "", Plain(n.Key(env, StripHash(r.Name)))
	}, 0.85, false},
	{func(n Neutral, _ int, r *snapshot.Resource) (string, string) {
		return "", Plain(n.Bare(StripHash(r.Name)))
	}, 0.8, false},
}

func neutralBoth(n Neutral, env int, r *snapshot.Resource) (string, string) {
	return n.Key(env, r.Scope), n.Key(env, r.Name)
}

type foldKey struct{ collector, kind, scope, name string }

// stage merges clusters that fold to one name, unless a column would be filled twice.
func (a *aligner) stage(s stage) {
	var order []foldKey
	by := map[foldKey][]*cluster{}
	for _, c := range a.clusters {
		if c.into != nil || c.fixed || c.count() == len(a.cols) {
			continue
		}
		for ci, r := range c.at {
			if r == nil {
				continue
			}
			scope, name := s.fold(a.n, a.cols[ci].Env, r)
			k := foldKey{r.Collector, r.Kind, scope, name}
			list := by[k]
			if len(list) == 0 {
				order = append(order, k)
			}
			if len(list) == 0 || list[len(list)-1] != c {
				by[k] = append(list, c)
			}
		}
	}
	for _, k := range order {
		list := by[k]
		if len(list) < 2 {
			continue
		}
		if s.split {
			a.splitStrangers(k, list)
		}
		a.mergeAll(list, s.confident)
	}
}

// splitStrangers resolves a conflict of one column in which one cluster's resource folds to k itself and another's is only there
// because its exact name met a neighbour's: uat holding both `x-uat` and a stray `x-dev`. The stranger leaves.
func (a *aligner) splitStrangers(k foldKey, list []*cluster) {
	for ci := range a.cols {
		own := false
		var strangers []*cluster
		for _, c := range list {
			c = c.root()
			r := c.at[ci]
			if r == nil {
				continue
			}
			scope, name := neutralBoth(a.n, a.cols[ci].Env, r)
			if scope == k.scope && name == k.name {
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
				alone.at[ci] = r
				c.at[ci] = nil
			}
		}
	}
}

// mergeAll merges the clusters of list into one if no column is filled twice; else none of them.
func (a *aligner) mergeAll(list []*cluster, confident float64) {
	seen := map[*cluster]bool{}
	var roots []*cluster
	for _, c := range list {
		if c = c.root(); !seen[c] {
			seen[c] = true
			roots = append(roots, c)
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
		}
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
