package causes

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// consequences joins a drift with the drift that it depends on: a policy, a secret, or a map's entry that refers to a queue, in the same
// environments as the queue. All are one finding: the queue is missing. It returns how often each drift is referred to, so that the most referred
// one represents the group.
func (g *gatherer) consequences(list []drift.Drift, causes []string) []int {
	owners := g.owners(list)
	references := make([]int, len(list))
	joined := union{}
	attribute := upgrades(list) // an attribute's drift → the one that it depends on; its neighbours in the map may depend on others
	maps.Copy(attribute, switched(list))
	for _, j := range attribute {
		references[j]++
	}
	for i := range list {
		d := &list[i]
		if j := owners.explain(list, d); j >= 0 {
			references[j]++
			attribute[i] = j
		}
		if !oneSided(d) || len(owners) == 0 {
			continue
		}
		seen := map[int]bool{}
		for e := range d.Sides {
			if d.Sides[e].State != drift.Present || d.Sides[e].Node == nil {
				continue
			}
			eachReference(d.Sides[e].Node, func(address string) {
				for _, j := range owners[owned{e, d.Collector, d.Resource.Scope, address}] {
					if list[j].Path != "" && !switchedOn(&list[j]) || j == i || seen[j] || !alongside(d, &list[j]) {
						continue
					}
					seen[j] = true
					references[j]++
					if d.Path == "" {
						joined.join(causes[j], causes[i])
					} else if _, ok := attribute[i]; !ok {
						attribute[i] = j
					}
				}
			})
		}
	}
	if len(joined)+len(attribute) == 0 {
		return nil
	}
	first := slices.Clone(causes)
	for i := range causes {
		causes[i] = joined.of(first[rootOf(attribute, i)])
	}
	return references
}

// rootOf follows the dependencies of i to the last drift. In a cycle it returns the first drift.
func rootOf(goes map[int]int, i int) int {
	root := i
	for range len(goes) + 1 {
		j, ok := goes[i]
		if !ok {
			return i
		}
		i, root = j, min(root, j)
	}
	return root
}

// owned is the address under which one environment's expressions refer to a resource.
type owned struct {
	env              int
	collector, scope string
	address          string
}

// owners are the drifts of resources and attributes that only some environments have, by the addresses under which expressions refer to their
// resources.
type owners map[owned][]int

func (g *gatherer) owners(list []drift.Drift) owners {
	o := owners{}
	for i := range list {
		d := &list[i]
		if !oneSided(d) || !dialectOf(d).Code() {
			continue
		}
		for e := range d.Sides {
			if s := &d.Sides[e]; s.State != drift.Present && (d.Path == "" || s.Above) {
				continue
			}
			k := owned{e, d.Collector, d.Resource.Scope, dialectOf(d).Address(d.Resource.Kind, d.Resource.In(g.in.Name(e)))}
			o[k] = append(o[k], i)
		}
	}
	return o
}

func oneSided(d *drift.Drift) bool { return d.Kind == drift.Missing || d.Kind == drift.Extra }

// alongside reports whether two drifts are present in the same environments.
func alongside(a, b *drift.Drift) bool {
	for e := range a.Sides {
		if a.Sides[e].State != b.Sides[e].State {
			return false
		}
	}
	return true
}

// switchedOn reports whether an attribute that only some environments have is a switch that creates more: `enable_irsa`.
func switchedOn(d *drift.Drift) bool {
	return strings.HasPrefix(d.Path, "enable_") || strings.HasPrefix(d.Path, "create_")
}

// eachReference calls f with the address of every resource that the expressions at and below n refer to.
func eachReference(n *snapshot.Node, f func(address string)) {
	for i := range n.Children {
		eachReference(&n.Children[i], f)
	}
	if n.Kind != snapshot.String && n.Kind != snapshot.Unknown || !strings.Contains(n.Text, "${") {
		return
	}
	text := n.Text
	for at := strings.Index(text, "${"); at >= 0; at = strings.Index(text, "${") {
		end := values.ReferenceEnd(text, at)
		addresses(text[at+2:end], f)
		text = text[end:]
	}
}

// addresses calls f for every dotted name in an expression: type.name, module.name, local.name, data.type.name.
func addresses(expression string, f func(string)) {
	for word := range strings.FieldsFuncSeq(expression, func(r rune) bool { return r < utf8.RuneSelf && !values.InName(byte(r)) }) {
		parts := strings.SplitN(word, ".", 4)
		switch {
		case len(parts) >= 3 && parts[0] == "data":
			f(parts[0] + "." + parts[1] + "." + parts[2])
		case len(parts) >= 2 && parts[1] != "":
			f(parts[0] + "." + parts[1])
		}
	}
}

// union is a set of joined causes: each cause with the one it has been joined to.
type union map[string]string

func (u union) of(cause string) string {
	for {
		to, ok := u[cause]
		if !ok {
			return cause
		}
		cause = to
	}
}

func (u union) join(to, cause string) {
	a, b := u.of(to), u.of(cause)
	if a != b {
		u[b] = a
	}
}
