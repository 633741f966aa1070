package history

import (
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// nameOf returns a key for a resource of an environment, without its member.
func nameOf(e int, r *snapshot.Resource) string {
	return strings.Join([]string{strconv.Itoa(e), r.Collector, r.Kind, r.Scope, r.Name, r.OwnBlock()}, "\x00")
}

// formOf returns the part of a resource's name that its counterparts in other environments have, too.
func (t *tracer) formOf(r *snapshot.Resource) string {
	scope, _ := t.neutral.of(r.Scope)
	name, _ := t.neutral.of(r.Name)
	return strings.Join([]string{r.Collector, r.Kind, scope, name}, "\x00")
}

func calledIn(e int, collector, kind, name string) string {
	return strings.Join([]string{strconv.Itoa(e), collector, kind, name}, "\x00")
}

// index finds the present resources by their names in drifts.
func (t *tracer) index(now []*snapshot.Snapshot) {
	t.things = map[string][]*snapshot.Resource{}
	for _, s := range now {
		e := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Name == s.Environment })
		if e < 0 {
			continue
		}
		for i := range s.Resources {
			r := &s.Resources[i]
			k := calledIn(e, r.Collector, r.Kind, r.Name)
			t.things[k] = append(t.things[k], r)
		}
	}
}

// resourceAt returns the present resource of a place, nil if there is none or it could be one of several.
func (t *tracer) resourceAt(q *Question, e int) *snapshot.Resource {
	if q.Resource == nil {
		return nil
	}
	list := t.things[calledIn(e, q.Collector, q.Resource.Kind, q.Resource.In(t.in.Environments[e].Name))]
	if one(e, list) {
		return list[0]
	}
	from := q.Places[e].Source
	for _, alike := range []func(*snapshot.Resource) bool{
		func(r *snapshot.Resource) bool {
			s := r.Source
			return s.Cluster == from.Cluster && s.Namespace == from.Namespace && s.Address == from.Address && (s.File == from.File || slices.Contains(r.Files, from.File))
		},
		func(r *snapshot.Resource) bool { return r.Scope == q.Resource.Scope },
	} {
		var left []*snapshot.Resource
		for _, r := range list {
			if alike(r) {
				left = append(left, r)
			}
		}
		if one(e, left) {
			return left[0]
		}
		if len(left) > 0 {
			list = left
		}
	}
	return nil
}

// one reports whether a list has one resource, or one resource of several members.
func one(e int, list []*snapshot.Resource) bool {
	for _, r := range list {
		if nameOf(e, r) != nameOf(e, list[0]) {
			return false
		}
	}
	return len(list) > 0
}

// ask records which resources contain a place in question.
func (t *tracer) ask() {
	t.wanted, t.found = map[string][]wanted{}, map[place]uint64{}
	for q := range t.in.Questions {
		for e := range t.in.Questions[q].Places {
			if r := t.resourceAt(&t.in.Questions[q], e); r != nil && t.in.Questions[q].Places[e].Present {
				name := nameOf(e, r)
				t.wanted[name] = append(t.wanted[name], wanted{place{q, e}, t.in.Questions[q].Path})
			}
		}
	}
}
