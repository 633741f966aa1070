package tree

import (
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

const (
	alikeNames = 0.5 // share of words that two names have in common if one was renamed to the other
	mostPaired = 64  // leftovers that are compared with one another
)

// pairRenamed joins leftovers that are alike, best first, so that a replacement is one place.
func (w *Walk) pairRenamed(odd []oddKey, alike func(a, b *oddKey) float64) {
	if w.off[renamedElement] {
		return
	}
	open := w.incomplete(odd)
	if len(open) < 2 || len(open) > mostPaired {
		return
	}
	var likely []likeness
	for x, a := range open {
		for _, b := range open[x+1:] {
			if disjoint(odd[a].at, odd[b].at) {
				if s := alike(&odd[a], &odd[b]); s >= alikeNames {
					likely = append(likely, likeness{a, b, s})
				}
			}
		}
	}
	sort.SliceStable(likely, func(i, j int) bool { return likely[i].score > likely[j].score })
	for _, l := range likely {
		a, b := &odd[l.row], &odd[l.element]
		if a.dead || b.dead || !disjoint(a.at, b.at) || !w.certain(a, b) {
			continue
		}
		a.take(b)
		a.renamed = true
	}
}

// pairLast joins the last two leftovers if each column has exactly one of them: one replaced the other. may reports whether they are alike
// enough; nil accepts any.
func (w *Walk) pairLast(odd []oddKey, may func(a, b *oddKey) bool) {
	if w.off[lastTwo] {
		return
	}
	var open []int
	for k := range odd {
		if !odd[k].dead && !w.complete(odd[k].at) {
			open = append(open, k)
		}
	}
	if len(open) != 2 || !disjoint(odd[open[0]].at, odd[open[1]].at) {
		return
	}
	a, b := &odd[open[0]], &odd[open[1]]
	for i := range a.at {
		if w.state[i] == in && a.at[i] == nil && b.at[i] == nil {
			return
		}
	}
	if may != nil && !may(a, b) || !w.certain(a, b) {
		return
	}
	a.take(b)
	a.renamed = true
}

// bareText returns the scalar, or the field key, of the first column that has the element, without environment words.
func (w *Walk) bareText(o *oddKey, key string) string {
	i, n := anyOf(o.at)
	if key != "" {
		n = n.Child(key)
	}
	return w.lexicon.Key(w.Voice(i), n.Text)
}

// sameBut reports whether two elements are equal except for the field key, and the rest is distinctive.
func (w *Walk) sameBut(a, b *oddKey, key string) bool {
	i, x := anyOf(a.at)
	j, y := anyOf(b.at)
	if x.Kind != snapshot.Map || y.Kind != snapshot.Map || len(x.Children) != len(y.Children) || len(x.Children) < 2 {
		return false
	}
	says := false
	for k := range x.Children {
		p, q := &x.Children[k], &y.Children[k]
		if p.Key != q.Key {
			return false
		}
		if p.Key == key {
			continue
		}
		if !w.Same(i, p, j, q) {
			return false
		}
		says = says || !Weightless(p)
	}
	return says
}

// label reports whether a key is a remark for people that no program reads. A statement with another label is the same statement.
func label(key string) bool { return key == "sid" || key == "Sid" }

// alikeBut returns the share of leaves that two elements have in common, without their key.
func (w *Walk) alikeBut(a, b *oddKey, key string) float64 {
	i, x := anyOf(a.at)
	j, y := anyOf(b.at)
	without := func(n *snapshot.Node) *snapshot.Node {
		out := *n
		out.Children = slices.DeleteFunc(slices.Clone(n.Children), func(c snapshot.Node) bool { return c.Key == key })
		return &out
	}
	return w.alike(i, without(x), j, without(y))
}

// likeWords is the share of words that two texts have in common.
func likeWords(a, b string) float64 {
	x, y := masked(a), masked(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for _, s := range x {
		if slices.Contains(y, s) {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// onlyIDs reports whether the keys of an element differ only in generated ids: `cp-8174bd3acc2d2327-001`.
func (w *Walk) onlyIDs(o *oddKey) bool {
	var first []string
	for i, n := range o.at {
		if n == nil {
			continue
		}
		words := masked(w.lexicon.Key(w.Voice(i), n.Key))
		if first == nil {
			first = words
		}
		if !slices.Contains(words, "#") || !slices.Equal(first, words) {
			return false
		}
	}
	return true
}

// masked returns the words of a text. All generated words (ids, hashes, account numbers) become the same.
func masked(text string) []string {
	list := names.Words(text)
	for i, s := range list {
		if len(s) >= 4 && strings.Trim(s, "0123456789abcdef") == "" && strings.ContainsAny(s, "0123456789") {
			list[i] = "#"
		}
	}
	return list
}

// containers reports whether a path ends in the list of a pod's containers.
func containers(p snapshot.Path) bool {
	if len(p) == 0 {
		return false
	}
	name := p[len(p)-1].Name
	return name == "containers" || name == "initContainers"
}
