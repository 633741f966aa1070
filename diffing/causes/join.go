package causes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// join gives one cause to drifts that a Way groups. parts are the drifts that belong to a component, which a name in common does not join with
// another component.
func (g *gatherer) join(list []drift.Drift, causes []string, parts map[int]bool) {
	type batch struct {
		at    []int
		least int
	}
	all := slices.DeleteFunc(g.ways(), func(w Way) bool { return g.off[heuristic.ID(w.Name)] })
	by := make([]map[string]*batch, len(all))
	order := make([][]*batch, len(all))
	for i := range list {
		d := &list[i]
		if d.Kind == drift.Misspelt || d.Kind == drift.TypeChanged {
			continue // no way groups these
		}
		p, err := snapshot.ParsePath(d.Key)
		if err != nil {
			p = nil
		}
		for w, way := range all {
			if (d.Kind == drift.Shared) != way.shared || way.byName && parts[i] {
				continue
			}
			k, least := way.key(d, p)
			if k == "" {
				continue
			}
			t := by[w][k]
			if t == nil {
				if by[w] == nil {
					by[w] = map[string]*batch{}
				}
				t = &batch{least: least}
				by[w][k], order[w] = t, append(order[w], t)
			}
			t.at = append(t.at, i)
		}
	}
	joined := union{}
	for w := range order {
		for _, t := range order[w] {
			if len(t.at) < t.least {
				continue
			}
			for _, i := range t.at[1:] {
				joined.join(causes[t.at[0]], causes[i])
			}
		}
	}
	if len(joined) == 0 {
		return
	}
	for i := range causes {
		causes[i] = joined.of(causes[i])
	}
}

// presence returns a text that is equal for drifts in the same environments.
func presence(d *drift.Drift) string {
	var b strings.Builder
	for e := range d.Sides {
		b.WriteString(string(d.Sides[e].State))
		b.WriteByte(',')
	}
	return b.String()
}
