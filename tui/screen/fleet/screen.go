// Package fleet shows the overview of many systems: the systems, worst first, what many of them have alike, what changed, waivers that end soon, what
// two systems share, and the trend. Each is a list; enter opens a row.
package fleet

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	data "github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Screen is the overview.
type Screen struct {
	env  *screen.Env
	w, h int
	view int
	list screen.Rows
	rows []row
}

// row is one thing of a list.
type row struct {
	head cell.Line
	more []string // what enter shows
}

// New returns the screen.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env}
	s.list = screen.NewRows(s.build)
	return s
}

// overview is what is shown; an empty one where there is none.
func (s *Screen) overview() *data.Overview {
	if s.env.Fleet == nil {
		return &data.Overview{}
	}
	return s.env.Fleet
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "fleet" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	return "Fleet of " + screen.Plural(s.overview().Tally.Systems, "system")
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.build()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen: an open row is closed.
func (s *Screen) Back() bool { return s.list.Close() }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.build()
	return nil
}

// The actions of this screen alone.
const (
	nextView keys.Action = "next-list"
	prevView keys.Action = "previous-list"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := append(screen.Moves(),
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "open", Help: "Open or close what the cursor is on", Footer: 1},
		keys.Binding{Action: nextView, Keys: []string{"tab", "l", "right"}, Short: "next list", Help: "Go to the next list: systems, causes, rules, new, fixed, waivers, shared, trend", Footer: 2},
		keys.Binding{Action: prevView, Keys: []string{"shift+tab", "h", "left"}, Help: "Go to the previous list"},
	)
	if s.env.Fleet == nil || len(s.rows) == 0 {
		m = m.Disable(screen.Enter, "the list is empty")
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.key(s.Keys().Action(msg))
	case tea.MouseWheelMsg:
		s.list.Wheel(msg)
	case tea.MouseClickMsg:
		if s.list.Click(msg.Y - s.top()) {
			s.list.Toggle()
		}
	}
	return nil
}

func (s *Screen) key(a keys.Action) {
	if s.list.Moved(a) {
		return
	}
	n := len(views())
	switch a {
	case screen.Enter:
		if len(s.rows) > 0 {
			s.list.Toggle()
		}
	case nextView:
		s.show((s.view + 1) % n)
	case prevView:
		s.show((s.view + n - 1) % n)
	}
}

func (s *Screen) show(view int) {
	s.view = view
	s.list.Reset()
}

// build makes the lines of the list.
func (s *Screen) build() {
	s.rows = views()[s.view].rows(s)
	s.list.Clear()
	g := &s.env.Theme.Glyphs
	for i, r := range s.rows {
		sign := g.Closed
		if s.list.Open(i) {
			sign = g.Open
		}
		if len(r.more) == 0 {
			sign = g.Leaf
		}
		s.list.Add(screen.RowLine{Row: i, Text: cell.T(theme.Dim, sign+" ").Append(r.head)})
		if !s.list.Open(i) {
			continue
		}
		for _, text := range r.more {
			for _, part := range cell.Wrap(text, max(s.w-8, 10), 20) {
				s.list.Add(screen.RowLine{Row: i, Text: cell.T(theme.Dim, "    "+part)})
			}
		}
	}
	s.list.SetHeight(s.h - s.top())
}

// top is how many lines stand above the list.
func (s *Screen) top() int { return len(s.headLines()) }

// headLines say the whole in words, and name the lists.
func (s *Screen) headLines() []cell.Line {
	o := s.overview()
	var out []cell.Line
	for i, text := range []string{tally(o), counts(o), since(o)} {
		tok := theme.Text
		if i == 2 {
			tok = theme.Dim
		}
		for _, part := range cell.Wrap(text, max(s.w-3, 10), 3) {
			out = append(out, cell.T(tok, "  "+part))
		}
	}
	for _, n := range o.Notes {
		out = append(out, cell.T(theme.Warn, "  "+cell.Cut(n, max(s.w-3, 10))))
	}
	return append(out, cell.Line{}, s.tabs(), cell.T(theme.Dim, "  "+views()[s.view].head(s)))
}

// tabs are the lists with their sizes, the one that is shown first where not all fit.
func (s *Screen) tabs() cell.Line {
	l := cell.L(" ")
	all := views()
	for k := range all {
		i := k
		if s.w < wide {
			i = (s.view + k) % len(all)
		}
		text := fmt.Sprintf(" %s %s ", all[i].name, screen.Number(all[i].size(s.overview())))
		tok := theme.Dim
		if i == s.view {
			tok = theme.Accent
		}
		l = l.Add(tok, text)
	}
	return l
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	out := s.headLines()
	if s.list.Len() == 0 {
		return append(out, cell.T(theme.Dim, "  "+views()[s.view].nothing))
	}
	return append(out, s.list.Visible(s.env.Theme)...)
}
