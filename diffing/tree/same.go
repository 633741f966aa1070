package tree

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// Same reports whether two trees, of columns i and j, are equal without each environment's own words.
func (w *Walk) Same(i int, a *snapshot.Node, j int, b *snapshot.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || len(a.Children) != len(b.Children) {
		return false
	}
	if a.Text != b.Text && w.lexicon.Key(w.Voice(i), a.Text) != w.lexicon.Key(w.Voice(j), b.Text) {
		return false
	}
	for k := range a.Children {
		x, y := &a.Children[k], &b.Children[k]
		if x.Key != y.Key && w.lexicon.Key(w.Voice(i), x.Key) != w.lexicon.Key(w.Voice(j), y.Key) {
			return false
		}
		if !w.Same(i, x, j, y) {
			return false
		}
	}
	return true
}

// Hash hashes a tree without the words of a voice.
func Hash(lexicon *vocabulary.Lexicon, voice int, n *snapshot.Node) uint64 {
	return hash(lexicon, voice, n, 0)
}

func hash(lexicon *vocabulary.Lexicon, voice int, n *snapshot.Node, h uint64) uint64 {
	mix := func(s string) {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	h = h*31 + uint64(n.Kind)
	mix(lexicon.Key(voice, n.Text))
	for i := range n.Children {
		mix(lexicon.Key(voice, n.Children[i].Key))
		h = hash(lexicon, voice, &n.Children[i], h)
	}
	return h
}

// Weightless reports whether a value is too common to identify an attribute: true, 1, "".
func Weightless(n *snapshot.Node) bool {
	return n.Scalar() && (n.Kind == snapshot.Bool || n.Kind == snapshot.Null || n.Kind == snapshot.Unknown || len(n.Text) < 3)
}

// Small reports whether all nodes are scalars or variables of name and value. Then one difference describes the node completely.
func Small(nodes []*snapshot.Node) bool {
	for _, n := range nodes {
		if n == nil || n.Scalar() {
			continue
		}
		if n.Kind != snapshot.Map || len(n.Children) > 2 {
			return false
		}
		for k := range n.Children {
			if !n.Children[k].Scalar() {
				return false
			}
		}
	}
	return true
}

// Scalars reports whether all nodes are scalars.
func Scalars(nodes []*snapshot.Node) bool {
	for _, n := range nodes {
		if n != nil && !n.Scalar() {
			return false
		}
	}
	return true
}

// anyOf returns the first column with a node, and the node.
func anyOf(nodes []*snapshot.Node) (int, *snapshot.Node) {
	for i, n := range nodes {
		if n != nil {
			return i, n
		}
	}
	return 0, nil
}
