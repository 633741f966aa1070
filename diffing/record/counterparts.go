package record

import (
	"fmt"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// byMember decides for environments with members which of them differ from the reference. Where the members of an environment agree, the value is
// the environment's, whatever its members are called. Where they disagree, or one alone was observed, the value is that member's: it is compared
// with the member of the same name in the reference, and with no other. byMember reads the classes and rewrites the sides. It reports whether
// some environment still differs.
func (rec *Record) byMember(sides []drift.Side, nodes []*snapshot.Node) bool {
	if len(rec.columns) == len(rec.names) || rec.off[memberByName] {
		return true
	}
	pairs := make([][]pairOfMembers, len(sides))
	some := false
	for e := range sides {
		if e != rec.reference && rec.ownsByMember(e, nodes) {
			pairs[e], some = rec.namesakes(e), true
		}
	}
	if !some {
		return true
	}
	rec.showCounterpart(sides, pairs, nodes)
	for e := range sides {
		if e != rec.reference && rec.ownsByMember(e, nodes) {
			rec.sideByMember(sides, e, pairs[e], nodes)
		}
	}
	return rec.someDiffer(sides)
}

// pairOfMembers is the columns of two members of one name.
type pairOfMembers struct{ other, ref int }

// ownsByMember reports whether environment e and the reference have members with names, and the value belongs to the members of one of the two.
func (rec *Record) ownsByMember(e int, nodes []*snapshot.Node) bool {
	named := func(e int) bool { return rec.columns[rec.of[e][0]].Member != "" }
	return named(e) && named(rec.reference) && (rec.ofMembers(e, nodes) || rec.ofMembers(rec.reference, nodes))
}

// ofMembers reports whether members of environment e disagree, or only one of several was observed.
func (rec *Record) ofMembers(e int, nodes []*snapshot.Node) bool {
	list := rec.clusters(rec.of[e], nodes)
	return len(list) > 1 || len(list) == 1 && len(list[0].columns) == 1 && len(rec.of[e]) > 1
}

// namesakes lists the members that environment e and the reference both have, where both were observed. What is missing because the map around
// it is missing was reported there.
func (rec *Record) namesakes(e int) []pairOfMembers {
	var out []pairOfMembers
	for _, i := range rec.observed(e) {
		key := rec.columns[i].Key(rec.lexicon)
		for _, j := range rec.observed(rec.reference) {
			if rec.columns[j].Key(rec.lexicon) == key {
				out = append(out, pairOfMembers{i, j})
			}
		}
	}
	return out
}

// differ reports whether two columns have another value or only one has any.
func (rec *Record) differ(p pairOfMembers, nodes []*snapshot.Node) bool {
	return (nodes[p.other] == nil) != (nodes[p.ref] == nil) || nodes[p.ref] != nil && rec.class[p.other] != rec.class[p.ref]
}

// showCounterpart chooses the reference's member to show: one that differs from its namesake in the environment nearest to the reference, or
// else any that has a namesake.
func (rec *Record) showCounterpart(sides []drift.Side, pairs [][]pairOfMembers, nodes []*snapshot.Node) {
	if !rec.ofMembers(rec.reference, nodes) {
		return
	}
	chosen := -1
	for e := len(pairs) - 1; e >= 0; e-- {
		for _, p := range pairs[e] {
			if rec.differ(p, nodes) {
				rec.put(&sides[rec.reference], p.ref, nodes)
				return
			}
			if chosen < 0 {
				chosen = p.ref
			}
		}
	}
	if chosen >= 0 {
		rec.put(&sides[rec.reference], chosen, nodes)
	}
}

// put makes column i the one that stands for its environment, also if it has no value.
func (rec *Record) put(s *drift.Side, i int, nodes []*snapshot.Node) {
	if nodes[i] != nil {
		s.State = drift.Present
		rec.Stand(s, i, nodes)
		return
	}
	s.State, s.Class, s.Node, s.Text = drift.AbsentState, -1, nil, ""
	if r := rec.at[i]; r != nil {
		s.Source = r.Source
	}
}

// sideByMember rewrites the side of environment e by its members' namesakes.
func (rec *Record) sideByMember(sides []drift.Side, e int, pairs []pairOfMembers, nodes []*snapshot.Node) {
	s, ref := &sides[e], &sides[rec.reference]
	if s.State == drift.UnknownState || ref.State == drift.UnknownState {
		return
	}
	if len(pairs) == 0 {
		*s = drift.Side{State: drift.UnknownState, Class: -1, Why: rec.noCounterpart(e)}
		return
	}
	shown, differs := pairs[0].other, false
	for _, p := range pairs {
		if !rec.differ(p, nodes) {
			continue
		}
		if !differs || s.State == ref.State && s.Class == ref.Class {
			shown, differs = p.other, true
			rec.put(s, shown, nodes)
		}
	}
	if differs {
		return
	}
	rec.put(s, shown, nodes)
	if s.State != ref.State {
		*s = drift.Side{State: drift.UnknownState, Class: -1, Why: "as in " + rec.names[rec.reference] + ", member by member"}
		return
	}
	s.Class = ref.Class
}

// noCounterpart says which members were observed where none has a namesake.
func (rec *Record) noCounterpart(e int) string {
	return fmt.Sprintf("no counterpart: only %s of %s and %s of %s were observed", rec.memberNames(rec.observed(e)), rec.names[e],
		rec.memberNames(rec.observed(rec.reference)), rec.names[rec.reference])
}

// observed lists the columns of environment e that were observed at the present place.
func (rec *Record) observed(e int) []int {
	var out []int
	for _, i := range rec.of[e] {
		if rec.walk.In(i) {
			out = append(out, i)
		}
	}
	return out
}

// someDiffer reports whether the side of some environment differs from the reference's, of those that were observed.
func (rec *Record) someDiffer(sides []drift.Side) bool {
	ref := &sides[rec.reference]
	for e := range sides {
		s := &sides[e]
		if e != rec.reference && s.State != drift.UnknownState && (ref.State == drift.UnknownState || s.State != ref.State || s.Class != ref.Class) {
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
func (rec *Record) kindByMember(kind drift.Kind, sides []drift.Side) drift.Kind {
	switch state := sides[rec.reference].State; {
	case kind == drift.Missing && state == drift.AbsentState:
		return drift.Extra
	case kind == drift.Extra && state == drift.Present:
		return drift.Missing
	}
	return kind
}

// tallyByMember counts an attribute whose only differences are members without a counterpart: as unknown where some environment has none.
func (rec *Record) tallyByMember(sides []drift.Side) Tally {
	for e := range sides {
		if sides[e].State == drift.UnknownState && !rec.unseenIn(e) {
			return Unknown
		}
	}
	return Identical
}
