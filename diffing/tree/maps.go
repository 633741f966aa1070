package tree

import (
	"strings"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// maps walks the children of maps side by side. Children are sorted by key, so one pass over all columns suffices.
func (w *Walk) maps(nodes []*snapshot.Node) {
	var few [8]int
	pos := few[:]
	if len(nodes) > len(few) {
		pos = make([]int, len(nodes))
	}
	var odd []oddKey
	list := w.inventory(nodes)
	around := w.above
	w.above = nodes
	row := w.Row()
	for {
		key, more := "", false
		for i, n := range w.Present(nodes) {
			if pos[i] >= len(n.Children) {
				continue
			}
			// Keys are interned, so comparing different ones is fast.
			if k := n.Children[pos[i]].Key; !more || k != key && k < key {
				key, more = k, true
			}
		}
		if !more {
			break
		}
		all := true
		for i, n := range nodes {
			row[i] = nil
			if w.state[i] != in || n == nil {
				continue
			}
			if pos[i] < len(n.Children) && n.Children[pos[i]].Key == key {
				row[i] = &n.Children[pos[i]]
				pos[i]++
			} else {
				all = false
			}
		}
		if !all {
			at := make([]*snapshot.Node, len(row))
			copy(at, row)
			odd = append(odd, oddKey{key: key, at: at})
			continue
		}
		w.enter(snapshot.Step{Name: key}, list)
		w.walk(row)
		w.Pop()
	}
	w.Release()
	if len(odd) > 0 {
		w.visit.KeysMissing(nodes)
		w.oddKeys(odd, w.holes(nodes), list)
	}
	w.above = around
}

// oddKeys pairs keys that differ by environment words, then keys that are near twins. It walks the rest as missing.
func (w *Walk) oddKeys(odd []oddKey, holes []bool, list bool) {
	if len(odd) > 1 {
		w.torn = holes
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.lexicon.Key(w.Voice(col), o.key) })
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.unhashed(col, o.key) })
		if fold := w.relaxed(); fold != nil {
			w.pairBy(odd, false, func(o *oddKey, col int) string { return fold(w.lexicon.Key(w.Voice(col), o.key)) })
		}
		w.pairBy(odd, true, func(o *oddKey, col int) string {
			return Twin(w.lexicon.Key(w.Voice(col), o.key))
		})
		w.pairSlips(odd, func(o *oddKey, col int) string { return w.lexicon.Key(w.Voice(col), o.key) }, w.kin)
		w.pairRenamed(odd, w.sameValue)
		w.torn = nil
	}
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		w.enter(snapshot.Step{Name: w.keyName(o)}, list)
		hidden := w.hide(o.at, holes)
		switch {
		case len(hidden) > 0 && oneName(o.at, func(n *snapshot.Node) string { return n.Key }):
			w.leftover(o.at)
		case o.misspelt:
			w.otherwise(o, true)
		case o.renamed && !w.onlyIDs(o):
			w.otherwise(o, false)
		case w.complete(o.at):
			n := w.visit.Found()
			w.leftover(o.at)
			if w.visit.Found() == n {
				w.visit.KeyVaries(o.at)
			}
		default:
			w.partly(o.at, false)
		}
		w.Show(hidden)
		w.Pop()
	}
}

// sameValue returns how alike two keys are if they hold the same value and that value is distinctive, else 0.
func (w *Walk) sameValue(a, b *oddKey) float64 {
	i, x := anyOf(a.at)
	j, y := anyOf(b.at)
	if Weightless(x) || x.Scalar() && len(x.Text) < 6 || !w.Same(i, x, j, y) {
		return 0
	}
	return likeWords(w.lexicon.Key(w.Voice(i), x.Key), w.lexicon.Key(w.Voice(j), y.Key))
}

// keyName returns the reference's name of the key, or else the first column's.
func (w *Walk) keyName(o *oddKey) string {
	for _, i := range w.of[w.reference] {
		if o.at[i] != nil && o.at[i].Key != "" {
			return o.at[i].Key
		}
	}
	return o.key
}

// otherwise walks a key that is written in two ways.
func (w *Walk) otherwise(o *oddKey, misspelt bool) {
	w.visit.Renamed(o.at, o.names(func(n *snapshot.Node) string { return n.Key }), misspelt)
	if w.complete(o.at) && !Scalars(o.at) {
		w.walk(o.at)
	}
}

// Twin folds a key so that near twins are equal: without spaces around it, case, `-` and `_`.
func Twin(key string) string { return names.Plain(strings.TrimSpace(key)) }

// unhashed returns a key without environment words and generated suffixes; "" if nothing was removed.
func (w *Walk) unhashed(col int, key string) string {
	if s := names.StripHash(key); s != key {
		return w.lexicon.Key(w.Voice(col), s)
	}
	return ""
}
