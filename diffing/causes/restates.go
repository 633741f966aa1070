package causes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// restates joins the drift of a database's parameter family with that of its version, which the family repeats: `postgres16` with `16.4`. One
// upgrade is one finding.
func (g *gatherer) restates(list []drift.Drift, causes []string) {
	versions := map[string]int{} // resource → the drift of its version
	for i := range list {
		if d := &list[i]; d.Kind == drift.Changed && strings.Contains(d.Path, "ersion") && slices.Contains(names.Words(snapshot.LastName(d.Path)), "version") {
			versions[d.Resource.ID] = i
		}
	}
	upgraded := map[string]int{} // resource → its first switch of upgrades
	for i := range list {
		d := &list[i]
		if strings.Contains(d.Path, "major_") && strings.Contains(d.Path, "upgrade") {
			if j, ok := upgraded[d.Resource.ID]; ok {
				causes[i] = causes[j]
			} else {
				upgraded[d.Resource.ID] = i
			}
		}
		if d.Kind != drift.Changed || !strings.Contains(d.Path, "amily") || !slices.Contains(names.Words(snapshot.LastName(d.Path)), "family") {
			continue
		}
		if j, ok := versions[d.Resource.ID]; ok && repeats(d, &list[j]) {
			causes[i] = causes[j]
		}
	}
	g.variables(list, causes)
}

// repeats reports whether in every environment the family ends in the number with which the version begins.
func repeats(family, version *drift.Drift) bool {
	for e := range family.Sides {
		f, v := &family.Sides[e], &version.Sides[e]
		if f.State != v.State {
			return false
		}
		if f.State != drift.Present {
			continue
		}
		major, _, _ := strings.Cut(v.Text, ".")
		if major == "" || f.Text[len(strings.TrimRight(f.Text, "0123456789")):] != major {
			return false
		}
	}
	return true
}

// variables joins the drift of a parameter of code with that of the attribute that it sets: the values are the same in every environment.
func (g *gatherer) variables(list []drift.Drift, causes []string) {
	says := map[string]int{} // texts → the first attribute that has them
	for i := range list {
		if d := &list[i]; !parameter(d) {
			if t := texts(d); t != "" {
				if _, ok := says[t]; !ok {
					says[t] = i
				}
			}
		}
	}
	goes := map[string]int{} // name and values of an attribute → 1 + the first one's index
	for i := range list {
		if d := &list[i]; !parameter(d) && restated(d) {
			path := withoutElement(d.Path)
			if name := calledLike(names.Words(snapshot.LastName(path)), names.Words(path), weighs(d)); name != "" {
				if k := name + "\x00" + g.values(d); goes[k] == 0 {
					goes[k] = i + 1
				}
			}
		}
	}
	sets := g.inOneModule(list)
	for i := range list {
		d := &list[i]
		if !parameter(d) || !restated(d) {
			continue
		}
		if j, ok := sets[i]; ok {
			causes[i] = causes[j]
			continue
		}
		if d.Path == "default" || d.Path == "value" {
			if j, ok := says[texts(d)]; ok {
				causes[i] = causes[j]
				continue
			}
		}
		rest, ok := strings.CutPrefix(strings.Replace(withoutElement(d.Path), "default", "value", 1), "value")
		if !ok {
			continue
		}
		words := names.Words(d.Resource.Name + rest)
		said := g.values(d)
		least := 2
		if weighs(d) {
			least = 1
		}
		for n := len(words); n >= least; n-- {
			if j := goes[strings.Join(words[len(words)-n:], " ")+"\x00"+said]; j > 0 {
				causes[i] = causes[j-1]
				break
			}
		}
	}
}

// inOneModule finds the attribute that a parameter sets if the values are short: the first one of the parameter's module with the same values in
// every environment, if no other parameter of the module has them. It maps the parameter's drift to the attribute's.
func (g *gatherer) inOneModule(list []drift.Drift) map[int]int {
	type module struct{ collector, scope, said string }
	parameters, attributes := map[module][]int{}, map[module]int{}
	for i := range list {
		d := &list[i]
		if !restated(d) || d.Kind != drift.Changed || !distinct(d) {
			continue
		}
		k := module{d.Collector, d.Resource.Scope, g.values(d)}
		if parameter(d) {
			if d.Path == "value" || d.Path == "default" {
				parameters[k] = append(parameters[k], i)
			}
		} else if _, ok := attributes[k]; !ok {
			attributes[k] = i
		}
	}
	sets := map[int]int{}
	for k, at := range parameters {
		if j, ok := attributes[k]; ok && len(at) == 1 {
			sets[at[0]] = j
		}
	}
	return sets
}

// distinct reports whether values identify a drift within its module: none is a switch, and one has at least two characters.
func distinct(d *drift.Drift) bool {
	long := false
	for e := range d.Sides {
		n := d.Sides[e].Node
		if n == nil || d.Sides[e].State != drift.Present {
			continue
		}
		if n.Kind == snapshot.Bool || !n.Scalar() {
			return false
		}
		long = long || len(n.Text) > 1
	}
	return long
}

// withoutElement returns a path without the element at its end.
func withoutElement(path string) string {
	if strings.HasSuffix(path, "]") {
		if i := strings.LastIndexByte(path, '['); i > 0 {
			return path[:i]
		}
	}
	return path
}

// values returns the kind of a drift, with its states and hashes of its values by environment.
func (g *gatherer) values(d *drift.Drift) string {
	t := string(d.Kind)
	for e := range d.Sides {
		s := &d.Sides[e]
		t += " " + string(s.State)
		if s.Node != nil {
			t += strconv.FormatUint(g.in.TreeHash(e, s.Node), 16)
		}
	}
	return t
}

// restated reports whether d is of code, where a variable's drift occurs again in the attributes that it sets.
func restated(d *drift.Drift) bool {
	return dialectOf(d).Code() && d.Path != "" && d.Kind != drift.Misspelt
}

// weighs reports whether a value of the drift is distinctive by itself: more than a switch or a number.
func weighs(d *drift.Drift) bool {
	for e := range d.Sides {
		if n := d.Sides[e].Node; n != nil && (!n.Scalar() && len(n.Children) > 0 || n.Kind == snapshot.String && len(n.Text) > 5) {
			return true
		}
	}
	return false
}

// calledLike returns the part of an attribute's name that its variable's name may end with: the name's words, or with the block's if the name is
// one word. A single word is enough if the value is distinctive.
func calledLike(name, path []string, weighs bool) string {
	switch {
	case len(name) > 1:
		return strings.Join(name, " ")
	case len(path) > 1:
		return strings.Join(path[len(path)-2:], " ")
	case weighs && len(name) == 1:
		return name[0]
	}
	return ""
}

// texts returns the values of a drift of code by environment, "" if one is too short to be distinctive.
func texts(d *drift.Drift) string {
	if d.Kind != drift.Changed || !dialectOf(d).Code() {
		return ""
	}
	for e := range d.Sides {
		if s := &d.Sides[e]; s.State == drift.Present && len(s.Text) < 6 {
			return ""
		}
	}
	t := ""
	for e := range d.Sides {
		t += string(d.Sides[e].State) + d.Sides[e].Text + "\x00"
	}
	return t
}
