package finding

import (
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// wholeTable is a table of a database as all environments have it, a line for each column, index and constraint.
type wholeTable struct {
	tree  *difftree.Node
	sides []drift.Side
}

// table returns the table that a finding is about, nil for a finding about anything else.
func table(env *screen.Env, d *drift.Drift) *wholeTable {
	t := env.Catalog.Result.TableOf(d)
	if t == nil {
		return nil
	}
	w := &wholeTable{sides: sidesOf(t)}
	w.tree = difftree.FromSides(w.sides)
	for i := range w.sides {
		w.sides[i].Class = w.tree.Sides[i].Class
	}
	return w
}

func sidesOf(t *audit.Table) []drift.Side {
	out := make([]drift.Side, len(t.At))
	for e, r := range t.At {
		out[e] = drift.Side{State: drift.AbsentState, Class: -1}
		switch {
		case r != nil:
			out[e].State, out[e].Node = drift.Present, inLines(r.Tree())
		case t.Unseen[e]:
			out[e].State = drift.UnknownState
		}
	}
	return out
}

// inLines writes each column, index and constraint of a table as one text, so that a line of a screen holds it. Names of indexes and constraints are
// left out: two environments often have one index under two generated names.
func inLines(table *snapshot.Node) *snapshot.Node {
	out := &snapshot.Node{Kind: snapshot.Map}
	done := map[string]bool{}
	for _, section := range []struct {
		key  string
		line func(*snapshot.Node) string
	}{{"columns", column}, {"indexes", index}, {"constraints", constraint}} {
		n := table.Child(section.key)
		if n == nil {
			continue
		}
		done[section.key] = true
		lines := snapshot.Node{Key: section.key, Kind: n.Kind, Text: n.Text}
		for i := range n.Children {
			c := &n.Children[i]
			x := snapshot.Node{Key: c.Key, Kind: snapshot.String}
			if c.Kind == snapshot.Map {
				x.Text = section.line(c)
			} else {
				x.Kind, x.Text = c.Kind, c.Text
			}
			lines.Children = append(lines.Children, x)
		}
		out.Children = append(out.Children, lines)
	}
	for i := range table.Children {
		if c := &table.Children[i]; !done[c.Key] && (c.Kind != snapshot.Map || len(c.Children) > 0) { // no triggers are no line
			out.Children = append(out.Children, *c)
		}
	}
	return out
}

// column is a column as SQL writes it, near enough: "bigint not null default 0".
func column(n *snapshot.Node) string {
	parts := []string{part(n, "type", "")}
	if c := n.Child("nullable"); c != nil && c.Text == "false" {
		parts = append(parts, "not null")
	}
	parts = append(parts, part(n, "default", "default "), part(n, "identity", "identity "), part(n, "generated", "generated "), part(n, "collation", "collate "))
	return joined(parts)
}

func index(n *snapshot.Node) string {
	parts := []string{"there"}
	if c := n.Child("valid"); c != nil && c.Text == "false" {
		parts = []string{"not usable"}
	}
	return joined(append(parts, flag(n, "nulls_not_distinct", "nulls not distinct")))
}

func constraint(n *snapshot.Node) string {
	parts := []string{"there"}
	if c := n.Child("validated"); c != nil && c.Text == "false" {
		parts = []string{"not validated"}
	}
	if c := n.Child("enforced"); c != nil && c.Text == "false" {
		parts = append(parts, "not enforced")
	}
	if strings.HasPrefix(n.Key, "check") { // its literals are not in the key
		parts = append(parts, part(n, "definition", ""))
	}
	for _, event := range []string{"delete", "update"} {
		if c := n.Child("on_" + event); c != nil && c.Text != "no action" {
			parts = append(parts, "on "+event+" "+c.Text)
		}
	}
	return joined(append(parts, flag(n, "deferrable", "deferrable")))
}

func flag(n *snapshot.Node, key, word string) string {
	if c := n.Child(key); c != nil && c.Text == "true" {
		return word
	}
	return ""
}

// part is an attribute behind a word, "" where there is none. Of a sealed one a few letters stand for it, enough to tell two apart.
func part(n *snapshot.Node, key, before string) string {
	c := n.Child(key)
	switch {
	case c == nil:
		return ""
	case c.Kind == snapshot.Unknown:
		return before + "?"
	case c.Kind == snapshot.Secret:
		sealed := strings.TrimPrefix(c.Text, "hmac:")
		return before + "secret " + sealed[:min(len(sealed), sealedLetters)]
	}
	return before + c.Text
}

// sealedLetters is how many letters of a fingerprint tell two secrets of one table apart.
const sealedLetters = 6

func joined(parts []string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}

// whole shows the whole table in the place of the value that differs.
func (c *card) whole() {
	c.blank()
	c.items = append(c.items, Item{Line: cell.T(theme.Strong, "The whole table"), Side: -1, Place: -1, Head: true})
	under := c.ofTable()
	under.tree(c.v.Table.tree)
	c.items = under.items
}

// ofTable is a card whose sides are the whole table's.
func (c *card) ofTable() *card {
	own := *c.d
	own.Kind, own.Sides = drift.Changed, c.v.Table.sides
	return &card{env: c.env, t: c.t, f: c.f, d: &own, w: c.w, v: c.v, items: c.items}
}
