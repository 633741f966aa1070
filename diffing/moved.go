package diffing

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/envparity/envparity/diffing/tree"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// moved joins a missing and an extra attribute of one resource that are one attribute in two places. They have the same last key and the same
// value, and each environment has exactly one of them.
func (w *comparison) moved() {
	type id struct {
		key  string
		hash uint64
	}
	by := map[id][]int{}
	for i := range w.out.drifts {
		d := &w.out.drifts[i]
		if d.Path == "" || (d.Kind != drift.Missing && d.Kind != drift.Extra) {
			continue
		}
		e, n := firstNode(d)
		if n == nil || tree.Weightless(n) {
			continue
		}
		k := id{snapshot.LastName(d.Path), tree.Hash(w.c.lex, e, n)}
		by[k] = append(by[k], i)
	}
	dead := map[int]bool{}
	for _, pair := range by {
		if len(pair) != 2 {
			continue
		}
		a, b := &w.out.drifts[pair[0]], &w.out.drifts[pair[1]]
		if !complementary(a, b) {
			continue
		}
		if a.Kind == drift.Extra { // use the reference's place
			a, b = b, a
			pair[0], pair[1] = pair[1], pair[0]
		}
		a.Kind = drift.Changed
		a.Facts.Notes = append(a.Facts.Notes, "the same value is at "+b.Path+" there")
		for e := range a.Sides {
			if b.Sides[e].State == drift.Present {
				a.Sides[e] = b.Sides[e]
				a.Sides[e].Class = 1
			} else {
				a.Sides[e].Class = 0
			}
		}
		renumber(a.Sides)
		a.Facts.Differ = nil
		split(a, w.c.names, w.c.ref)
		w.out.counts.Compared--
		w.out.counts.Drifted--
		for e := range a.Sides {
			if e != w.c.ref {
				w.out.pairs[e].Compared--
				w.out.pairs[e].Drifted--
				w.out.row[e].Drifts--
			}
		}
		dead[pair[1]] = true
	}
	if len(dead) == 0 {
		return
	}
	kept := w.out.drifts[:0:0]
	for i := range w.out.drifts {
		if !dead[i] {
			kept = append(kept, w.out.drifts[i])
		}
	}
	w.out.drifts = kept
}

func firstNode(d *drift.Drift) (int, *snapshot.Node) {
	for e := range d.Sides {
		if d.Sides[e].Node != nil {
			return e, d.Sides[e].Node
		}
	}
	return 0, nil
}

// complementary reports whether every environment has one of the two, and none both.
func complementary(a, b *drift.Drift) bool {
	for e := range a.Sides {
		if (a.Sides[e].State == drift.Present) == (b.Sides[e].State == drift.Present) || len(a.Sides[e].Members) > 0 || len(b.Sides[e].Members) > 0 {
			return false
		}
	}
	return true
}

// distinguish makes the keys of one resource's drifts distinct. Elements without a name share a key until then. They are numbered by content, not
// by index, so that moving them changes nothing.
func (w *comparison) distinguish() {
	by := map[string][]int{}
	for i := range w.out.drifts {
		k := string(w.out.drifts[i].Kind) + w.out.drifts[i].Key
		by[k] = append(by[k], i)
	}
	for _, list := range by {
		if len(list) < 2 {
			continue
		}
		hash := func(i int) uint64 {
			e, n := firstNode(&w.out.drifts[i])
			if n == nil {
				return 0
			}
			return tree.Hash(w.c.lex, e, n)
		}
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(hash(a), hash(b)) })
		for n, i := range list[1:] {
			w.out.drifts[i].Key += "#" + strconv.Itoa(n+2)
		}
	}
}
