package align

import (
	"math"
	"slices"
	"sort"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

const (
	commonest  = 64   // a feature in more leftovers than this proposes no candidates
	probes     = 24   // rarest features that look for candidates
	candidates = 8    // candidates that are scored in full
	alike      = 0.55 // least similarity that makes two resources one
	alikeNamed = 0.35 // the same, where one name is the other with one more word
	nameWeight = 2
	maxLeaves  = 256
	fewest     = 8 // with fewer leftovers, features count as among this many
)

// similar matches the leftovers, first with the reference's columns, then with one another.
func (a *Aligner) similar() {
	by := map[[2]string][]*cluster{}
	var order [][2]string
	for _, c := range a.clusters {
		if c.into != nil || c.fixed || c.n == len(a.cols) {
			continue
		}
		r := c.first()
		if r == nil {
			continue
		}
		k := [2]string{family(r), r.Kind}
		if len(by[k]) == 0 {
			order = append(order, k)
		}
		by[k] = append(by[k], c)
	}
	pivots := a.pivots()
	for _, k := range order {
		if len(by[k]) < 2 {
			continue
		}
		a.similarIn(by[k], pivots)
	}
}

// pivots lists the columns, the reference's first.
func (a *Aligner) pivots() []int {
	var list []int
	for i, c := range a.cols {
		if c.Env == a.ref {
			list = append(list, i)
		}
	}
	for i, c := range a.cols {
		if c.Env != a.ref {
			list = append(list, i)
		}
	}
	return list
}

type featured struct {
	c    *cluster
	f    []uint64 // sorted
	name []string // its words
}

// aWordMore reports whether one name is the other with one more word: `create_link_queue`, `create_link_queue_m`.
func (a *featured) aWordMore(b *featured) bool {
	short, long := a.name, b.name
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < 2 || len(long) != len(short)+1 {
		return false
	}
	i := 0
	for i < len(short) && short[i] == long[i] {
		i++
	}
	return slices.Equal(short[i:], long[i+1:])
}

func (a *Aligner) similarIn(list []*cluster, pivots []int) {
	items := make([]featured, len(list))
	parallel.Each(len(list), func() *reader { return &reader{n: a.n} }, func(rd *reader, i int) {
		c := list[i]
		for ci, r := range c.at {
			if r != nil {
				name := names.Words(a.n.Bare(names.StripHash(r.Name)))
				items[i] = featured{c, rd.features(a.cols[ci].Voice, r, name), name}
				break
			}
		}
	})
	total := 0
	for i := range items {
		total += len(items[i].f)
	}
	df := make(map[uint64]int32, total/4)
	for i := range items {
		for _, f := range items[i].f {
			df[f]++
		}
	}
	weight := func(f uint64) float64 {
		w := math.Log(1 + float64(max(len(list), fewest))/float64(df[f]))
		if f&1 == 1 {
			w *= nameWeight
		}
		return w
	}
	for pi, p := range pivots {
		for _, q := range pivots[pi+1:] {
			a.matchColumns(items, p, q, df, weight)
		}
	}
}

type pair struct {
	x, y  int
	score float64
}

// finder finds the pairs of one goroutine.
type finder struct {
	votes map[int32]float64
	pairs []pair
}

// matchColumns joins clusters that have column p and lack q with clusters that have q and lack p, best first.
func (a *Aligner) matchColumns(items []featured, p, q int, df map[uint64]int32, weight func(uint64) float64) {
	var left, right []int
	for i := range items {
		c := items[i].c
		if c.into != nil {
			continue
		}
		switch hasP, hasQ := c.at[p] != nil, c.at[q] != nil; {
		case hasP && !hasQ:
			left = append(left, i)
		case hasQ && !hasP:
			right = append(right, i)
		}
	}
	if len(left) == 0 || len(right) == 0 {
		return
	}
	index := map[uint64][]int32{}
	for _, y := range right {
		for _, f := range items[y].f {
			if df[f] <= commonest {
				index[f] = append(index[f], int32(y)) //nolint:gosec // counts of resources
			}
		}
	}
	var pairs []pair
	for _, found := range parallel.Each(len(left), func() *finder { return &finder{votes: map[int32]float64{}} }, func(w *finder, i int) {
		x := left[i]
		clear(w.votes)
		for _, f := range rarest(items[x].f, df) {
			for _, y := range index[f] {
				w.votes[y] += weight(f)
			}
		}
		for _, y := range top(w.votes) {
			if overlap(items[x].c, items[y].c) || a.apart(items[x].c, items[y].c) || a.strangers(items[x].c, items[y].c) {
				continue
			}
			if s := jaccard(items[x].f, items[y].f, weight); s >= alike || s >= alikeNamed && items[x].aWordMore(&items[y]) {
				w.pairs = append(w.pairs, pair{x, int(y), s})
			}
		}
	}) {
		pairs = append(pairs, found.pairs...)
	}
	sort.Slice(pairs, func(i, j int) bool {
		if pairs[i].score != pairs[j].score {
			return pairs[i].score > pairs[j].score
		}
		if pairs[i].x != pairs[j].x {
			return pairs[i].x < pairs[j].x
		}
		return pairs[i].y < pairs[j].y
	})
	for _, m := range pairs {
		x, y := items[m.x].c, items[m.y].c
		if x.into == nil && y.into == nil && !overlap(x, y) && !a.apart(x, y) && !a.strangers(x, y) {
			merge(x, y, min(m.score, 0.99))
		}
	}
}

func rarest(f []uint64, df map[uint64]int32) []uint64 {
	list := make([]uint64, 0, len(f))
	for _, x := range f {
		if n := df[x]; n > 1 && n <= commonest {
			list = append(list, x)
		}
	}
	if len(list) > probes {
		sort.Slice(list, func(i, j int) bool {
			if df[list[i]] != df[list[j]] {
				return df[list[i]] < df[list[j]]
			}
			return list[i] < list[j]
		})
		list = list[:probes]
	}
	return list
}

func top(votes map[int32]float64) []int32 {
	list := make([]int32, 0, len(votes))
	for y := range votes {
		list = append(list, y)
	}
	sort.Slice(list, func(i, j int) bool {
		if votes[list[i]] != votes[list[j]] {
			return votes[list[i]] > votes[list[j]]
		}
		return list[i] < list[j]
	})
	if len(list) > candidates {
		list = list[:candidates]
	}
	return list
}

// jaccard is the weighted share of features that two sorted lists have in common.
func jaccard(a, b []uint64, weight func(uint64) float64) float64 {
	var both, all float64
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || (i < len(a) && a[i] < b[j]):
			all += weight(a[i])
			i++
		case i == len(a) || b[j] < a[i]:
			all += weight(b[j])
			j++
		default:
			w := weight(a[i])
			both, all = both+w, all+w
			i, j = i+1, j+1
		}
	}
	if all == 0 {
		return 0
	}
	return both / all
}

