package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// columns are the widths of what stands in a row; 0 leaves a column out.
type columns struct{ width, verdict, sign, name, times, path int }

// The widths of the columns that say what the list is sorted by.
const (
	riskWidth  = 5
	ageWidth   = 7
	storyWidth = 16
)

func (s *Screen) columns(w int) columns {
	c := columns{width: w}
	room := w - 4 // cursor, mark and the verdict's sign
	if s.group != catalog.ByVerdict && w >= 90 {
		c.verdict = 7
	}
	switch {
	case s.order == catalog.ByRisk:
		c.sign = riskWidth
	case s.order == catalog.ByAge:
		c.sign = ageWidth
	case s.order == catalog.ByStoryKind, s.group == catalog.ByStep && s.order == catalog.ByHarm && w >= 50 && s.env.Catalog.Result.History.Read:
		c.sign = storyWidth
	}
	if s.places > 1 { // in how many places a finding is must be seen at every width
		c.times = cell.Width(times(s.places)) + 1
	}
	room -= c.verdict + c.sign + c.times
	c.name = max(min(room*3/10, 32), 12)
	c.path = max(min(room*3/10, 44), 12)
	if room < 58 {
		c.name, c.path = max(room*4/10, 8), max(room*6/10-1, 8)
	}
	if s.group == catalog.ByResource {
		c.name, c.path = 0, c.path+c.name
	}
	return c
}

// times says in how many places a finding is.
func times(places int) string { return "×" + screen.Number(places) }

// labelled is how a row names its finding.
type labelled struct{ name, path string }

// labels names the findings of the rows in the window, each in the room that its column has. No two of them look alike: what names have in
// common gives way to what tells them apart.
func (s *Screen) labels(c columns, from, to int) []labelled {
	out := make([]labelled, to-from)
	refs := make([]drift.ResourceRef, 0, to-from)
	var at []int
	var paths []string
	for i := from; i < to; i++ {
		if f := s.rows[i].finding; f >= 0 {
			ref, path, _ := s.asked(s.env.Catalog.Finding(int(f)).Drift)
			refs, paths = append(refs, ref), append(paths, path)
			at = append(at, i-from)
		}
	}
	for k, name := range screen.ResourceNames(refs, c.name-1) {
		out[at[k]].name = name
	}
	for k, path := range shorten.Apart(paths, c.path-1, screen.PathText) {
		out[at[k]].path = path
	}
	return out
}

// asked is the place of a drift that the filter asks for: the drift's own, unless it names another resource and one of the places has that name. place is
// that place's number, from 1 on; 0 for the drift's own.
func (s *Screen) asked(d *drift.Drift) (ref drift.ResourceRef, path string, place int) {
	for i := range s.query.Terms {
		t := &s.query.Terms[i]
		if t.Not || t.Fuzzy || t.Field != "" && t.Field != "resource" {
			continue
		}
		for _, alt := range t.Alts {
			word := strings.Trim(alt, "=*")
			has := func(name string) bool { return strings.Contains(strings.ToLower(name), word) }
			if word == "" || has(d.Resource.Name) || has(d.Path) {
				continue
			}
			for k := range d.Places {
				if p := &d.Places[k]; has(p.Resource.Name) {
					return p.Resource, pathOf(p.Path, p.Resource.Kind), k + 1
				}
			}
		}
	}
	path = d.Path
	if d.Collector == journeys.CollectorName && strings.HasPrefix(path, d.Key+".") {
		path = d.Key // without the grade: "latency"
	}
	return d.Resource, pathOf(path, d.Resource.Kind), 0
}

func pathOf(path, kind string) string {
	if path == "" {
		return "(whole " + strings.ToLower(term.Clean(kind, screen.MaxCellText)) + ")"
	}
	return term.Clean(path, 2*screen.MaxCellText)
}

// row is one finding: verdict, resource, path and what differs, in columns that follow the width.
func (s *Screen) row(f *rules.Finding, g *catalog.Group, label labelled, c columns, selected bool) cell.Line {
	t := s.env.Theme
	glyph, word, tok := t.Verdict(f.Verdict)
	dim := theme.Text
	if s.env.Decisions.Decided(f) {
		glyph, dim = t.Glyphs.Waived, theme.Dim
	}
	l := s.lead(selected, s.env.Marks[f.Fingerprint]).Add(tok, glyph+" ")
	if c.verdict > 0 {
		l = l.Add(tok, cell.Fit(strings.TrimSuffix(word, "-fix"), c.verdict))
	}
	l = l.Append(s.sortedBy(f, g, c.sign))
	if c.name > 0 {
		l = l.Add(dim, cell.Fit(label.name, c.name))
	}
	if c.times > 0 {
		text := ""
		if n := len(f.Drift.Places); n > 0 {
			text = times(n + 1)
		}
		l = l.Add(theme.Accent, cell.Fit(text, c.times))
	}
	l = l.Add(theme.Dim, cell.Fit(label.path, c.path))
	if rest := c.width - l.Width(); rest > 8 {
		l = l.Append(s.summary(f, rest-1))
	}
	l.Selected = selected
	return l
}

// sortedBy says in w cells what a finding's place in the order comes from.
func (s *Screen) sortedBy(f *rules.Finding, g *catalog.Group, w int) cell.Line {
	story := f.Drift.Story
	kind := query.StoryKind(story)
	switch {
	case w == 0:
		return cell.Line{}
	case s.order == catalog.ByRisk:
		return cell.T(theme.Dim, cell.Fit(fmt.Sprintf("%.2f", f.Risk), w))
	case s.order == catalog.ByAge && kind == drift.NoHistory:
		return cell.T(theme.Dim, cell.Fit("–", w))
	case s.order == catalog.ByAge:
		return cell.T(theme.Dim, cell.Fit(screen.Age(story.AgeDays), w))
	case g.Step != nil && !g.Step.Concerns(story):
		return cell.T(theme.Dim, cell.Spaces(w)) // the story is of another step
	}
	text, tok := kind.Title(), theme.Dim
	if kind == drift.NoHistory {
		text = "–"
	}
	if slices.Contains(drift.OpenStories(), kind) {
		tok = screen.StoryToken(kind)
		if g.Step != nil {
			text += " " + screen.Age(story.AgeDays)
		}
	}
	return cell.T(tok, cell.Fit(text, w))
}

// flow says of a step of the promotion what is overdue and on its way, and how long promotions take, the most important part first.
func flow(g *catalog.Group) []cell.Line {
	if g.Step == nil || g.Step.Lag == nil {
		return nil
	}
	tok := theme.Dim
	if g.Overdue > 0 {
		tok = screen.StoryToken(drift.Overdue)
	}
	out := []cell.Line{cell.T(tok, fmt.Sprintf("  %s overdue", screen.Number(g.Overdue)))}
	if g.Flowing > 0 {
		out = append(out, cell.T(screen.StoryToken(drift.OnItsWay), fmt.Sprintf("  %s on the way", screen.Number(g.Flowing))))
	}
	lag := g.Step.Lag
	way := ""
	if lag.To != g.Step.To {
		way = " to " + term.Clean(lag.To, 30)
	}
	return append(out, cell.T(theme.Dim, "  usually "+history.Days(lag.Usual)+way))
}
