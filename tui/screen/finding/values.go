package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
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
		if j != i && c.d.Sides[j].State == drift.Present && !drift.Alike(&c.d.Sides[i], &c.d.Sides[j]) {
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
	if o == nil || o.State != drift.Present || !readable(o) || drift.Alike(s, o) {
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
		for _, v := range c.valueLines(g, width, lines) {
			b = append(b, v.line)
		}
		if w := c.d.Sides[i].Word; w != "" {
			b = append(b, cell.T(theme.Warn, fmt.Sprintf("%q is %s's word", clean(w), c.d.Sides[i].WordOf)))
		}
		if like := c.likeness(g); like != "" {
			for _, l := range cell.Wrap(like, width, maxTitleLines) {
				b = append(b, cell.T(theme.Dim, l))
			}
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
		for _, v := range c.valueLines(g, c.w-2, lines) {
			c.items = append(c.items, Item{Line: cell.L("  ").Append(v.line), Side: v.side, Place: -1})
		}
		if w := sides[g[0]].Word; w != "" {
			c.add(cell.T(theme.Warn, fmt.Sprintf("  %q is %s's word", clean(w), sides[g[0]].WordOf)))
		}
		c.since(g)
	}
}

// valueLine is a line of a value, and the environment that has it.
type valueLine struct {
	line cell.Line
	side int
}

// valueLines are the value of a group of environments, at most lines of w cells. Where their values read differently, each environment has a line of its own
// with its name.
func (c *card) valueLines(g []int, w, lines int) []valueLine {
	if c.varied(g) {
		return c.each(g, w)
	}
	var out []valueLine
	spans, tok := c.spans(g[0], w*lines)
	for _, l := range append(wrapSpans(spans, tok, w, lines), c.members(g[0], w)...) {
		out = append(out, valueLine{l, g[0]})
	}
	return out
}

// maxEach bounds how many environments of one group have a line of their own: more than anybody has on one screen.
const maxEach = 12

// each lists the environments of a group with their values, the reference first.
func (c *card) each(g []int, w int) []valueLine {
	g = slices.Clone(g)
	if k := slices.Index(g, c.env.Catalog.Ref); k > 0 {
		g = slices.Insert(slices.Delete(g, k, k+1), 0, c.env.Catalog.Ref)
	}
	limit, _ := c.limits()
	text := func(i int) (string, theme.Token) { return screen.SideText(c.t, &c.d.Sides[i], limit) }
	nameW, valueW := 0, 0
	for _, i := range g {
		v, _ := text(i)
		nameW, valueW = max(nameW, cell.Width(clean(c.env.Catalog.Envs[i]))), max(valueW, cell.Width(v))
	}
	below := nameW+2+min(valueW, w/2) > w || nameW+2+valueW > w && valueW+2 <= w // a value that fits a line of its own is not cut
	var out []valueLine
	for k, i := range g {
		if k == maxEach && !c.v.Whole {
			return append(out, valueLine{cell.T(theme.Dim, "and "+screen.Plural(len(g)-k, "more environment")), g[k]})
		}
		v, tok := text(i)
		name := clean(c.env.Catalog.Envs[i])
		if below {
			out = append(out, valueLine{cell.T(theme.Dim, cell.Cut(name, w)), i}, valueLine{cell.T(tok, "  "+cell.CutMiddle(v, w-2)), i})
			continue
		}
		l := cell.T(theme.Dim, cell.Fit(name, nameW+2))
		out = append(out, valueLine{l.Add(tok, cell.CutMiddle(v, max(w-l.Width(), 8))), i})
	}
	return out
}

// likeness says why the environments of a group count as alike though their values read differently, "" where they read the same.
func (c *card) likeness(g []int) string {
	i := g[0]
	j := c.counterpart(i)
	switch {
	case c.d.Sides[i].Word != "" || j < 0:
		return ""
	case c.d.Collector == journeys.CollectorName: // measurements are never the same twice
		if ref := c.env.Catalog.Ref; ref >= 0 && ref < len(c.d.Sides) && drift.Alike(&c.d.Sides[i], &c.d.Sides[ref]) {
			return "not found to differ from " + clean(c.env.Catalog.Envs[ref])
		}
		return "not found to differ from one another"
	case c.d.Sides[i].Node != nil && c.d.Sides[j].Node != nil && values.Equal(c.place(), c.d.Sides[i].Node, c.d.Sides[j].Node):
		return "the same, written in another way"
	case len(g) > 1:
		return "the same but for their own names"
	}
	return "the same but for its own name"
}

// titled adds the lines with the names of a group of environments, and behind or below them what more there is to say of it.
func (c *card) titled(g []int, more string) {
	if like := c.likeness(g); like != "" {
		more = "  " + like + more
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

// place is where the values stand, for comparing what they mean.
func (c *card) place() values.Context {
	at := values.Context{Type: cmp.Or(c.d.Resource.Type, c.d.Collector), Kind: c.d.Resource.Kind}
	path, err := snapshot.ParsePath(c.d.Path)
	if err != nil {
		return at
	}
	for i := range path {
		if path[i].Kind == snapshot.StepElement {
			at.Path = append(at.Path, "["+path[i].Name+"="+path[i].Value+"]")
		} else {
			at.Path = append(at.Path, path[i].Name)
		}
	}
	return at
}

// counterpart is another side of the class of side i that reads differently, -1 for none.
func (c *card) counterpart(i int) int {
	for j := range c.d.Sides {
		if a, b := &c.d.Sides[i], &c.d.Sides[j]; j != i && a.State == drift.Present && drift.Alike(a, b) && readable(a) && value(a) != value(b) {
			return j
		}
	}
	return -1
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
		if drift.Alike(&sides[g[0]], &sides[ref]) {
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
		if drift.Alike(&sides[g[0]], &sides[ref]) && c.known(g) {
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
