package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// minColumn is the narrowest column an environment gets.
const minColumn = 14

// maxTreeRows bounds the rows of a tree on a card; folding brings the others within reach.
const maxTreeRows = 2000

// maxWhole bounds texts, lines and rows where nothing is to be cut: a pager takes more, but the memory is ours.
const maxWhole = 8 << 20

func (c *card) values(tree *difftree.Node) {
	c.blank()
	switch {
	case tree != nil:
		c.tree(tree)
	case c.long():
		c.text()
	case c.columns() != nil:
		c.beside()
	default:
		c.unified()
	}
}

// long reports whether a value has lines enough to be compared as text.
func (c *card) long() bool {
	n := 0
	for i := range c.d.Sides {
		if s := &c.d.Sides[i]; s.State == drift.Present && plain(s) && strings.Count(value(s), "\n") > 2 {
			n++
		}
	}
	return n > 1
}

func plain(s *drift.Side) bool { return s.Node == nil || s.Node.Kind == snapshot.String }

// value is a side's text. A certificate is told in a line: nobody compares it letter by letter.
func value(s *drift.Side) string {
	if s.Node != nil && s.Node.Kind == snapshot.String {
		if c := values.Certificate(s.Node.Text); c != "" {
			return c
		}
	}
	if s.Node != nil && s.Node.Kind != snapshot.Secret && s.Node.Scalar() {
		return s.Node.Text
	}
	return s.Text
}

// columns returns the environments that get a column, the reference last and always there; nil when unified is better.
func (c *card) columns() []int {
	n := min(len(c.env.Catalog.Envs), len(c.d.Sides))
	if c.w < sideBySide || n == 0 {
		return nil
	}
	ref := c.env.Catalog.Ref
	if ref >= n {
		ref = -1
	}
	fit := max((c.w+2)/(minColumn+8), 2)
	var out []int
	for i := range n {
		if i != ref {
			out = append(out, i)
		}
	}
	if ref >= 0 {
		fit--
	}
	if len(out) > fit {
		c.standingOutFirst(out)
		first := max(min(c.v.Column, len(out)-fit), 0)
		out = out[first : first+fit]
	}
	if ref >= 0 {
		out = append(out, ref)
	}
	return out
}

// standingOutFirst orders environments that do not all fit: one of each value that is not the reference's, the rarest value first, then the others
// of those values, and at last those that are as the reference.
func (c *card) standingOutFirst(envs []int) {
	alike := func(i, j int) bool { return screen.Same(&c.d.Sides[i], &c.d.Sides[j]) }
	type place struct{ group, size int }
	at := map[int]place{}
	for k, i := range envs {
		p := place{}
		for n, j := range envs {
			if alike(i, j) {
				p.size++
				if n < k {
					p.group = 1 // one with this value comes before
				}
			}
		}
		if ref := c.env.Catalog.Ref; ref >= 0 && ref < len(c.d.Sides) && alike(i, ref) {
			p.group = 2
		}
		at[i] = p
	}
	slices.SortStableFunc(envs, func(i, j int) int {
		return cmp.Or(cmp.Compare(at[i].group, at[j].group), cmp.Compare(at[i].size, at[j].size))
	})
}

// other returns the side that side i is compared with word by word: the reference, or for the reference the first that differs.
func (c *card) other(i int) *drift.Side {
	ref := c.env.Catalog.Ref
	if i != ref && ref >= 0 && ref < len(c.d.Sides) {
		return &c.d.Sides[ref]
	}
	for j := range c.d.Sides {
		if j != i && c.d.Sides[j].State == drift.Present && !screen.Same(&c.d.Sides[i], &c.d.Sides[j]) {
			return &c.d.Sides[j]
		}
	}
	return nil
}

// spans returns side i's value with what differs marked, and the token of what does not.
func (c *card) spans(i, limit int) ([]difftree.Span, theme.Token) {
	s := &c.d.Sides[i]
	text, tok := screen.SideText(c.t, s, limit)
	if s.State != drift.Present || !readable(s) {
		return []difftree.Span{{Text: text}}, tok
	}
	if s.Word != "" {
		return around(text, s.Word), tok
	}
	o := c.other(i)
	if o == nil || o.State != drift.Present || !readable(o) || screen.Same(s, o) {
		return []difftree.Span{{Text: text}}, tok
	}
	otext, _ := screen.SideText(c.t, o, limit)
	as, _ := difftree.Words(text, otext)
	return as, tok
}

func readable(s *drift.Side) bool { return s.Node == nil || s.Node.Kind != snapshot.Secret }

