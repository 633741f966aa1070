package answers

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
)

// varies stands in a field for what is not the same in all answers of one environment.
const varies = "-"

// elements returns what the elements of a list are known by: the field by which they meet, else their values. It returns nil for a list of
// other things, and for one of fewer than two.
func elements(list []any, key string) []string {
	if len(list) < 2 {
		return nil
	}
	out := make([]string, 0, len(list))
	for _, e := range list {
		if m, is := e.(map[string]any); is && key != "" {
			e = m[key]
		}
		switch e.(type) {
		case map[string]any, []any:
			return nil
		}
		out = append(out, journeys.TextOf(e))
	}
	return out
}

// sorted puts the elements of a list whose order does not matter in one order, where they are known by something.
func sorted(list []any, known []string) ([]any, []string) {
	at := make([]int, len(known))
	for i := range at {
		at[i] = i
	}
	sort.SliceStable(at, func(a, b int) bool { return known[at[a]] < known[at[b]] })
	outList, outKnown := make([]any, len(at)), make([]string, len(at))
	for i, k := range at {
		outList[i], outKnown[i] = list[k], known[k]
	}
	return outList, outKnown
}

// ordered learns in which order a list has its elements.
func (f *learned) ordered(l *leaf) {
	if l.kind != "list" || f.Order == varies {
		return
	}
	order, members := "", ""
	if l.order != nil {
		any := append([]string(nil), l.order...)
		sort.Strings(any)
		order, members = hashOf([]byte(strings.Join(l.order, "\x00"))), hashOf([]byte(strings.Join(any, "\x00")))
	}
	switch {
	case f.In == 0:
		f.Order, f.Members, f.shown = order, members, strings.Join(l.order, ", ")
	case f.Order != order || f.Members != members:
		f.Order, f.Members = varies, varies
	}
}

// settleOrder ends the learning.
func (f *learned) settleOrder(clean func(string) string) {
	if f.Order == varies {
		f.Order, f.Members = "", ""
	}
	if f.Order != "" && !redact.SensitiveName(lastKey(f.Path)) {
		f.Elements = words.Cut(clean(f.shown), 200)
	}
}

// orders reports the lists that hold the same elements in another order, and remembers them: their elements differ by that alone.
func (c *answerCompare) orders() {
	lists := map[string]map[string]*journeys.Field{}
	for i := range c.s.Answers {
		a := &c.s.Answers[i]
		for k := range a.Fields {
			if f := &a.Fields[k]; f.Order != "" && f.In == a.Rounds {
				if lists[f.Path] == nil {
					lists[f.Path] = map[string]*journeys.Field{}
				}
				lists[f.Path][a.Environment] = f
			}
		}
	}
	c.reordered = map[string]bool{}
	for _, p := range slices.Sorted(maps.Keys(lists)) {
		orders, members := map[string]string{}, map[string]bool{}
		vals := map[string]string{}
		for env, f := range lists[p] {
			orders[env], members[f.Members] = f.Order, true
			vals[env] = cmp.Or(f.Elements, "order "+f.Order)
		}
		if len(orders) < len(c.s.Answers) || len(members) > 1 || oneValue(orders) || under(p, c.told) || c.told[p] {
			continue
		}
		c.reordered[p] = true
		c.add("order:"+p, vals, nil, false, "changed")
		c.out[len(c.out)-1].classes = orders
	}
}
