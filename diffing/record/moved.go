package record

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
func (rec *Record) moved() {
	type id struct {
		key  string
		hash uint64
	}
	by := map[id][]int{}
	for i := range rec.out.Drifts {
		d := &rec.out.Drifts[i]
		if d.Path == "" || (d.Kind != drift.Missing && d.Kind != drift.Extra) {
			continue
		}
		e, n := firstNode(d)
		if n == nil || tree.Weightless(n) {
			continue
		}
		k := id{snapshot.LastName(d.Path), tree.Hash(rec.lexicon, e, n)}
		by[k] = append(by[k], i)
	}
	dead := map[int]bool{}
	for _, pair := range by {
		if len(pair) != 2 {
			continue
		}
		a, b := &rec.out.Drifts[pair[0]], &rec.out.Drifts[pair[1]]
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
		split(a, rec.names, rec.reference)
		rec.out.Counts.Compared--
		rec.out.Counts.Drifted--
		for e := range a.Sides {
			if e != rec.reference {
				rec.out.Pairs[e].Compared--
				rec.out.Pairs[e].Drifted--
				rec.out.Cells[e].Drifts--
			}
		}
		dead[pair[1]] = true
	}
	if len(dead) == 0 {
		return
	}
	kept := rec.out.Drifts[:0:0]
	for i := range rec.out.Drifts {
		if !dead[i] {
			kept = append(kept, rec.out.Drifts[i])
		}
	}
	rec.out.Drifts = kept
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
func (rec *Record) distinguish() {
	by := map[string][]int{}
	for i := range rec.out.Drifts {
		k := string(rec.out.Drifts[i].Kind) + rec.out.Drifts[i].Key
		by[k] = append(by[k], i)
	}
	for _, list := range by {
		if len(list) < 2 {
			continue
		}
		hash := func(i int) uint64 {
			e, n := firstNode(&rec.out.Drifts[i])
			if n == nil {
				return 0
			}
			return tree.Hash(rec.lexicon, e, n)
		}
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(hash(a), hash(b)) })
		for n, i := range list[1:] {
			rec.out.Drifts[i].Key += "#" + strconv.Itoa(n+2)
		}
	}
}
