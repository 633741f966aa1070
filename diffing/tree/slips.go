package tree

import (
	"strings"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// pairSlips joins leftovers whose names differ by one letter of one word (MAX_CONNECTION and MAX_CONNECTIONS) and whose values are of one sort.
// One of the two names is misspelt. It does not join a name with two near twins.
func (w *Walk) pairSlips(odd []oddKey, name func(o *oddKey, col int) string, kin func(a, b *oddKey) bool) {
	if w.off[misspeltName] || w.schemaHolds() {
		return
	}
	open := w.incomplete(odd)
	if len(open) < 2 || len(open) > mostPaired {
		return
	}
	text := make([]string, len(odd))
	for _, k := range open {
		i, _ := anyOf(odd[k].at)
		text[k] = name(&odd[k], i)
	}
	twins := make(map[int][]int, 2)
	for x, a := range open {
		for _, b := range open[x+1:] {
			if names.Slip(text[a], text[b]) && disjoint(odd[a].at, odd[b].at) {
				twins[a], twins[b] = append(twins[a], b), append(twins[b], a)
			}
		}
	}
	for _, a := range open {
		if len(twins[a]) != 1 {
			continue
		}
		b := twins[a][0]
		if b < a || len(twins[b]) != 1 || !kin(&odd[a], &odd[b]) || !w.certain(&odd[a], &odd[b]) {
			continue
		}
		hosts := w.ownHosts(&odd[a], &odd[b])
		odd[a].take(&odd[b])
		odd[a].misspelt = !hosts
	}
}

// schemaHolds reports whether the reader of the resource refuses unknown names. Terraform does, so two similar names are two arguments.
func (w *Walk) schemaHolds() bool { return w.resource.SourceType() == "terraform" }

// kin reports whether two keys hold values of one sort: two numbers, two switches, two addresses, two secrets.
func (w *Walk) kin(a, b *oddKey) bool {
	_, x := anyOf(a.at)
	_, y := anyOf(b.at)
	if x.Kind != y.Kind {
		return false
	}
	switch x.Kind {
	case snapshot.Map:
		return sharesKey(x, y)
	case snapshot.String:
		return sortOf(x.Text) == sortOf(y.Text)
	case snapshot.Null, snapshot.Unknown:
		return false
	}
	return true
}

// variables reports whether two elements are variables, a name and a value, with values of one sort.
func (w *Walk) variables(a, b *oddKey, key string) bool {
	_, x := anyOf(a.at)
	_, y := anyOf(b.at)
	if len(x.Children) != 2 || len(y.Children) != 2 || key == "value" {
		return false
	}
	v, u := x.Child("value"), y.Child("value")
	if v == nil || u == nil || !v.Scalar() || !u.Scalar() {
		return false
	}
	return w.kin(&oddKey{at: []*snapshot.Node{v}}, &oddKey{at: []*snapshot.Node{u}})
}

func sharesKey(a, b *snapshot.Node) bool {
	for i := range a.Children {
		if b.Child(a.Children[i].Key) != nil {
			return true
		}
	}
	return false
}

// sortOf returns the sort of a text, by its look: n for a number, with or without a unit, s for a switch, a for an address or a path, t for any
// other text.
func sortOf(text string) byte {
	switch {
	case text == "":
		return 't'
	case text[0] >= '0' && text[0] <= '9' && !strings.ContainsAny(text, "/:@ "):
		return 'n'
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false"):
		return 's'
	case strings.ContainsAny(text, "/.@") && !strings.Contains(text, " "):
		return 'a'
	}
	return 't'
}
