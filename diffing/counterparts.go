package diffing

import (
	"fmt"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// byMember decides for environments with members which of them differ from the reference. Where the members of an environment agree, the value is
// the environment's, whatever its members are called. Where they disagree, or one alone was observed, the value is that member's: it is compared
// with the member of the same name in the reference, and with no other. byMember reads the classes and rewrites the sides. It reports whether
// some environment still differs.
func (w *comparison) byMember(sides []drift.Side, nodes []*snapshot.Node) bool {
	if len(w.c.cols) == len(w.c.envs) || w.c.off[memberByName] {
		return true
	}
	pairs := make([][]pairOfMembers, len(sides))
	some := false
	for e := range sides {
		if e != w.c.ref && w.ownsByMember(e, nodes) {
			pairs[e], some = w.namesakes(e), true
		}
	}
	if !some {
		return true
	}
	w.showCounterpart(sides, pairs, nodes)
	for e := range sides {
		if e != w.c.ref && w.ownsByMember(e, nodes) {
			w.sideByMember(sides, e, pairs[e], nodes)
		}
	}
	return w.someDiffer(sides)
}

// pairOfMembers is the columns of two members of one name.
type pairOfMembers struct{ other, ref int }

// ownsByMember reports whether environment e and the reference have members with names, and the value belongs to the members of one of the two.
func (w *comparison) ownsByMember(e int, nodes []*snapshot.Node) bool {
	named := func(e int) bool { return w.c.cols[w.c.ofEnv[e][0]].Member != "" }
	return named(e) && named(w.c.ref) && (w.ofMembers(e, nodes) || w.ofMembers(w.c.ref, nodes))
}

// ofMembers reports whether members of environment e disagree, or only one of several was observed.
func (w *comparison) ofMembers(e int, nodes []*snapshot.Node) bool {
	list := w.clusters(w.c.ofEnv[e], nodes)
	return len(list) > 1 || len(list) == 1 && len(list[0].columns) == 1 && len(w.c.ofEnv[e]) > 1
}

// namesakes lists the members that environment e and the reference both have, where both were observed. What is missing because the map around
// it is missing was reported there.
func (w *comparison) namesakes(e int) []pairOfMembers {
	var out []pairOfMembers
	for _, i := range w.observed(e) {
		key := w.c.memberKey(i)
		for _, j := range w.observed(w.c.ref) {
			if w.c.memberKey(j) == key {
				out = append(out, pairOfMembers{i, j})
			}
		}
	}
	return out
}

// memberKey is the name by which a member finds its namesake: `eu` of `staging-eu`.
func (c *comparer) memberKey(i int) string {
	return names.Plain(c.lex.Key(c.cols[i].Env, c.cols[i].Member))
}

// differ reports whether two columns have another value or only one has any.
func (w *comparison) differ(p pairOfMembers, nodes []*snapshot.Node) bool {
	return (nodes[p.other] == nil) != (nodes[p.ref] == nil) || nodes[p.ref] != nil && w.class[p.other] != w.class[p.ref]
}

// showCounterpart chooses the reference's member to show: one that differs from its namesake in the environment nearest to the reference, or
// else any that has a namesake.
func (w *comparison) showCounterpart(sides []drift.Side, pairs [][]pairOfMembers, nodes []*snapshot.Node) {
	if !w.ofMembers(w.c.ref, nodes) {
		return
	}
	chosen := -1
	for e := len(pairs) - 1; e >= 0; e-- {
		for _, p := range pairs[e] {
			if w.differ(p, nodes) {
				w.put(&sides[w.c.ref], p.ref, nodes)
				return
			}
			if chosen < 0 {
				chosen = p.ref
			}
		}
	}
	if chosen >= 0 {
		w.put(&sides[w.c.ref], chosen, nodes)
	}
}

// put makes column i the one that stands for its environment, also if it has no value.
func (w *comparison) put(s *drift.Side, i int, nodes []*snapshot.Node) {
	if nodes[i] != nil {
		s.State = drift.Present
		w.show(s, i, nodes)
		return
	}
	s.State, s.Class, s.Node, s.Text = drift.AbsentState, -1, nil, ""
	if r := w.g.At[i]; r != nil {
		s.Source = r.Source
	}
}

// sideByMember rewrites the side of environment e by its members' namesakes.
func (w *comparison) sideByMember(sides []drift.Side, e int, pairs []pairOfMembers, nodes []*snapshot.Node) {
	s, ref := &sides[e], &sides[w.c.ref]
	if s.State == drift.UnknownState || ref.State == drift.UnknownState {
		return
	}
	if len(pairs) == 0 {
		*s = drift.Side{State: drift.UnknownState, Class: -1, Why: w.noCounterpart(e)}
		return
	}
	shown, differs := pairs[0].other, false
	for _, p := range pairs {
		if !w.differ(p, nodes) {
			continue
		}
		if !differs || s.State == ref.State && s.Class == ref.Class {
			shown, differs = p.other, true
			w.put(s, shown, nodes)
		}
	}
	if differs {
		return
	}
	w.put(s, shown, nodes)
	if s.State != ref.State {
		*s = drift.Side{State: drift.UnknownState, Class: -1, Why: "as in " + w.c.names[w.c.ref] + ", member by member"}
		return
	}
	s.Class = ref.Class
}

// noCounterpart says which members were observed where none has a namesake.
func (w *comparison) noCounterpart(e int) string {
	return fmt.Sprintf("no counterpart: only %s of %s and %s of %s were observed", w.memberNames(w.observed(e)), w.c.names[e],
		w.memberNames(w.observed(w.c.ref)), w.c.names[w.c.ref])
}

// observed lists the columns of environment e that were observed at the present place.
func (w *comparison) observed(e int) []int {
	var out []int
	for _, i := range w.c.ofEnv[e] {
		if w.In(i) {
			out = append(out, i)
		}
	}
	return out
}

// someDiffer reports whether the side of some environment differs from the reference's, of those that were observed.
func (w *comparison) someDiffer(sides []drift.Side) bool {
	ref := &sides[w.c.ref]
	for e := range sides {
		s := &sides[e]
		if e != w.c.ref && s.State != drift.UnknownState && (ref.State == drift.UnknownState || s.State != ref.State || s.Class != ref.Class) {
			return true
		}
	}
	return false
}

// betweenEnvironments reports whether a drift of that kind is a difference between environments. A leak or a sharing is wrong in any member.
func betweenEnvironments(kind drift.Kind) bool {
	switch kind {
	case drift.Changed, drift.TypeChanged, drift.Missing, drift.Extra:
		return true
	}
	return false
}

// kindByMember returns missing or extra by the reference's member that is shown. Other kinds stay.
func (w *comparison) kindByMember(kind drift.Kind, sides []drift.Side) drift.Kind {
	switch state := sides[w.c.ref].State; {
	case kind == drift.Missing && state == drift.AbsentState:
		return drift.Extra
	case kind == drift.Extra && state == drift.Present:
		return drift.Missing
	}
	return kind
}

// tallyByMember counts an attribute whose only differences are members without a counterpart: as unknown where some environment has none.
func (w *comparison) tallyByMember(sides []drift.Side) tally {
	for e := range sides {
		if sides[e].State == drift.UnknownState && !w.unseenIn(e) {
			return tallyUnknown
		}
	}
	return tallyIdentical
}