// around marks every occurrence of word in text, whatever its case.
func around(text, word string) []difftree.Span {
	low, w := strings.ToLower(text), strings.ToLower(word)
	if len(low) != len(text) || w == "" {
		return []difftree.Span{{Text: text}}
	}
	var out []difftree.Span
	for {
		i := strings.Index(low, w)
		if i < 0 {
			break
		}
		if i > 0 {
			out = append(out, difftree.Span{Text: text[:i]})
		}
		out = append(out, difftree.Span{Text: text[i : i+len(w)], Differ: true})
		text, low = text[i+len(w):], low[i+len(w):]
	}
	if text != "" {
		out = append(out, difftree.Span{Text: text})
	}
	return out
}

func (c *card) limits() (runes, lines int) {
	if c.v.Whole {
		return maxWhole, maxWhole
	}
	if c.v.Wrap {
		return 20000, 400
	}
	return 1000, 6
}

func (c *card) envTitle(i int) string {
	name := clean(c.env.Catalog.Envs[i])
	if i == c.env.Catalog.Ref {
		name += " (reference)"
	}
	return name
}

func (c *card) beside() {
	cols := c.columns()
	width := (c.w - 2*(len(cols)-1)) / len(cols)
	widths := make([]int, len(cols))
	blocks := make([][]cell.Line, len(cols))
	height := 0
	runes, lines := c.limits()
	for k, i := range cols {
		widths[k] = width
		b := []cell.Line{cell.T(theme.Strong, c.envTitle(i)), cell.T(theme.Faint, strings.Repeat(c.t.Glyphs.Rule, width))}
		spans, tok := c.spans(i, runes)
		b = append(b, wrapSpans(spans, tok, width, lines)...)
		b = append(b, c.members(i, width)...)
		if w := c.d.Sides[i].Word; w != "" {
			b = append(b, cell.T(theme.Warn, fmt.Sprintf("%q is %s's word", clean(w), c.d.Sides[i].WordOf)))
		}
		if c.d.Sides[i].Word == "" && c.ownName(i) {
			b = append(b, cell.T(theme.Dim, "its own name"))
		}
		blocks[k] = b
		height = max(height, len(b))
	}
	for y, l := range cell.Beside(height, cell.Seg{Text: "  "}, blocks, widths) {
		_ = y
		c.add(l)
	}
	if hidden := min(len(c.env.Catalog.Envs), len(c.d.Sides)) - len(cols); hidden > 0 {
		km := c.env.Remap("finding", keys.Map{{Action: screen.Left, Keys: []string{"h"}}, {Action: screen.Right, Keys: []string{"l"}}})
		c.add(cell.T(theme.Dim, fmt.Sprintf("%s not shown: %s and %s page the columns",
			screen.Plural(hidden, "more environment"), km.Key(screen.Left), km.Key(screen.Right))))
	}
}

func (c *card) unified() {
	runes, lines := c.limits()
	sides := c.d.Sides[:min(len(c.d.Sides), len(c.env.Catalog.Envs))]
	for _, g := range screen.Groups(sides) {
		var names []string
		for _, i := range g {
			names = append(names, c.envTitle(i))
		}
		l := cell.T(theme.Strong, strings.Join(names, ", "))
		if c.ownName(g[0]) {
			l = l.Add(theme.Dim, "  the same but for its own name")
		}
		c.items = append(c.items, Item{Line: l, Side: g[0], Place: -1})
		spans, tok := c.spans(g[0], runes)
		for _, l := range wrapSpans(spans, tok, c.w-2, lines) {
			c.items = append(c.items, Item{Line: cell.L("  ").Append(l), Side: g[0], Place: -1})
		}
		for _, l := range c.members(g[0], c.w-2) {
			c.items = append(c.items, Item{Line: cell.L("  ").Append(l), Side: g[0], Place: -1})
		}
		if w := sides[g[0]].Word; w != "" {
			c.add(cell.T(theme.Warn, fmt.Sprintf("  %q is %s's word", clean(w), sides[g[0]].WordOf)))
		}
	}
}

// members tells, where the members of environment i disagree, which have what: those that have the same in one line, most of them first.
func (c *card) members(i, w int) []cell.Line {
	const most = 6
	var out []cell.Line
	camps := drift.GroupMembers(c.d.Sides[i].Members)
	for k, g := range camps {
		if k == most {
			return append(out, cell.T(theme.Dim, "  "+screen.Plural(len(camps)-most, "more value")))
		}
		who := screen.Plural(len(g), "member")
		if len(g) < 3 {
			names := make([]string, len(g))
			for n := range g {
				names[n] = clean(g[n].Member)
			}
			who = strings.Join(names, ", ")
		}
		text, tok := screen.SideText(c.t, &drift.Side{State: g[0].State, Node: g[0].Node, Class: g[0].Class, Text: g[0].Text}, screen.MaxCellText)
		who = cell.Cut("  "+who+"  ", w/2)
		out = append(out, cell.T(theme.Dim, who).Add(tok, cell.CutMiddle(text, max(w-cell.Width(who), 8))))
	}
	return out
}

