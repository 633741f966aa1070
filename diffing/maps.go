package diffing

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// maps walks the children of maps side by side. Children are sorted by key, so one pass over all columns suffices.
func (w *walker) maps(nodes []*snapshot.Node) {
	var few [8]int
	pos := few[:]
	if len(nodes) > len(few) {
		pos = make([]int, len(nodes))
	}
	var odd []oddKey
	list := w.inventory(nodes)
	around := w.above
	w.above = nodes
	row := w.row()
	for {
		key, more := "", false
		for i, n := range w.present(nodes) {
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
		w.pop()
	}
	w.release()
	if len(odd) > 0 {
		w.visit.unequalKeys(w, nodes)
		w.oddKeys(odd, w.holes(nodes), list)
	}
	w.above = around
}

// oddKey is a key (or list element) that not every column has.
type oddKey struct {
	key      string
	at       []*snapshot.Node
	dead     bool
	misspelt bool
	renamed  bool  // joined because they are alike, not the same
	place    []int // index in each column's list, for scalars
}

// take moves the nodes of b into o. b must not be used afterwards.
func (o *oddKey) take(b *oddKey) {
	for i, n := range b.at {
		if n != nil {
			o.at[i] = n
			if o.place != nil {
				o.place[i] = b.place[i]
			}
		}
	}
	b.dead = true
}

// oddKeys pairs keys that differ by environment words, then keys that are near twins. It walks the rest as missing.
func (w *walker) oddKeys(odd []oddKey, holes []bool, list bool) {
	if len(odd) > 1 {
		w.torn = holes
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.c.lex.Key(w.voice(col), o.key) })
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.unhashed(col, o.key) })
		if fold := w.relaxed(); fold != nil {
			w.pairBy(odd, false, func(o *oddKey, col int) string { return fold(w.c.lex.Key(w.voice(col), o.key)) })
		}
		w.pairBy(odd, true, func(o *oddKey, col int) string {
			return names.Plain(strings.TrimSpace(w.c.lex.Key(w.voice(col), o.key)))
		})
		w.pairSlips(odd, func(o *oddKey, col int) string { return w.c.lex.Key(w.voice(col), o.key) }, w.kin)
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
			w.otherwise(o, drift.Misspelt)
		case o.renamed && !w.onlyIDs(o):
			w.otherwise(o, drift.Changed)
		case w.complete(o.at):
			n := len(w.out.drifts)
			w.leftover(o.at)
			if len(w.out.drifts) == n {
				w.visit.equalUnderKeys(w, o)
			}
		default:
			w.partly(o.at, false)
		}
		w.reveal(hidden)
		w.pop()
	}
}

// sameValue returns how alike two keys are if they hold the same value and that value is distinctive, else 0.
func (w *walker) sameValue(a, b *oddKey) float64 {
	i, x := anyOf(a.at)
	j, y := anyOf(b.at)
	if weightless(x) || x.Scalar() && len(x.Text) < 6 || !w.sameTree(i, x, j, y) {
		return 0
	}
	return likeWords(w.c.lex.Key(w.voice(i), x.Key), w.c.lex.Key(w.voice(j), y.Key))
}

// keyLeaks finds the column whose key has another environment's name where the others' keys have their own.
func (w *walker) keyLeaks(o *oddKey) {
	keys := make([]*snapshot.Node, len(o.at))
	hits := make([]vocabulary.Hit, len(o.at))
	found := false
	for i, n := range o.at {
		if n != nil {
			keys[i] = &snapshot.Node{Kind: snapshot.String, Text: n.Key, Line: n.Line, File: n.File}
		}
	}
	for i, n := range keys {
		hits[i].Owner = -1
		if n == nil || w.innocent(n.Text) {
			continue
		}
		if h, ok := w.foreign(w.env(i), vocabulary.Identifier, n.Text); ok && w.oddOneOut(keys, i, h.Owner) {
			hits[i], found = h, true
		}
	}
	if found {
		w.emitLeak(keys, hits)
	}
}

// keyName returns the reference's name of the key, or else the first column's.
func (w *walker) keyName(o *oddKey) string {
	for _, i := range w.c.ofEnv[w.c.ref] {
		if o.at[i] != nil && o.at[i].Key != "" {
			return o.at[i].Key
		}
	}
	return o.key
}

