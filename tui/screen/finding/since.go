package finding

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/theme"
)

// maxOriginLines bounds the lines that one value's origin takes.
const maxOriginLines = 4

// origin says since when, and by which commit, some environments have their value.
type origin struct {
	side int // one of them
	text string
}

// origins are those of a group of environments that have one value: who has it since the same commit stands together. Names stand before the
// date only where the group's members differ in it.
func (c *card) origins(g []int) []origin {
	var out []origin
	var of []*drift.Origin
	var names [][]string
	for _, i := range g {
		o := c.d.Sides[i].Since
		if o == nil || unseen(&c.d.Sides[i]) {
			continue
		}
		k := 0
		for k < len(of) && !sameOrigin(of[k], o) {
			k++
		}
		if k == len(of) {
			of, out, names = append(of, o), append(out, origin{side: i}), append(names, nil)
		}
		names[k] = append(names[k], clean(c.env.Catalog.Envs[i]))
	}
	for k, o := range of {
		text := OriginText(o, c.env.Authors)
		if len(of) > 1 || len(names[k]) < len(g) {
			text = And(names[k]) + " " + text
		}
		out[k].text = text
	}
	return out
}

func sameOrigin(a, b *drift.Origin) bool {
	return a.Commit == b.Commit && a.Label == b.Label && a.Uncommitted == b.Uncommitted && a.AtLeast == b.AtLeast && a.Time.Equal(b.Time)
}

// OriginText says when and by what a value came to be what it is, and who changed it where authors are to be named.
func OriginText(o *drift.Origin, authors bool) string {
	if o.Uncommitted {
		return "changed since the last commit, not committed yet"
	}
	parts := []string{"since " + history.When(o)}
	if o.AtLeast {
		parts[0] = "since " + history.When(o) + " or longer"
	}
	if o.Snapshot {
		parts[0] += " (" + clean(history.Shot(o)) + ")"
	}
	if o.Commit != "" {
		parts = append(parts, history.Short(o.Commit))
	}
	text := strings.Join(parts, ", ")
	if authors && o.Author != "" {
		text += " by " + clean(o.Author)
	}
	if o.Subject != "" {
		text += ": " + clean(o.Subject)
	}
	return text
}

// since adds the lines that say how long a group of environments has had its value.
func (c *card) since(g []int) {
	for _, o := range c.origins(g) {
		for _, l := range cell.Wrap(o.text, max(c.w-2, 8), maxOriginLines) { //nolint:mnd // the indent
			c.items = append(c.items, Item{Line: cell.T(theme.Dim, "  "+l), Side: o.side, Place: -1})
		}
	}
}
