package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/theme"
)

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	out := make([]cell.Line, 0, s.h)
	out = append(out, s.bar())
	if s.input.on {
		out = append(out, s.choices())
	}
	body := s.body()
	p := &s.preview
	switch {
	case p.w == 0:
		return append(out, body...)
	case p.x > 0:
		pane := s.previewLines()
		sep := cell.Seg{Text: s.env.Theme.Glyphs.Bar + " ", Token: theme.Faint}
		return append(out, cell.Beside(p.h, sep, [][]cell.Line{body, pane}, []int{p.x, p.w - 2})...)
	}
	for len(body) < s.list.Height() {
		body = append(body, cell.Line{})
	}
	out = append(out, body...)
	out = append(out, cell.T(theme.Faint, strings.Repeat(s.env.Theme.Glyphs.Rule, s.w)))
	pane := s.previewLines()
	return append(out, pane[:min(len(pane), max(p.h-1, 0))]...)
}

// bar is the line of the filter, the grouping and the marks.
func (s *Screen) bar() cell.Line {
	if s.input.on {
		l := cell.T(theme.Accent, "/ ").Add(theme.Input, s.input.field.Value())
		right := fmt.Sprintf("%s of %s", screen.Number(len(s.picked)), screen.Number(s.env.Catalog.Len()))
		if s.fuzzy {
			right = "letters in order: " + right
		}
		return l.Add(theme.Dim, cell.Spaces(max(s.w-l.Width()-len(right), 2))).Add(theme.Dim, right)
	}
	var l cell.Line
	if s.query.Text != "" {
		l = l.Add(theme.Accent, "/ ").Add(theme.Match, s.query.Text).Add(theme.Dim, "  ")
		if s.fuzzy {
			l = l.Add(theme.Warn, "letters in order  ")
		}
		for _, p := range append(slices.Clone(s.query.Problems), s.query.Notes...) {
			l = l.Add(theme.Warn, p+"  ")
		}
	}
	if s.env.Loading {
		return l.Add(theme.Dim, "waiting for the first environments")
	}
	l = l.Add(theme.Dim, "by "+s.group.String())
	if s.order != catalog.ByHarm || s.turned {
		l = l.Add(theme.Dim, ", sorted by "+s.order.String())
	}
	if s.turned {
		l = l.Add(theme.Dim, ", backwards")
	}
	if n := len(s.env.Marks); n > 0 {
		l = l.Add(theme.Dim, "  ").Add(theme.Accent, s.env.Theme.Glyphs.Mark+" "+screen.Number(n)+" marked")
	}
	if s.anchor >= 0 {
		l = l.Add(theme.Accent, "  marking a range")
	}
	if !s.env.Catalog.Result.Complete {
		l = l.Add(theme.Unsure, "  "+s.env.Theme.Glyphs.Unsure+" not everything was observed")
	}
	return l
}

// choices is the line of completions below the input.
func (s *Screen) choices() cell.Line {
	if len(s.query.Problems) > 0 {
		return cell.T(theme.Warn, "  "+strings.Join(s.query.Problems, "; "))
	}
	l := cell.T(theme.Dim, "  ")
	for i, c := range s.input.choices {
		tok := theme.Dim
		if i == s.input.selected {
			tok = theme.Accent
		}
		l = l.Add(tok, c.Show).Add(theme.Dim, "  ")
	}
	return l
}

// body is the visible rows, or why there are none.
func (s *Screen) body() []cell.Line {
	w := s.listWidth()
	if len(s.rows) == 0 {
		return s.empty()
	}
	from, to := s.list.Window()
	out := make([]cell.Line, 0, to-from)
	cols := s.columns(w)
	labels := s.labels(cols, from, to)
	for i := from; i < to; i++ {
		r := s.rows[i]
		var l cell.Line
		if r.finding < 0 {
			l = s.heading(&s.groups[r.group], i == s.list.Cursor())
		} else {
			l = s.row(s.env.Catalog.Finding(int(r.finding)), &s.groups[r.group], labels[i-from], cols, i == s.list.Cursor())
		}
		out = append(out, l)
	}
	return out
}

