package tour

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Screen shows the pages one by one.
type Screen struct {
	env   *screen.Env
	w, h  int
	guide *guide
	pages []Page
	at    int
	list  list.List
	lines []cell.Line
}

// New returns the tour, at the page where it was left.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env, at: env.Session.Tour}
	s.plan()
	return s
}

func (s *Screen) plan() {
	s.guide = nil
	if !s.env.Loading {
		s.guide = gather(s.env.Catalog.Result, s.env.Journeys.Judged, s.env.Now())
	}
	s.layout()
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "tour" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	if len(s.pages) == 0 {
		return "Tour"
	}
	return fmt.Sprintf("Tour %d of %d", s.at+1, len(s.pages))
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.list.SetHeight(h)
	s.layout()
}

// layout makes the pages that fit the screen.
func (s *Screen) layout() {
	s.pages = nil
	if s.guide != nil {
		s.pages = within(s.guide, s.env.Theme, min(s.w-4, measure), s.w-4, s.h)
	}
	s.at = max(min(s.at, len(s.pages)-1), 0)
	s.draw()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool { return false }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.plan()
	return nil
}

// The actions of this screen alone.
const (
	next     keys.Action = "next-page"
	previous keys.Action = "previous-page"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := keys.Map{
		{Action: next, Keys: []string{"space", "n", "l", "right", "enter"}, Short: "next page", Help: "Next page", Footer: 1},
		{Action: previous, Keys: []string{"b", "N", "h", "left", "backspace"}, Short: "page before", Help: "The page before", Footer: 2},
		{Action: screen.Down, Keys: []string{"j", "down"}, Help: "Scroll down"},
		{Action: screen.Up, Keys: []string{"k", "up"}, Help: "Scroll up"},
		{Action: screen.HalfDown, Keys: []string{"ctrl+d"}, Help: "Half a screen down"},
		{Action: screen.HalfUp, Keys: []string{"ctrl+u"}, Help: "Half a screen up"},
		{Action: screen.Top, Keys: []string{"g", "home"}, Help: "To the top of the page"},
		{Action: screen.Bottom, Keys: []string{"G", "end"}, Help: "To the end of the page"},
	}
	if s.at+1 >= len(s.pages) {
		m = m.Disable(next, "this is the last page")
	}
	if s.at == 0 {
		m = m.Disable(previous, "this is the first page")
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch a := s.Keys().Action(msg); a {
		case next, previous:
			n := 1
			if a == previous {
				n = -1
			}
			s.at = max(min(s.at+n, len(s.pages)-1), 0)
			s.env.Session.Tour = s.at
			s.draw()
			s.list.Top()
		case screen.Down:
			s.list.Scroll(1)
		case screen.Up:
			s.list.Scroll(-1)
		case screen.HalfDown:
			s.list.Scroll(max(s.h/2, 1))
		case screen.HalfUp:
			s.list.Scroll(-max(s.h/2, 1))
		case screen.Top:
			s.list.Scroll(-len(s.lines))
		case screen.Bottom:
			s.list.Scroll(len(s.lines))
		}
	case tea.MouseWheelMsg:
		screen.Wheeled(&s.list, msg)
	}
	return nil
}

// measure is the widest a line of prose gets: longer ones are hard to read.
const measure = 92

func (s *Screen) draw() {
	s.lines = nil
	if s.at < len(s.pages) && s.w > 0 {
		s.lines = Draw(s.env.Theme, s.pages[s.at], min(s.w-4, measure), s.w-4)
	}
	s.list.SetLen(len(s.lines))
}

// Draw lays a page out: prose at most prose cells wide, tables at most wide.
func Draw(t *theme.Theme, p Page, prose, wide int) []cell.Line {
	out := []cell.Line{{}, cell.T(theme.Strong, term.Clean(p.Title, 200)), {}}
	for _, b := range p.Blocks {
		switch {
		case b.Head != "":
			out = append(out, cell.Line{})
			for _, l := range cell.Wrap(term.Clean(b.Head, 400), prose, 2) {
				out = append(out, cell.T(theme.Accent, l))
			}
		case b.Item != "":
			for i, l := range cell.Wrap(term.Clean(b.Item, 900), max(prose-2, 8), 6) {
				lead := t.Glyphs.Leaf + " "
				if i > 0 {
					lead = "  "
				}
				out = append(out, cell.T(theme.Dim, lead).Add(theme.Text, l))
			}
		case b.Table != nil:
			out = append(append(out, tableLines(t, b.Table, wide)...), cell.Line{})
		default:
			for _, l := range cell.Wrap(term.Clean(b.Para, 2000), prose, 12) {
				out = append(out, cell.L(l))
			}
			out = append(out, cell.Line{})
		}
	}
	return out
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	if len(s.pages) == 0 {
		return []cell.Line{{}, cell.T(theme.Strong, "  Collecting"), cell.T(theme.Dim, "  The tour begins when all environments are in.")}
	}
	from, to := s.list.Window()
	out := make([]cell.Line, 0, to-from)
	for _, l := range s.lines[from:to] {
		out = append(out, cell.T(theme.Text, "  ").Append(l))
	}
	return out
}
