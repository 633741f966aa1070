package tree

import (
	"sort"

	"github.com/envparity/envparity/snapshot"
)

// byContent aligns elements without a key: equal ones first, then those of one name if only a few names repeat, then the most alike, one to one.
func (w *Walk) byContent(nodes []*snapshot.Node) {
	field := w.naming(nodes)
	around := w.list
	w.keyless++
	w.list = List{ID: w.keyless, Nodes: nodes}
	defer func() { w.list = around }()
	var rows []oddKey
	for i, n := range w.Present(nodes) {
		w.joinByContent(&rows, n, i, field)
	}
	last := lastNamed(rows, field)
	row := w.Row()
	holes := w.holes(nodes)
	for k := range rows {
		copy(row, rows[k].at)
		w.Push(w.stepOf(rows, k, field, last))
		hidden := w.hide(row, holes)
		w.leftover(row)
		w.Show(hidden)
		w.Pop()
	}
	w.Release()
}

// indexOf returns the element's index in the reference's list, or else in the first list that has it.
func (w *Walk) indexOf(o *oddKey) int {
	for _, i := range w.first {
		if o.at[i] != nil {
			return o.place[i]
		}
	}
	return 0
}

type likeness struct {
	row, element int
	score        float64
}

// joinByContent puts the elements of column i's list into rows. It joins elements that are equal without environment words first, then the most
// alike.
func (w *Walk) joinByContent(rows *[]oddKey, n *snapshot.Node, i int, field string) {
	used := make([]bool, len(n.Children))
	old := len(*rows)
	if old > 0 {
		by := map[uint64][]int{}
		for r := range old {
			j, other := anyOf((*rows)[r].at)
			h := Hash(w.lexicon, w.Voice(j), other)
			by[h] = append(by[h], r)
		}
		for k := range n.Children {
			h := Hash(w.lexicon, w.Voice(i), &n.Children[k])
			if list := by[h]; len(list) > 0 {
				(*rows)[list[0]].at[i], (*rows)[list[0]].place[i] = &n.Children[k], k
				by[h] = list[1:]
				used[k] = true
			}
		}
	}
	w.joinByName(*rows, n, i, used, field)
	w.joinByLikeness(*rows, n, i, used)
	for k := range n.Children {
		if !used[k] {
			o := oddKey{at: make([]*snapshot.Node, len(w.columns)), place: make([]int, len(w.columns))}
			o.at[i], o.place[i] = &n.Children[k], k
			*rows = append(*rows, o)
		}
	}
}

// leastAlike is the share of leaves that two elements must exceed in common to count as one element that was changed.
const leastAlike = 0.3

// mostLikened bounds how many pairs of elements are compared with one another. Beyond it, only equal elements match.
const mostLikened = 1 << 14

func (w *Walk) joinByLikeness(rows []oddKey, n *snapshot.Node, i int, used []bool) {
	if w.off[alikeElements] {
		return
	}
	open := 0
	for _, u := range used {
		if !u {
			open++
		}
	}
	if open*len(rows) > mostLikened {
		return
	}
	var likely []likeness
	about := make([]string, len(rows))
	for r := range rows {
		if rows[r].at[i] == nil {
			j, other := anyOf(rows[r].at)
			about[r] = w.about(j, other)
		}
	}
	for k := range n.Children {
		if used[k] {
			continue
		}
		here := w.about(i, &n.Children[k])
		for r := range rows {
			if rows[r].at[i] != nil {
				continue
			}
			there := about[r]
			if here != there && here != "" && there != "" {
				continue
			}
			j, other := anyOf(rows[r].at)
			s := w.alike(j, other, i, &n.Children[k])
			switch {
			case here == there && here != "":
				s++ // both are about one object
			case len(rows) == 1 && len(n.Children) == 1 && sameShape(other, &n.Children[k]):
				s++ // the only one in this list and in the other
			case w.unrelated(j, other, i, &n.Children[k]):
				continue
			}
			if s <= leastAlike {
				continue
			}
			if k == r {
				s += 0.001
			}
			likely = append(likely, likeness{r, k, s})
		}
	}
	sort.SliceStable(likely, func(a, b int) bool { return likely[a].score > likely[b].score })
	for _, l := range likely {
		if !used[l.element] && rows[l.row].at[i] == nil {
			rows[l.row].at[i], rows[l.row].place[i] = &n.Children[l.element], l.element
			used[l.element] = true
		}
	}
}

// sameShape reports whether two maps have at least half their keys in common.
func sameShape(a, b *snapshot.Node) bool {
	both := 0
	for k := range a.Children {
		if b.Child(a.Children[k].Key) != nil {
			both++
		}
	}
	return a.Kind == b.Kind && 2*both >= max(len(a.Children), len(b.Children))
}

// alike returns the share of leaves that two trees have in common, each without its environment's words.
func (w *Walk) alike(i int, a *snapshot.Node, j int, b *snapshot.Node) float64 {
	same, all := 0, 0
	w.overlap(i, a, j, b, &same, &all)
	if all == 0 {
		return 1
	}
	return float64(same) / float64(all)
}

func (w *Walk) overlap(i int, a *snapshot.Node, j int, b *snapshot.Node, same, all *int) {
	if a.Kind == snapshot.Map && b.Kind == snapshot.Map {
		for k := range a.Children {
			x := &a.Children[k]
			if y := b.Child(x.Key); y != nil {
				w.overlap(i, x, j, y, same, all)
			} else {
				*all += x.Leaves()
			}
		}
		for k := range b.Children {
			if a.Child(b.Children[k].Key) == nil {
				*all += b.Children[k].Leaves()
			}
		}
		return
	}
	if a.Kind == snapshot.List && b.Kind == snapshot.List {
		for k := range max(len(a.Children), len(b.Children)) {
			switch {
			case k >= len(a.Children):
				*all += b.Children[k].Leaves()
			case k >= len(b.Children):
				*all += a.Children[k].Leaves()
			default:
				w.overlap(i, &a.Children[k], j, &b.Children[k], same, all)
			}
		}
		return
	}
	if w.Same(i, a, j, b) {
		n := a.Leaves()
		*same += n
		*all += n
		return
	}
	*all += max(a.Leaves(), b.Leaves())
}