// reader reads the content of resources in one goroutine.
type reader struct {
	n    Neutral
	open snapshot.Opener
}

// features returns sorted hashes: words of the name (odd) and leaves of the content (even).
func (rd *reader) features(voice int, r *snapshot.Resource, name []string) []uint64 {
	var f []uint64
	for _, w := range name {
		f = append(f, hashText(offset, w)|1)
	}
	rd.open.Reset()
	rd.leaves(voice, rd.open.Open(r), offset, &f)
	slices.Sort(f)
	n := 0
	for i, x := range f {
		if i == 0 || x != f[n-1] {
			f[n] = x
			n++
		}
	}
	return f[:n]
}

func (rd *reader) leaves(voice int, n *snapshot.Node, at uint64, f *[]uint64) {
	if len(*f) > maxLeaves {
		return
	}
	if n.Scalar() {
		h := at
		if n.Kind == snapshot.String || n.Kind == snapshot.Unknown {
			h = hashText(h, rd.n.Key(voice, n.Text))
		} else {
			h = hashText(h, n.Text)
		}
		*f = append(*f, h&^1)
		return
	}
	for i := range n.Children {
		c := &n.Children[i]
		h := at
		if c.Key != "" {
			h = hashText(at, rd.n.Key(voice, c.Key))
		}
		rd.leaves(voice, c, h, f)
	}
}

const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func hashText(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * prime
	}
	return (h ^ 0xff) * prime
}
