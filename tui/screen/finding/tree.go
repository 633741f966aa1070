package finding

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// tree adds the rows of a structured value: keys on the left, a column for each environment, or below 100 columns one
// line for each group of environments that agree.
func (c *card) tree(root *difftree.Node) {
	c.add(cell.T(theme.Dim, fmt.Sprintf("%s of %s differ", screen.Number(root.Differ), screen.Plural(root.Same+root.Differ, "value"))))
	var cols []int
	keyW, colW := 0, 0
	if c.w >= sideBySide {
		shown, hidden := c.columns()
		keyW = c.keyWidth(root)
		colW = (c.w - keyW) / max(len(shown), 1)
		if colW >= minColumn {
			cols = c.treeHead(shown, keyW, colW)
			c.more(hidden)
		}
	}
	if cols == nil {
		for _, g := range c.groups() {
			if c.known(g) {
				c.titled(g, "")
				c.since(g)
			}
		}
	}
	limit := maxTreeRows
	if c.v.Whole {
		limit = maxWhole
	}
	for _, r := range difftree.Rows(root, c.v.Folds, limit) {
		indent := strings.Repeat("  ", min(r.Depth, 12))
		switch {
		case r.Hidden > 0:
			c.items = append(c.items, Item{Line: cell.T(theme.Faint, fmt.Sprintf("%s%s %d equal", indent, c.t.Glyphs.Ellipsis, r.Hidden)), Fold: r.Path, Side: -1, Place: -1})
		case r.Cut > 0:
			c.add(cell.T(theme.Warn, fmt.Sprintf("%s%s %s more, not shown", indent, c.t.Glyphs.Ellipsis, screen.Number(r.Cut))))
		case cols != nil && !c.looksAlike(r, cols, colW):
			c.treeRow(r, indent, cols, keyW, colW)
		default:
			c.treeUnified(r, indent)
		}
	}
}

// keyWidth is how many cells the keys get beside the columns: a third, or of a whole table what the longest takes, up to nearly a half. An index is known
// by its columns, and they are its key.
func (c *card) keyWidth(root *difftree.Node) int {
	least := max(c.w*3/10, 20)
	if c.v.Table == nil {
		return least
	}
	longest := 0
	for _, section := range root.Kids {
		for _, kid := range section.Kids {
			longest = max(longest, cell.Width(clean(kid.Key))+len("    · "))
		}
	}
	return max(least, min(longest, c.w*45/100))
}

// treeHead adds the names of the environments above their columns, with how long they have had their values, and returns one of each group.
func (c *card) treeHead(shown [][]int, keyW, colW int) []int {
	cols := make([]int, len(shown))
	var blocks [][]cell.Line
	height := 0
	for k, g := range shown {
		cols[k] = g[0]
		var b []cell.Line
		for _, l := range cell.Wrap(c.groupTitle(g), colW-2, maxTitleLines) {
			b = append(b, cell.T(theme.Strong, l))
		}
		for _, o := range c.origins(g) {
			for _, l := range cell.Wrap(o.text, colW-2, maxOriginLines) {
				b = append(b, cell.T(theme.Dim, l))
			}
		}
		blocks = append(blocks, b)
		height = max(height, len(b))
	}
	for y := range height {
		l := cell.T(theme.Text, cell.Spaces(keyW))
		for k := range blocks {
			part := cell.Line{}
			if y < len(blocks[k]) {
				part = blocks[k][y]
			}
			l = l.Append(part).Add(theme.Text, cell.Spaces(keyW+(k+1)*colW-l.Width()-part.Width()))
		}
		c.add(l)
	}
	return cols
}

func (c *card) treeKey(r difftree.Row, indent string) (string, theme.Token) {
	sign := c.t.Glyphs.Leaf
	if !r.Node.Leaf() {
		sign = c.t.Glyphs.Closed
		if r.Open {
			sign = c.t.Glyphs.Open
		}
	}
	tok := theme.Text
	if r.Node.Equal() {
		tok = theme.Dim
	}
	return indent + sign + " " + clean(r.Node.Key), tok
}

func fold(r difftree.Row) string {
	if r.Node.Leaf() {
		return ""
	}
	return r.Path
}

func (c *card) treeRow(r difftree.Row, indent string, cols []int, keyW, colW int) {
	key, tok := c.treeKey(r, indent)
	if !c.v.Wrap {
		l := cell.T(tok, cell.Fit(cell.CutMiddle(key, keyW-2), keyW))
		for _, i := range cols {
			if !r.Open {
				text, t := c.nodeText(r.Node, i)
				l = l.Add(t, cell.Fit(cell.Cut(text, colW-2), colW))
			}
		}
		c.items = append(c.items, Item{Line: l, Fold: fold(r), Open: r.Open, Side: -1, Place: -1})
		return
	}
	_, most := c.limits()
	blocks, widths := [][]cell.Line{wrapSpans([]difftree.Span{{Text: key}}, tok, keyW-2, most)}, []int{keyW - 2}
	for _, i := range cols {
		if !r.Open {
			text, t := c.nodeText(r.Node, i)
			blocks, widths = append(blocks, wrapSpans([]difftree.Span{{Text: text}}, t, colW-2, most)), append(widths, colW-2)
		}
	}
	height := 0
	for _, b := range blocks {
		height = max(height, len(b))
	}
	for _, l := range cell.Beside(height, cell.Seg{Text: "  "}, blocks, widths) {
		c.items = append(c.items, Item{Line: l, Fold: fold(r), Open: r.Open, Side: -1, Place: -1})
	}
}