// empty tells apart: still loading, filtered to nothing, nothing found, and nothing found because nothing was seen.
func (s *Screen) empty() []cell.Line {
	r := s.env.Catalog.Result
	switch {
	case s.env.Loading:
		done, _, all := s.env.Live.Count()
		return s.said(theme.Strong, "Collecting", names.Of(done, all, "source")+" "+names.Verb(done, "is", "are")+" in. Findings appear with the reference and a second environment.")
	case s.env.Catalog.Len() > 0:
		return s.nothingMatches()
	case r.Complete && len(r.Scores) == 0 && r.Summary.Compared == 0:
		return s.said(theme.Unsure, s.env.Theme.Glyphs.Unsure+" Nothing was compared", screen.NothingCompared(s.env))
	case !r.Complete:
		return s.said(theme.Unsure, s.env.Theme.Glyphs.Unsure+" Nothing was found in what could be observed",
			"Some sources failed, so this does not say that the environments match. "+s.env.Key(screen.GoSources)+" shows which and why.")
	}
	return s.said(theme.Okay, s.env.Theme.Glyphs.Okay+" The environments match", screen.Plural(r.Summary.Compared, "attribute")+" compared. No difference matters.")
}

// said is a heading and a sentence below it, on as many lines as that takes.
func (s *Screen) said(tok theme.Token, head, text string) []cell.Line {
	out := []cell.Line{{}, cell.T(tok, "  "+head)}
	for _, l := range cell.Wrap(text, max(s.listWidth()-4, 10), 0) {
		out = append(out, cell.T(theme.Dim, "  "+l))
	}
	return out
}

// nothingMatches says how to get out of a filter that leaves nothing, and what in it was taken for a word.
func (s *Screen) nothingMatches() []cell.Line {
	out := []cell.Line{{}, cell.T(theme.Strong, "  Nothing matches this filter")}
	text := s.env.Key(screen.Back) + " clears it"
	if key := s.Keys().Key(screen.Filter); key != "" {
		text += "; " + key + " changes it"
	}
	text += "; " + screen.Plural(s.env.Catalog.Len(), "finding") + " without it."
	for _, n := range append(slices.Clone(s.query.Notes), text) {
		for _, l := range cell.Wrap(n, max(s.listWidth()-4, 10), 4) {
			out = append(out, cell.T(theme.Dim, "  "+l))
		}
	}
	return out
}

func label(g *catalog.Group) string {
	if g.Label == "" {
		return "all"
	}
	return term.Clean(g.Label, screen.MaxCellText)
}

func (s *Screen) lead(selected, marked bool) cell.Line {
	g := &s.env.Theme.Glyphs
	l := cell.Line{}
	if selected {
		l = l.Add(theme.Accent, g.Cursor)
	} else {
		l = l.Add(theme.Text, " ")
	}
	if marked {
		return l.Add(theme.Accent, g.Mark)
	}
	return l.Add(theme.Text, " ")
}

func (s *Screen) heading(g *catalog.Group, selected bool) cell.Line {
	t := s.env.Theme
	sign := t.Glyphs.Open
	if s.closed[g.Key] {
		sign = t.Glyphs.Closed
	}
	l := s.lead(selected, false).Add(theme.Dim, sign+" ")
	if s.group == catalog.ByVerdict {
		glyph, word, tok := t.Verdict(rules.Verdict(g.Key))
		l = l.Add(tok, glyph+" "+word)
	} else {
		l = l.Add(theme.Strong, cell.CutMiddle(label(g), max(s.listWidth()-24, 12)))
	}
	l = l.Add(theme.Dim, "  "+screen.Number(len(g.Findings)))
	if s.group != catalog.ByVerdict {
		if g.Must > 0 {
			l = l.Add(theme.Must, "  "+t.Glyphs.Must+" "+screen.Number(g.Must))
		}
		if g.Should > 0 {
			l = l.Add(theme.Should, "  "+t.Glyphs.Should+" "+screen.Number(g.Should))
		}
	}
	for _, part := range flow(g) {
		if l.Width()+part.Width() > s.listWidth() {
			break
		}
		l = l.Append(part)
	}
	l.Selected = selected
	return l
}

// summary says what differs in rest cells.
func (s *Screen) summary(f *rules.Finding, rest int) cell.Line {
	d := f.Drift
	t := s.env.Theme
	var l cell.Line
	names := s.env.Catalog.Envs
	switch d.Kind {
	case drift.Leaked:
		for i := range d.Sides {
			if d.Sides[i].Word != "" && i < len(names) {
				return l.Add(theme.Dim, names[i]+" says ").Add(theme.Emph, cell.Cut(term.Clean(d.Sides[i].Word, 40), max(rest-l.Width()-len(names[i])-6, 4)))
			}
		}
	case drift.Misspelt:
		if note := screen.Note(d); note != "" {
			return l.Add(theme.Dim, cell.Cut(term.Clean(note, screen.MaxCellText), max(rest-l.Width(), 4)))
		}
	case drift.Shared:
		return l.Add(theme.Dim, "same in "+finding.And(finding.Sharing(d, s.env.Catalog.Envs)))
	case drift.Missing, drift.Extra:
		if d.Path == "" || d.Kind == drift.Missing {
			return l.Add(theme.Dim, t.Glyphs.Absent+" in "+finding.And(s.having(d, drift.AbsentState)))
		}
		return l.Add(theme.Dim, "only in "+finding.And(s.having(d, drift.Present)))
	}
	return l.Append(s.standing(f, max(rest-l.Width(), 4)))
}