// ownName reports whether side i differs from another only by its environment's own name.
func (c *card) ownName(i int) bool {
	for j := range c.d.Sides {
		if a, b := &c.d.Sides[i], &c.d.Sides[j]; j != i && a.State == drift.Present && screen.Same(a, b) && readable(a) && value(a) != value(b) {
			return true
		}
	}
	return false
}

// wrapSpans breaks spans into lines of w cells.
func wrapSpans(spans []difftree.Span, tok theme.Token, w, limit int) []cell.Line {
	var out []cell.Line
	var line cell.Line
	used := 0
	for _, s := range spans {
		t := tok
		if s.Differ {
			t = theme.Emph
		}
		text := s.Text
		for text != "" {
			if used >= w {
				out, line, used = append(out, line), cell.Line{}, 0
				if len(out) == limit {
					out[limit-1] = out[limit-1].Slice(0, w-2).Add(theme.Dim, " …")
					return out
				}
			}
			head := cell.Head(text, w-used)
			if head == "" {
				if used == 0 {
					return append(out, cell.T(theme.Dim, "…"))
				}
				used = w
				continue
			}
			line = line.Add(t, head)
			used += cell.Width(head)
			text = text[len(head):]
		}
	}
	return append(out, line)
}

func (c *card) text() {
	ref := c.env.Catalog.Ref
	if ref < 0 || ref >= len(c.d.Sides) || c.d.Sides[ref].State != drift.Present {
		ref = -1
		for i := range c.d.Sides {
			if c.d.Sides[i].State == drift.Present {
				ref = i
				break
			}
		}
	}
	if ref < 0 || ref >= len(c.env.Catalog.Envs) {
		c.unified()
		return
	}
	sides := c.d.Sides[:min(len(c.d.Sides), len(c.env.Catalog.Envs))]
	for _, g := range screen.Groups(sides) {
		if screen.Same(&sides[g[0]], &sides[ref]) {
			continue
		}
		var names []string
		for _, i := range g {
			names = append(names, c.envTitle(i))
		}
		c.items = append(c.items, Item{
			Line: cell.T(theme.Strong, strings.Join(names, ", ")).Add(theme.Dim, "  against "+c.envTitle(ref)), Side: g[0], Place: -1,
		})
		if sides[g[0]].State != drift.Present {
			text, tok := screen.SideText(c.t, &sides[g[0]], screen.MaxCellText)
			c.add(cell.T(tok, "  "+text))
			continue
		}
		context := 3 + c.v.Context
		if c.v.Whole {
			context = maxWhole
		}
		c.textLines(difftree.Lines(value(&sides[ref]), value(&sides[g[0]]), context))
	}
}

func (c *card) textLines(lines []difftree.TextLine) {
	most := 400
	if c.v.Whole {
		most = maxWhole
	}
	for i := 0; i < len(lines); i++ {
		if i == most {
			c.add(cell.T(theme.Dim, "  … "+screen.Plural(len(lines)-i, "more line")))
			return
		}
		l := lines[i]
		switch l.Change {
		case difftree.Gap:
			c.add(cell.T(theme.Faint, fmt.Sprintf("  … %d equal", l.N)))
		case difftree.OnlyA:
			mark := []difftree.Span{{Text: term.Clean(l.Text, maxText)}}
			if i+1 < len(lines) && lines[i+1].Change == difftree.OnlyB {
				a, b := difftree.Words(term.Clean(l.Text, maxText), term.Clean(lines[i+1].Text, maxText))
				c.add(spansLine("- ", theme.Must, a))
				c.add(spansLine("+ ", theme.Okay, b))
				i++
				continue
			}
			c.add(spansLine("- ", theme.Must, mark))
		case difftree.OnlyB:
			c.add(spansLine("+ ", theme.Okay, []difftree.Span{{Text: term.Clean(l.Text, maxText)}}))
		default:
			c.add(cell.T(theme.Dim, "  "+term.Clean(l.Text, maxText)))
		}
	}
}

func spansLine(lead string, tok theme.Token, spans []difftree.Span) cell.Line {
	l := cell.T(tok, lead)
	for _, s := range spans {
		t := tok
		if s.Differ {
			t = theme.Emph
		}
		l = l.Add(t, s.Text)
	}
	return l
}
