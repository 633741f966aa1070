package finding

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

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
	case c.w >= sideBySide && len(c.groups()) > 0:
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

// spans returns side i's value with what differs marked, and the token of what does not. room is how many cells are there for it: where the
// value differs only beyond them, its beginning is left out.
func (c *card) spans(i, room int) ([]difftree.Span, theme.Token) {
	limit, _ := c.limits()
	room = min(room, limit)
	s := &c.d.Sides[i]
	text, tok := screen.SideText(c.t, s, limit)
	if s.State != drift.Present || !readable(s) {
		return []difftree.Span{{Text: text}}, tok
	}
	if s.Word != "" {
		text, left := c.within(s, text, strings.Index(strings.ToLower(whole(s)), strings.ToLower(s.Word)), room)
		return append(left, around(text, s.Word)...), tok
	}
	o := c.other(i)
	if o == nil || o.State != drift.Present || !readable(o) || screen.Same(s, o) {
		return []difftree.Span{{Text: text}}, tok
	}
	otext, _ := screen.SideText(c.t, o, limit)
	at := shorten.CommonPrefix(whole(s), whole(o))
	text, left := c.within(s, text, at, room)
	otext, _ = c.within(o, otext, at, room)
	as, _ := difftree.Words(text, otext)
	return append(left, as...), tok
}

// whole is the text of a scalar side as it is compared here; "" for any other.
func whole(s *drift.Side) string {
	if s.Node == nil || !s.Node.Scalar() {
		return s.Text
	}
	return s.Node.Text
}

