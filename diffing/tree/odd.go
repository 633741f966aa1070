package tree

import "github.com/envparity/envparity/snapshot"

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

// names returns the names under which the columns have o, "" where one lacks it.
func (o *oddKey) names(name func(*snapshot.Node) string) []string {
	list := make([]string, len(o.at))
	for i, n := range o.at {
		if n != nil {
			list[i] = name(n)
		}
	}
	return list
}

// pairBy joins odd keys that fold to the same text, if no column would be filled twice.
func (w *Walk) pairBy(odd []oddKey, misspelt bool, fold func(*oddKey, int) string) {
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
			if disjoint(odd[first].at, odd[k].at) && (!misspelt || w.certain(&odd[first], &odd[k])) {
				hosts := misspelt && w.ownHosts(&odd[first], &odd[k])
				odd[first].take(&odd[k])
				odd[first].misspelt = odd[first].misspelt || odd[k].misspelt || misspelt && !hosts
			}
		}
	}
}

// incomplete returns the indices of the odd keys that some column still lacks.
func (w *Walk) incomplete(odd []oddKey) []int {
	var open []int
	for k := range odd {
		if !odd[k].dead && !w.complete(odd[k].at) {
			open = append(open, k)
		}
	}
	return open
}

func disjoint(a, b []*snapshot.Node) bool {
	for i := range a {
		if a[i] != nil && b[i] != nil {
			return false
		}
	}
	return true
}

// certain reports whether two leftovers can be joined under two names. A column that has one of them, and may have the other unseen, makes that a
// guess. So certain takes such columns out of both. If no other column would be left, it changes nothing.
func (w *Walk) certain(a, b *oddKey) bool {
	if w.torn == nil {
		return true
	}
	left := false
	for i := range w.torn {
		left = left || !w.torn[i] && (a.at[i] != nil || b.at[i] != nil)
	}
	if !left {
		return false
	}
	for i := range w.torn {
		if w.torn[i] {
			a.at[i], b.at[i] = nil, nil
		}
	}
	return true
}

// oneName reports whether all columns that have the thing use one name for it.
func oneName(at []*snapshot.Node, name func(*snapshot.Node) string) bool {
	_, first := anyOf(at)
	for _, n := range at {
		if n != nil && name(n) != name(first) {
			return false
		}
	}
	return true
}
