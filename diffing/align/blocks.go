package align

import (
	"slices"

	"github.com/envparity/envparity/snapshot"
)

// blocks merges the resources that one collect block names in several environments, if it names one in each. A path with the environment's word
// in it declares that the files are one, whatever their names.
func (a *Aligner) blocks() {
	type key struct {
		kind  uint32
		block string
	}
	by := map[key][]*cluster{}
	var order []key
	many := map[key]bool{}
	for _, c := range a.clusters {
		for ci, r := range c.at {
			if r == nil || r.OwnBlock() == "" || c.fixed {
				continue
			}
			k := key{a.kind(r.Collector, r.Kind), r.OwnBlock()}
			if by[k] == nil {
				order = append(order, k)
			}
			for _, other := range by[k] {
				many[k] = many[k] || other != c && other.at[ci] != nil && other.at[ci].OwnBlock() == r.OwnBlock()
			}
			if !many[k] && !slices.Contains(by[k], c) {
				by[k] = append(by[k], c)
			}
		}
	}
	for _, k := range order {
		if !many[k] && len(by[k]) > 1 {
			a.mergeAll(by[k], 1)
		}
	}
}

// apart reports whether two clusters hold resources that different collect blocks name, and one block looked where the other found its resource.
// Such a resource has another counterpart there, or is missing or unknown.
func (a *Aligner) apart(x, y *cluster) bool {
	for ci, r := range x.at {
		if r == nil || r.OwnBlock() == "" {
			continue
		}
		for cj, s := range y.at {
			if s != nil && s.OwnBlock() != "" && s.OwnBlock() != r.OwnBlock() && (a.cols[cj].Blocks[r.OwnBlock()] || a.cols[ci].Blocks[s.OwnBlock()]) {
				return true
			}
		}
	}
	return false
}

// together splits clusters into those that may be one thing, in their order.
func (a *Aligner) together(list []*cluster) [][]*cluster {
	if !slices.ContainsFunc(list, func(c *cluster) bool { return c.first() != nil && c.first().OwnBlock() != "" }) {
		return [][]*cluster{list}
	}
	var out [][]*cluster
next:
	for _, c := range list {
		for i, group := range out {
			if !slices.ContainsFunc(group, func(o *cluster) bool { return a.apart(o.root(), c.root()) }) {
				out[i] = append(group, c)
				continue next
			}
		}
		out = append(out, []*cluster{c})
	}
	return out
}

// Blocks lists the collect blocks that the outcomes belong to.
func Blocks(outcomes []snapshot.Outcome) map[string]bool {
	out := map[string]bool{}
	for _, o := range outcomes {
		if o.Block != "" {
			out[o.Block] = true
		}
	}
	return out
}
