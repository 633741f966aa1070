package tree

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/envparity/envparity/snapshot"
)

// asEvaluated returns the arguments of an operator of a flag's targeting as flagd evaluates them (flagd.dev/reference/custom-operations and
// jsonlogic.com). The list that `in` searches is a set. The weights of `fractional` are relative, so that 10 and 90 equal 1 and 9.
func (w *Walk) asEvaluated(name string, nodes []*snapshot.Node) []*snapshot.Node {
	if name != "in" && name != "fractional" || w.resource.SourceType() != "featureflags" {
		return nodes
	}
	if name == "in" {
		return w.each(nodes, sortedMembers)
	}
	first := -1
	for i, n := range w.Present(nodes) {
		if first < 0 {
			first = i
		}
		if !sameShares(nodes[first], n) {
			return nodes
		}
	}
	return w.each(nodes, func(n *snapshot.Node) *snapshot.Node { return withWeights(n, nodes[first]) })
}

// each applies change to the nodes in play and returns the results.
func (w *Walk) each(nodes []*snapshot.Node, change func(*snapshot.Node) *snapshot.Node) []*snapshot.Node {
	out := slices.Clone(nodes)
	for i, n := range w.Present(nodes) {
		out[i] = change(n)
	}
	return out
}

// sortedMembers sorts the list that `in` looks into.
func sortedMembers(n *snapshot.Node) *snapshot.Node {
	out := *n
	out.Children = slices.Clone(n.Children)
	for i := range out.Children {
		if c := &out.Children[i]; c.Kind == snapshot.List {
			c.Children = slices.Clone(c.Children)
			slices.SortStableFunc(c.Children, func(a, b snapshot.Node) int { return cmp.Compare(a.Text, b.Text) })
		}
	}
	return &out
}

// shares returns the variants of a `fractional` with their weights, 1 where none is written.
func shares(n *snapshot.Node) (variants []string, weights []float64) {
	for i := range n.Children {
		c := &n.Children[i]
		if c.Kind != snapshot.List || len(c.Children) == 0 || len(c.Children) > 2 || !c.Children[0].Scalar() {
			continue
		}
		weight := 1.0
		if len(c.Children) == 2 {
			v, err := strconv.ParseFloat(c.Children[1].Text, 64)
			if err != nil || v < 0 {
				return nil, nil
			}
			weight = v
		}
		variants, weights = append(variants, c.Children[0].Text), append(weights, weight)
	}
	return variants, weights
}

// sameShares reports whether two `fractional` give each variant the same share.
func sameShares(a, b *snapshot.Node) bool {
	v, x := shares(a)
	u, y := shares(b)
	if len(v) == 0 || len(a.Children) != len(b.Children) || !slices.Equal(v, u) {
		return false
	}
	sumX, sumY := 0.0, 0.0
	for i := range x {
		sumX, sumY = sumX+x[i], sumY+y[i]
	}
	for i := range x {
		if d := x[i]*sumY - y[i]*sumX; d > 1e-9*sumX*sumY || d < -1e-9*sumX*sumY {
			return false
		}
	}
	return true
}

// withWeights returns n with other's weights, which give the same shares.
func withWeights(n, other *snapshot.Node) *snapshot.Node {
	out := *n
	out.Children = slices.Clone(n.Children)
	for i := range out.Children {
		if c, o := &out.Children[i], &other.Children[i]; c.Kind == snapshot.List && o.Kind == snapshot.List && len(c.Children) > 0 && len(c.Children) <= 2 {
			c.Children = o.Children
		}
	}
	return &out
}