// looksAlike reports whether a line of a whole table differs only beyond the cut of its columns. Such a line is written out below its key.
func (c *card) looksAlike(r difftree.Row, cols []int, colW int) bool {
	if c.v.Table == nil || r.Node.Equal() || !r.Node.Leaf() {
		return false
	}
	seen := map[string]int{}
	for _, i := range cols {
		text, _ := c.nodeText(r.Node, i)
		shown := cell.Cut(text, colW-2)
		if class, twice := seen[shown]; twice && class != r.Node.Sides[i].Class {
			return true
		}
		seen[shown] = r.Node.Sides[i].Class
	}
	return false
}

func (c *card) treeUnified(r difftree.Row, indent string) {
	key, tok := c.treeKey(r, indent)
	l := cell.T(tok, key)
	n := r.Node
	switch {
	case r.Open:
	case n.Equal():
		text, t := c.nodeText(n, firstPresent(n))
		if _, most := c.limits(); c.v.Wrap && l.Width()+2+cell.Width(text) > c.w {
			c.items = append(c.items, Item{Line: l.Add(theme.Dim, ":"), Fold: fold(r), Side: -1, Place: -1})
			for _, part := range wrapSpans([]difftree.Span{{Text: text}}, t, max(c.w-len(indent)-4, 8), most) { //nolint:mnd // the indent of a value
				c.add(cell.L(indent + "    ").Append(part))
			}
			return
		}
		l = l.Add(theme.Dim, ": ").Add(t, text)
	case !n.Leaf():
		l = l.Add(theme.Dim, fmt.Sprintf("  %d differ", n.Differ))
	}
	c.items = append(c.items, Item{Line: l, Fold: fold(r), Open: r.Open, Side: -1, Place: -1})
	if r.Open || n.Equal() || !n.Leaf() {
		return
	}
	done := make([]bool, len(n.Sides))
	for i := range n.Sides {
		if done[i] || i >= len(c.env.Catalog.Envs) {
			continue
		}
		var names []string
		for j := i; j < len(n.Sides) && j < len(c.env.Catalog.Envs); j++ {
			if n.Sides[j].State == n.Sides[i].State && n.Sides[j].Class == n.Sides[i].Class {
				done[j] = true
				names = append(names, clean(c.env.Catalog.Envs[j]))
			}
		}
		text, t := c.nodeText(n, i)
		l := cell.T(theme.Dim, indent+"    "+strings.Join(names, ", ")+": ")
		if _, most := c.limits(); c.v.Wrap && l.Width()+cell.Width(text) > c.w { // the value below its environments, whole
			c.items = append(c.items, Item{Line: l, Side: i, Place: -1})
			for _, part := range wrapSpans([]difftree.Span{{Text: text}}, t, max(c.w-len(indent)-6, 8), most) { //nolint:mnd // the indent of a value
				c.items = append(c.items, Item{Line: cell.L(indent + "      ").Append(part), Side: i, Place: -1})
			}
			continue
		}
		c.items = append(c.items, Item{Line: l.Add(t, text), Side: i, Place: -1})
	}
}

func firstPresent(n *difftree.Node) int {
	for i := range n.Sides {
		if n.Sides[i].Node != nil {
			return i
		}
	}
	return 0
}

func (c *card) nodeText(n *difftree.Node, i int) (string, theme.Token) {
	s := n.Sides[i]
	switch {
	case s.State == drift.UnknownState:
		return c.t.Glyphs.Unsure + " not observed", theme.Unsure
	case s.Node == nil:
		return c.t.Glyphs.Absent + " missing", theme.Dim
	}
	limit := screen.MaxCellText
	if c.v.Wrap {
		limit, _ = c.limits()
	}
	text, tok := screen.NodeText(c.t, s.Node, s.Class, limit)
	switch {
	case n.Equal() && tok == theme.Text:
		tok = theme.Dim
	case tok == theme.Text && c.odd(n, i) && s.Node.Kind != snapshot.Map && s.Node.Kind != snapshot.List:
		tok = theme.Emph
	}
	return text, tok
}

// odd reports whether side i differs from the reference.
func (c *card) odd(n *difftree.Node, i int) bool {
	ref := c.env.Catalog.Ref
	if ref < 0 || ref >= len(n.Sides) || i == ref {
		return false
	}
	return n.Sides[i].State != n.Sides[ref].State || n.Sides[i].Class != n.Sides[ref].Class
}