func (w *walker) complete(at []*snapshot.Node) bool {
	for i, n := range at {
		if w.state[i] == in && n == nil {
			return false
		}
	}
	return true
}

// pairBy joins odd keys that fold to the same text, if no column would be filled twice.
func (w *walker) pairBy(odd []oddKey, misspelt bool, fold func(*oddKey, int) string) {
	by := map[string][]int{}
	var order []string
	for k := range odd {
		o := &odd[k]
		if o.dead || w.complete(o.at) {
			continue
		}
		done := map[string]bool{}
		for i, n := range o.at {
			if n == nil {
				continue
			}
			f := fold(o, i)
			if f == "" || done[f] {
				continue
			}
			done[f] = true
			if len(by[f]) == 0 {
				order = append(order, f)
			}
			by[f] = append(by[f], k)
		}
	}
	for _, f := range order {
		first := -1
		for _, k := range by[f] {
			if odd[k].dead {
				continue
			}
			if first < 0 {
				first = k
				continue
			}
			if disjoint(odd[first].at, odd[k].at) {
				if misspelt {
					w.doubt(&odd[first], &odd[k])
				}
				odd[first].take(&odd[k])
				odd[first].misspelt = odd[first].misspelt || odd[k].misspelt || misspelt
			}
		}
	}
}

func disjoint(a, b []*snapshot.Node) bool {
	for i := range a {
		if a[i] != nil && b[i] != nil {
			return false
		}
	}
	return true
}

// otherwise handles a key that is written in two ways.
func (w *walker) otherwise(o *oddKey, kind drift.Kind) {
	w.visit.misspeltKey(w, o, kind)
	if w.complete(o.at) && !scalarsOnly(o.at) {
		w.walk(o.at)
	}
}

// misspeltKey emits one drift for a key that is written in two ways.
func (w *walker) misspeltKey(o *oddKey, kind drift.Kind) {
	w.classes(o.at, func(i, j int) bool { return o.at[i].Key == o.at[j].Key })
	d := w.emit(kind, o.at)
	if n := len(w.steps); kind == drift.Misspelt && n > 0 { // the key does not depend on which environments are observed
		p := append(snapshot.Path(nil), w.steps...)
		p[n-1].Name = twin(w.c.lex.Bare(p[n-1].Name))
		d.Key = w.key(p)
	}
	if kind == drift.Changed {
		d.Facts.Renamed = w.renamedBut(o)
	}
	w.called(d, o, func(n *snapshot.Node) string { return n.Key })
}

// renamedBut returns the fact that one environment alone has another name for a key than all others, at least two; nil if that is not so. Names
// that differ by the environments' words are the same.
func (w *walker) renamedBut(o *oddKey) *drift.RenameFact {
	envs := map[string][]int{} // by name
	written := map[string]string{}
	for i, n := range o.at {
		if n == nil {
			continue
		}
		name := w.c.lex.Key(w.voice(i), n.Key)
		written[name] = n.Key
		if list := envs[name]; len(list) == 0 || list[len(list)-1] != w.env(i) {
			envs[name] = append(list, w.env(i))
		}
	}
	if len(envs) != 2 {
		return nil
	}
	fact := &drift.RenameFact{}
	for name, list := range envs {
		if len(list) == 1 {
			fact.Old, fact.Still = written[name], w.c.names[list[0]]
			continue
		}
		for _, e := range list {
			fact.In = append(fact.In, w.c.names[e])
		}
	}
	if fact.Old == "" || len(fact.In) < 2 {
		return nil
	}
	return fact
}

// called notes how each environment writes a name.
func (w *walker) called(d *drift.Drift, o *oddKey, name func(*snapshot.Node) string) {
	for e, cols := range w.c.ofEnv {
		for _, i := range cols {
			if o.at[i] != nil {
				d.Facts.Notes = append(d.Facts.Notes, fmt.Sprintf("%s writes %q", w.c.names[e], name(o.at[i])))
				break
			}
		}
	}
}

// twin folds a key so that near twins are equal: without spaces around it, case, `-` and `_`.
func twin(key string) string { return names.Plain(strings.TrimSpace(key)) }

// unhashed returns a key without environment words and generated suffixes; "" if nothing was removed.
func (w *walker) unhashed(col int, key string) string {
	if s := names.StripHash(key); s != key {
		return w.c.lex.Key(w.voice(col), s)
	}
	return ""
}