// within returns what of a side's value is to be seen in room cells, so that its byte at is among it; what is left out before it is counted.
func (c *card) within(s *drift.Side, text string, at, room int) (string, []difftree.Span) {
	full := whole(s)
	if at < 0 || c.v.Whole || cell.Width(term.Clean(full[:min(at, len(full))], 2*room+8)) < room {
		return text, nil
	}
	rest, left := shorten.From(full, min(at, len(full)), room/4) //nolint:mnd // a quarter of the room for what leads to the difference
	limit, _ := c.limits()
	return term.Clean(rest, limit), []difftree.Span{{Text: fmt.Sprintf("%s %s equal %s ", c.t.Glyphs.Ellipsis, screen.Plural(utf8.RuneCountInString(full[:left]), "character"), c.t.Glyphs.Ellipsis)}}
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

func (c *card) beside() {
	shown, hidden := c.columns()
	width := (c.w - 2*(len(shown)-1)) / len(shown)
	widths := make([]int, len(shown))
	blocks := make([][]cell.Line, len(shown))
	height := 0
	_, lines := c.limits()
	heads := make([][]string, len(shown))
	most := 0
	for k, g := range shown {
		heads[k] = cell.Wrap(c.groupTitle(g), width, maxTitleLines)
		most = max(most, len(heads[k]))
	}
	for k, g := range shown {
		i := g[0]
		widths[k] = width
		var b []cell.Line
		for n := range most {
			text := ""
			if n < len(heads[k]) {
				text = heads[k][n]
			}
			b = append(b, cell.T(theme.Strong, text))
		}
		b = append(b, cell.T(theme.Faint, strings.Repeat(c.t.Glyphs.Rule, width)))
		b = append(b, c.valueLines(g, width, lines)...)
		if w := c.d.Sides[i].Word; w != "" {
			b = append(b, cell.T(theme.Warn, fmt.Sprintf("%q is %s's word", clean(w), c.d.Sides[i].WordOf)))
		}
		if own := c.ownNames(g); own != "" {
			b = append(b, cell.T(theme.Dim, own))
		}
		for _, o := range c.origins(g) {
			for _, l := range cell.Wrap(o.text, width, maxOriginLines) {
				b = append(b, cell.T(theme.Dim, l))
			}
		}
		blocks[k] = b
		height = max(height, len(b))
	}
	for _, l := range cell.Beside(height, cell.Seg{Text: "  "}, blocks, widths) {
		c.add(l)
	}
	c.more(hidden)
}

func (c *card) unified() {
	_, lines := c.limits()
	sides := c.d.Sides[:min(len(c.d.Sides), len(c.env.Catalog.Envs))]
	for _, g := range c.groups() {
		c.titled(g, "")
		for _, l := range c.valueLines(g, c.w-2, lines) {
			c.items = append(c.items, Item{Line: cell.L("  ").Append(l), Side: g[0], Place: -1})
		}
		if w := sides[g[0]].Word; w != "" {
			c.add(cell.T(theme.Warn, fmt.Sprintf("  %q is %s's word", clean(w), sides[g[0]].WordOf)))
		}
		c.since(g)
	}
}

// valueLines are the value of a group of environments, each environment's where they differ by their own names, at most lines of w cells.
func (c *card) valueLines(g []int, w, lines int) []cell.Line {
	var out []cell.Line
	if c.varied(g) {
		limit, _ := c.limits()
		for k, i := range g {
			if k == lines-1 && len(g) > lines {
				return append(out, cell.T(theme.Dim, "and "+screen.Number(len(g)-k)+" more like them"))
			}
			text, tok := screen.SideText(c.t, &c.d.Sides[i], limit)
			out = append(out, cell.T(tok, cell.CutMiddle(text, w)))
		}
		return out
	}
	spans, tok := c.spans(g[0], w*lines)
	return append(wrapSpans(spans, tok, w, lines), c.members(g[0], w)...)
}

// ownNames says that the environments of a group have their own names in the value, "" where they have not.
func (c *card) ownNames(g []int) string {
	switch {
	case c.d.Sides[g[0]].Word != "" || !c.ownName(g[0]):
		return ""
	case len(g) > 1:
		return "their own names"
	}
	return "its own name"
}

// titled adds the lines with the names of a group of environments, and behind or below them what more there is to say of it.
func (c *card) titled(g []int, more string) {
	if own := c.ownNames(g); own != "" {
		more = "  the same but for " + own + more
	}
	lines := cell.Wrap(c.groupTitle(g), c.w, maxTitleLines)
	for n, text := range lines {
		l := cell.T(theme.Strong, text)
		if n == len(lines)-1 && l.Width()+cell.Width(more) <= c.w {
			l, more = l.Add(theme.Dim, more), ""
		}
		c.items = append(c.items, Item{Line: l, Side: g[0], Place: -1})
	}
	if more != "" {
		c.items = append(c.items, Item{Line: cell.T(theme.Dim, more), Side: g[0], Place: -1})
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
	for _, g := range c.groups() {
		if screen.Same(&sides[g[0]], &sides[ref]) {
			continue
		}
		c.titled(g, "  against "+c.envTitle(ref))
		c.since(g)
		if sides[g[0]].State != drift.Present {
			text, tok := screen.SideText(c.t, &sides[g[0]], screen.MaxCellText)
			c.add(cell.T(tok, "  "+text))
			continue
		}
		context := 3 + c.v.Context
		if c.v.Whole {
			context = maxWhole
		}
		c.textLines(difftree.Lines(value(&sides[ref]), value(&sides[g[0]]), context), sides[g[0]].Word)
	}
	for _, g := range c.groups() {
		if screen.Same(&sides[g[0]], &sides[ref]) && c.known(g) {
			c.titled(g, "")
			c.since(g)
		}
	}
}

// textLines adds lines of a comparison; in those of the value itself a word that leaked into it is what is marked.
func (c *card) textLines(lines []difftree.TextLine, leaked string) {
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
			if leaked == "" && i+1 < len(lines) && lines[i+1].Change == difftree.OnlyB {
				a, b := difftree.Words(term.Clean(l.Text, maxText), term.Clean(lines[i+1].Text, maxText))
				c.add(spansLine("- ", theme.Must, a))
				c.add(spansLine("+ ", theme.Okay, b))
				i++
				continue
			}
			c.add(spansLine("- ", theme.Must, mark))
		case difftree.OnlyB:
			c.add(spansLine("+ ", theme.Okay, around(term.Clean(l.Text, maxText), leaked)))
		default:
			c.add(spansLine("  ", theme.Dim, around(term.Clean(l.Text, maxText), leaked)))
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
