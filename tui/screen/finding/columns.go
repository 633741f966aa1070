package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// minColumn is the narrowest column that a value gets.
const minColumn = 14

// maxTitleLines bounds the lines in which the names of environments stand that have one value.
const maxTitleLines = 3

// manyGroups is from how many values on those that differ only by their environments' own names stand together.
const manyGroups = 4

// groups are the environments that have the same value, those that stand out first: who mentions another's name or shares what
// each should have for itself, then the rarest value, then
// what differs from the reference only by the environment's own name, and at last the reference with those that are as it is.
func (c *card) groups() [][]int {
	n := min(len(c.env.Catalog.Envs), len(c.d.Sides))
	out := screen.Groups(c.d.Sides[:n])
	if len(out) >= manyGroups {
		out = c.joined(out)
	}
	ref := c.env.Catalog.Ref
	place := func(g []int) int {
		switch {
		case c.d.Sides[g[0]].Word != "", c.d.Kind == drift.Shared && len(g) > 1:
			return 0
		case slices.Contains(g, ref):
			return 3
		case ref >= 0 && ref < n && drift.Alike(&c.d.Sides[g[0]], &c.d.Sides[ref]):
			return 2
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b []int) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(len(a), len(b)))
	})
	return out
}

// joined puts groups together that differ only by their environments' own names.
func (c *card) joined(groups [][]int) [][]int {
	var out [][]int
next:
	for _, g := range groups {
		s := &c.d.Sides[g[0]]
		for k := range out {
			if o := &c.d.Sides[out[k][0]]; drift.Alike(s, o) && s.State == drift.Present && s.Word == "" && o.Word == "" && readable(s) {
				out[k] = append(out[k], g...)
				continue next
			}
		}
		out = append(out, g)
	}
	for _, g := range out {
		slices.Sort(g)
	}
	return out
}

// varied reports whether the environments of a group have values that differ by their own names.
func (c *card) varied(g []int) bool {
	return slices.ContainsFunc(g, func(i int) bool { return !screen.Alike(&c.d.Sides[i], &c.d.Sides[g[0]]) })
}

// columns are the groups that have a column, the reference's last and always among them, and how many environments have none.
func (c *card) columns() (shown [][]int, hidden int) {
	all, last, fit := c.paged()
	first := max(min(c.v.Column, len(all)-fit), 0)
	for k, g := range all {
		if k >= first && k < first+fit {
			shown = append(shown, g)
		} else {
			hidden += len(g)
		}
	}
	if last != nil {
		shown = append(shown, last)
	}
	return shown, hidden
}

// paged are the groups that page beside the reference's, the reference's, and how many fit beside it.
func (c *card) paged() (all [][]int, last []int, fit int) {
	all, fit = c.groups(), max((c.w+2)/(minColumn+8), 2)
	if k := slices.IndexFunc(all, func(g []int) bool { return slices.Contains(g, c.env.Catalog.Ref) }); k >= 0 {
		last = all[k]
		return slices.Delete(all, k, k+1), last, fit - 1
	}
	return all, nil, fit
}

// lastColumn is the first group shown when the last one is in view.
func (c *card) lastColumn() int {
	all, _, fit := c.paged()
	return max(len(all)-fit, 0)
}

// more says how many environments have no column.
func (c *card) more(hidden int) {
	if hidden == 0 {
		return
	}
	km := c.env.Remap("finding", keys.Map{{Action: screen.Left, Keys: []string{"h"}}, {Action: screen.Right, Keys: []string{"l"}}})
	c.add(cell.T(theme.Dim, fmt.Sprintf("%s not shown: %s and %s page the columns",
		screen.Plural(hidden, "more environment"), km.Key(screen.Left), km.Key(screen.Right))))
}

func (c *card) envTitle(i int) string {
	name := clean(c.env.Catalog.Envs[i])
	if i == c.env.Catalog.Ref {
		name += " (reference)"
	}
	return name
}

// groupTitle names the environments of a group.
func (c *card) groupTitle(g []int) string {
	names := make([]string, len(g))
	for k, i := range g {
		names[k] = c.envTitle(i)
	}
	return strings.Join(names, ", ")
}

// known reports whether it is known since when some environment of a group has its value.
func (c *card) known(g []int) bool {
	return slices.ContainsFunc(g, func(i int) bool { return c.d.Sides[i].Since != nil })
}

// unseen reports whether a side was not observed.
func unseen(s *drift.Side) bool { return s.State == drift.UnknownState }
