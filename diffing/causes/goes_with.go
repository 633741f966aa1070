package causes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// explain returns the drift that a changed expression depends on, or -1. Everything to which the expression refers in one environment and not in
// another must exist in the first environment only, or have an attribute that the other lacks. So a merge of policies depends on the switch that
// adds a policy.
func (o owners) explain(list []drift.Drift, d *drift.Drift) int {
	if d.Kind != drift.Changed || !dialectOf(d).Code() {
		return -1
	}
	refers := make([]map[string]bool, len(d.Sides))
	literals := ""
	some := false
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.State == drift.UnknownState {
			continue
		}
		if s.State != drift.Present || s.Node == nil || !s.Node.Scalar() || !strings.Contains(s.Node.Text, "${") {
			return -1
		}
		if l := literalsIn(s.Node.Text); !some {
			literals = l
		} else if l != literals {
			return -1
		}
		some = true
		refers[e] = map[string]bool{}
		eachReference(s.Node, func(address string) { refers[e][address] = true })
	}
	found := -1
	for e, set := range refers {
		for address := range set {
			if !slices.ContainsFunc(refers, func(other map[string]bool) bool { return other != nil && !other[address] }) {
				continue // all environments refer to it
			}
			j := o.onlyWhere(list, d, refers, e, address)
			if j < 0 {
				return -1
			}
			if found < 0 || j < found {
				found = j
			}
		}
	}
	return found
}

// onlyWhere returns the first drift at an address that is present in exactly the environments that refer to the address, or -1.
func (o owners) onlyWhere(list []drift.Drift, d *drift.Drift, refers []map[string]bool, env int, address string) int {
	for _, j := range o[owned{env, d.Collector, d.Resource.Scope, address}] {
		fits := true
		for e, set := range refers {
			if set != nil && set[address] != (list[j].Sides[e].State == drift.Present) {
				fits = false
			}
		}
		if fits {
			return j
		}
	}
	return -1
}

// literalsIn returns the numbers and quoted texts of an expression, but not its quoted keys.
func literalsIn(expression string) string {
	var out []string
	parts := strings.Split(expression, `"`)
	for i, part := range parts {
		if i%2 == 1 {
			if next := strings.TrimLeft(parts[min(i+1, len(parts)-1)], " "); !strings.HasPrefix(next, ":") && (!strings.HasPrefix(next, "=") || strings.HasPrefix(next, "==")) {
				out = append(out, part)
			}
			continue
		}
		for word := range strings.FieldsFuncSeq(part, func(r rune) bool { return r > 0x7f || !values.InName(byte(r)) }) {
			if word[0] >= '0' && word[0] <= '9' {
				out = append(out, word)
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\x00")
}

// upgrades finds the arguments that only some environments pass to a module and that depend on its major version or its source. It maps the
// argument's drift to the version's.
func upgrades(list []drift.Drift) map[int]int {
	goes := map[int]int{}
	versions := map[string]int{} // module → the drift of its version
	for i := range list {
		d := &list[i]
		if d.Kind == drift.Changed && dialectOf(d).Upgrade(d.Resource.Kind, d.Path) {
			versions[d.Resource.ID] = i
		}
	}
	for i := range list {
		d := &list[i]
		if !oneSided(d) || d.Path == "" {
			continue
		}
		if j, ok := versions[d.Resource.ID]; ok && goesWith(d, &list[j]) {
			goes[i] = j
		}
	}
	return goes
}

// goesWith reports whether the environments that have d are exactly those of some major versions.
func goesWith(d, version *drift.Drift) bool {
	has := map[string]drift.State{}
	for e := range d.Sides {
		v := &version.Sides[e]
		if v.State != drift.Present || v.Node == nil || d.Sides[e].State == drift.UnknownState {
			continue
		}
		m := major(v.Node)
		if s, ok := has[m]; ok && s != d.Sides[e].State {
			return false
		}
		has[m] = d.Sides[e].State
	}
	states := map[drift.State]bool{}
	for _, s := range has {
		states[s] = true
	}
	return len(states) == 2
}

// major returns a version up to its first dot, or a source up to the first dot of its ref.
func major(n *snapshot.Node) string {
	source, version, ok := strings.Cut(n.Text, "ref=")
	if !ok {
		source, version = "", n.Text
	}
	version = strings.TrimPrefix(version, "v")
	number := strings.TrimLeft(version, "0123456789")
	if number == version {
		return n.Text // a branch, a path
	}
	return source + version[:len(version)-len(number)]
}