// standing tells who has what, as far as rest cells go: every group of environments with its value; the odd one out against the
// others; or what comparing understood.
func (s *Screen) standing(f *rules.Finding, rest int) cell.Line {
	d := f.Drift
	names := s.env.Catalog.Envs
	sides := d.Sides[:min(len(d.Sides), len(names))]
	groups := screen.Groups(sides)
	var all cell.Line
	for k, g := range groups {
		if k > 0 {
			all = all.Add(theme.Faint, "  ")
		}
		all = all.Append(s.together(sides, g, screen.MaxCellText))
	}
	if all.Width() <= min(rest, screen.MaxCellText) { // a longer one may have been cut before what differs
		return all
	}
	if n := d.Facts.Notes; len(n) > 0 && cell.Width(n[0]) <= rest {
		return cell.T(theme.Dim, term.Clean(n[0], screen.MaxCellText))
	}
	if len(groups) == 2 {
		odd, rests := groups[0], groups[1]
		if len(odd) > len(rests) || len(odd) == len(rests) && odd[0] == s.env.Catalog.Ref {
			odd, rests = rests, odd
		}
		return s.against(sides, odd, rests[0], rest)
	}
	if n := d.Facts.Notes; len(n) > 0 {
		return cell.T(theme.Dim, cell.Cut(term.Clean(n[0], screen.MaxCellText), rest))
	}
	return cell.T(theme.Dim, cell.Cut(finding.Sentence(s.env, f), rest))
}

// against shows the value of a group of environments beside that of the others in rest cells. The two never look alike: where there is no room for
// all, the names give way before the values, and what the values have in common before what differs.
func (s *Screen) against(sides []drift.Side, odd []int, other, rest int) cell.Line {
	const sign = " ≠ "
	a, tok := screen.SideText(s.env.Theme, &sides[odd[0]], screen.MaxCellText)
	b, otherTok := screen.SideText(s.env.Theme, &sides[other], screen.MaxCellText)
	if a == b {
		a, b = s.beyond(sides[odd[0]].Text, sides[other].Text)
	}
	room := rest - cell.Width(sign)
	if cell.Width(a)+cell.Width(b) > room {
		half := max(room/2, 4)
		if short := min(cell.Width(a), cell.Width(b)); short < half { // the longer one has what the shorter one leaves
			half = room - short
		}
		cut := shorten.Apart([]string{a, b}, half, cell.CutMiddle)
		a, b = cut[0], cut[1]
	}
	var l cell.Line
	if room -= cell.Width(a) + cell.Width(b) + 1; room >= 4 {
		l = l.Add(theme.Dim, cell.Cut(s.named(odd), room)+" ")
	}
	return l.Add(tok, a).Add(theme.Dim, sign).Add(otherTok, b)
}

// beyond returns two long texts from shortly before where they differ.
func (s *Screen) beyond(a, b string) (string, string) {
	const before = 8 // characters that lead to it
	at := shorten.CommonPrefix(a, b)
	from := func(text string) string {
		rest, _ := shorten.From(text, at, before)
		return s.env.Theme.Glyphs.Ellipsis + term.Clean(rest, screen.MaxCellText)
	}
	return from(a), from(b)
}

// named joins the names of a group of environments.
func (s *Screen) named(group []int) string {
	who := make([]string, len(group))
	for k, i := range group {
		who[k] = s.env.Catalog.Envs[i]
	}
	return strings.Join(who, ",")
}

// together is a group of environments and what they have.
func (s *Screen) together(sides []drift.Side, group []int, limit int) cell.Line {
	text, tok := screen.SideText(s.env.Theme, &sides[group[0]], limit)
	return cell.T(theme.Dim, s.named(group)+" ").Add(tok, text)
}

func (s *Screen) having(d *drift.Drift, st drift.State) []string {
	var out []string
	for i := range d.Sides {
		if d.Sides[i].State == st && i < len(s.env.Catalog.Envs) {
			out = append(out, s.env.Catalog.Envs[i])
		}
	}
	return out
}
