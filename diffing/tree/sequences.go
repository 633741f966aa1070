package tree

import (
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// sequences walks lists of scalars. An element that not all lists have is a place of its own.
func (w *Walk) sequences(nodes []*snapshot.Node, name string) {
	same := true
	var first *snapshot.Node
	for _, n := range w.Present(nodes) {
		if first == nil {
			first = n
			continue
		}
		if len(n.Children) != len(first.Children) {
			same = false
			break
		}
		for k := range n.Children {
			if n.Children[k].Text != first.Children[k].Text || n.Children[k].Kind != first.Children[k].Kind {
				same = false
				break
			}
		}
	}
	if same {
		row := w.Row()
		for k := range first.Children {
			for i, n := range nodes {
				row[i] = nil
				if w.state[i] == in && n != nil {
					row[i] = &n.Children[k]
				}
			}
			w.Below(snapshot.Step{Kind: snapshot.StepIndex, Index: k}, row)
			w.before = first.Children[k].Text
		}
		w.before = ""
		w.Release()
		return
	}
	w.bag(nodes, name)
}

// bag pairs elements that are equal at any index, then those that are equal without environment words, then those of which one replaces the other.
// The others are absent in some lists. If all elements match, and their order has a meaning, it compares the order.
func (w *Walk) bag(nodes []*snapshot.Node, name string) {
	type slot struct {
		text  string
		again int
	}
	by := map[slot]int{}
	var odd []oddKey
	for i, n := range w.Present(nodes) {
		for k := range n.Children {
			s := slot{text: n.Children[k].Text}
			at, ok := by[s]
			for ok && odd[at].at[i] != nil {
				s.again++
				at, ok = by[s]
			}
			if !ok {
				at = len(odd)
				by[s] = at
				odd = append(odd, oddKey{key: n.Children[k].Text, at: make([]*snapshot.Node, len(nodes)), place: make([]int, len(nodes))})
			}
			odd[at].at[i], odd[at].place[i] = &n.Children[k], k
		}
	}
	holes := w.holes(nodes)
	w.torn = holes
	w.pairBy(odd, false, func(o *oddKey, col int) string { return w.lexicon.Key(w.Voice(col), o.at[col].Text) })
	w.pairBy(odd, false, func(o *oddKey, col int) string { return w.unhashed(col, o.at[col].Text) })
	w.pairBy(odd, false, func(o *oddKey, col int) string { return stem(o.at[col].Text) })
	w.pairRenamed(odd, func(a, b *oddKey) float64 { return likeWords(w.bareText(a, ""), w.bareText(b, "")) })
	w.pairLast(odd, nil)
	w.torn = nil
	moved := false
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		if w.complete(o.at) {
			moved = moved || !samePlace(o)
		}
		w.Push(w.scalarStep(o))
		hidden := w.hide(o.at, holes)
		w.leftover(o.at)
		w.Show(hidden)
		w.Pop()
	}
	if moved && holes == nil && values.Ordered(name) && !w.flagsOnly(nodes) && w.sameCount(nodes) {
		w.visit.OrderDiffers(nodes)
	}
}

// scalarStep names an element by its value. If the value itself changes, it uses the argument's name or the index, because fingerprints are made
// of the step.
func (w *Walk) scalarStep(o *oddKey) snapshot.Step {
	if s := stem(o.key); s != "" {
		return snapshot.Step{Kind: snapshot.StepElement, Value: s}
	}
	text, at := o.key, 0
	for k := len(w.first) - 1; k >= 0; k-- {
		if i := w.first[k]; o.at[i] != nil {
			text, at = o.at[i].Text, o.place[i]
		}
	}
	if o.renamed || !FitsPath(text) {
		return snapshot.Step{Kind: snapshot.StepIndex, Index: at}
	}
	return snapshot.Step{Kind: snapshot.StepElement, Value: text}
}

// stem returns the name of an argument: `--replicas` of `--replicas=3`; "" for other elements.
func stem(text string) string {
	if len(text) < 2 || text[0] != '-' {
		return ""
	}
	for i := range len(text) {
		if text[i] == '=' || text[i] == ' ' {
			return text[:i]
		}
	}
	return ""
}

// flagsOnly reports whether all elements of all lists are flags with their own value (--log-level=info, --events). A program reads such flags in
// any order. A value in an element of its own, or `--`, depends on the element before it.
func (w *Walk) flagsOnly(nodes []*snapshot.Node) bool {
	for _, n := range w.Present(nodes) {
		for k := range n.Children {
			if text := n.Children[k].Text; len(text) < 2 || text[0] != '-' || text == "--" || strings.Contains(text, " ") {
				return false
			}
		}
	}
	return true
}

func (w *Walk) sameCount(nodes []*snapshot.Node) bool {
	n := -1
	for i := range nodes {
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		if n >= 0 && n != len(nodes[i].Children) {
			return false
		}
		n = len(nodes[i].Children)
	}
	return true
}

// samePlace reports whether the element stands at one index in all lists.
func samePlace(o *oddKey) bool {
	index := -1
	for i, n := range o.at {
		if n == nil {
			continue
		}
		if index >= 0 && index != o.place[i] {
			return false
		}
		index = o.place[i]
	}
	return true
}
