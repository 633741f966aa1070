package history

import (
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// MarkRenames finds settings that were renamed in some environments and not in one: that one alone has the old name, and the commit that took the
// old name out elsewhere brought the new one. It needs drifts with the dates of their sides, and records the fact in the drift of the new name.
// environments are in the order of the sides.
func MarkRenames(drifts []drift.Drift, environments []string) {
	groups := map[[2]string][]setting{}
	for i := range drifts {
		d := &drifts[i]
		collectSetting(groups, setting{of: d, place: -1, kind: d.Kind, path: d.Path, sides: d.Sides}, &d.Resource)
		for k := range d.Places {
			p := &d.Places[k]
			collectSetting(groups, setting{of: d, place: k, kind: p.Of(d).Kind, path: p.Path, sides: p.Sides}, &p.Resource)
		}
	}
	for _, list := range groups {
		markRenames(list, environments)
	}
}

// setting is one drift of a setting that only some environments have, or a place of one.
type setting struct {
	of    *drift.Drift
	place int // -1 for the drift itself
	kind  drift.Kind
	path  string
	sides []drift.Side
}

// alikeNames is the share of words that two names have in common if one was renamed to the other: a first word alone says what they are about.
const alikeNames = 0.5

// mostSettings bounds the settings of one map that are compared with one another.
const mostSettings = 256

// collectSetting adds a setting that only some environments have to those beside it.
func collectSetting(groups map[[2]string][]setting, s setting, of *drift.ResourceRef) {
	p, err := snapshot.ParsePath(s.path)
	if err != nil || len(p) == 0 || s.kind != drift.Missing && s.kind != drift.Extra {
		return
	}
	if last := &p[len(p)-1]; last.Kind == snapshot.StepIndex || last.Kind == snapshot.StepElement && last.Name == "" {
		return // an entry of a list has no name
	}
	key := [2]string{of.ID, p[:len(p)-1].String()}
	groups[key] = append(groups[key], s)
}

func markRenames(list []setting, environments []string) {
	if len(list) < 2 || len(list) > mostSettings {
		return
	}
	for i := range list {
		e := list[i].only()
		if e < 0 {
			continue
		}
		if n := renamedTo(list, i, e); n >= 0 {
			old := &list[i]
			list[n].mark(&drift.RenameFact{Old: snapshot.LastName(old.path), In: list[n].renamedIn(old, environments), Still: environments[e], ByCommit: true})
		}
	}
}

// only returns the environment that alone has the setting, while another one once had it; -1 if there is none.
func (s *setting) only() int {
	has, lost := -1, false
	for e := range s.sides {
		switch {
		case s.sides[e].State == drift.Present && has >= 0:
			return -1
		case s.sides[e].State == drift.Present:
			has = e
		case s.sides[e].State == drift.AbsentState:
			lost = lost || s.sides[e].Since != nil
		}
	}
	if !lost {
		return -1
	}
	return has
}

// renamedTo returns the setting that took the place of list[old], which environment e alone still has: of those that came with the same commit
// the one with the most alike name. -1 if there is none, or two are as near.
func renamedTo(list []setting, old, e int) int {
	best, score, tie := -1, 0.0, false
	for n := range list {
		if n == old || list[n].sides[e].State != drift.AbsentState || len(list[n].renamedIn(&list[old], nil)) == 0 {
			continue
		}
		switch s := likeness(list[old].path, list[n].path); {
		case s < alikeNames:
		case s > score:
			best, score, tie = n, s, false
		case s == score:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}

// renamedIn lists the environments in which one commit took the old setting out and brought this one. Without names it lists "".
func (s *setting) renamedIn(old *setting, environments []string) []string {
	var out []string
	for e := range s.sides {
		mine, theirs := &s.sides[e], &old.sides[e]
		if mine.State != drift.Present || theirs.State != drift.AbsentState || mine.Since == nil || theirs.Since == nil || !oneChange(mine.Since, theirs.Since) {
			continue
		}
		name := ""
		if e < len(environments) {
			name = environments[e]
		}
		out = append(out, name)
	}
	return out
}

// oneChange reports whether two values came about by one commit.
func oneChange(a, b *drift.Origin) bool { return a.Commit != "" && a.Commit == b.Commit }

// likeness is the share of words that the last names of two paths have in common. 0 means that they have none.
func likeness(a, b string) float64 {
	x, y := names.Words(snapshot.LastName(a)), names.Words(snapshot.LastName(b))
	both := 0
	for _, word := range x {
		if slices.Contains(y, word) {
			both++
		}
	}
	return float64(both) / float64(max(1, len(x)+len(y)-both))
}

// mark records the fact in the drift, or in the one of its place.
func (s *setting) mark(fact *drift.RenameFact) {
	if s.place < 0 {
		s.of.Facts.Renamed = fact
		return
	}
	p := &s.of.Places[s.place]
	if p.Own == nil {
		own := *s.of
		own.Resource, own.Path, own.Key, own.Sides, own.Story, own.Places = p.Resource, p.Path, p.Key, p.Sides, p.Story, nil
		p.Own = &own
	}
	p.Own.Facts.Renamed = fact
}
