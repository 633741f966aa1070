// Package past shows earlier audits: score and counts over time, and what came and went between two of them. Snapshots of the store are audited by the
// rules of today, so that a new rule does not look like a new drift.
package past

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Screen is the list of audits, the newest first.
type Screen struct {
	env    *screen.Env
	w, h   int
	list   screen.Rows // a row for each time, and what came or went then
	loaded bool
	failed string
	points []screen.Point // oldest first
	times  []moment       // the newest first
}

// New returns the screen.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env}
	s.list = screen.NewRows(s.build)
	return s
}

// loaded brings the earlier audits.
type loaded struct {
	points []screen.Point
	err    error
}

// Init asks for them.
func (s *Screen) Init() tea.Cmd {
	h := s.env.Services.History
	if h == nil {
		return nil
	}
	return func() tea.Msg {
		points, err := h.Trend(context.Background())
		return loaded{points, err}
	}
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "history" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	if len(s.points) == 0 {
		return "History"
	}
	return "History of " + screen.Plural(len(s.points), "earlier audit")
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.build()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen: what is open is closed.
func (s *Screen) Back() bool { return s.list.Close() }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.build()
	return nil
}

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := append(screen.Moves(),
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "what changed", Help: "Show or hide what came and went since the audit before; on a finding that is still there, show it", Footer: 1},
	)
	if s.list.Len() == 0 {
		m = m.Disable(screen.Enter, "there is no earlier audit")
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loaded:
		s.loaded, s.points = true, msg.points
		if msg.err != nil {
			s.failed = msg.err.Error()
		}
		s.build()
	case tea.KeyPressMsg:
		a := s.Keys().Action(msg)
		if !s.list.Moved(a) && a == screen.Enter {
			return s.enter()
		}
	case tea.MouseWheelMsg:
		s.list.Wheel(msg)
	case tea.MouseClickMsg:
		if s.list.Click(msg.Y - len(s.head())) {
			return s.enter()
		}
	}
	return nil
}

func (s *Screen) enter() tea.Cmd {
	if s.list.Len() == 0 {
		return nil
	}
	if fingerprint := s.list.At().Of; fingerprint != "" {
		return screen.Send(screen.OpenFinding{Fingerprint: fingerprint})
	}
	s.list.Toggle()
	return nil
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	out := s.head()
	if s.list.Len() == 0 {
		for _, part := range cell.Wrap(s.nothing(), max(s.w-3, 10), 3) {
			out = append(out, cell.T(theme.Dim, "  "+part))
		}
		return out
	}
	return append(out, s.list.Visible(s.env.Theme)...)
}

// nothing says why there is no earlier audit.
func (s *Screen) nothing() string {
	switch {
	case s.env.Services.History == nil:
		return "This audit has no store, so there is nothing to look back at."
	case s.failed != "":
		return "The store cannot be read: " + s.failed
	case !s.loaded:
		return "Auditing what the store keeps…"
	}
	return "Nothing is kept yet. `envparity snapshot` keeps a snapshot of each environment, and the next time shows what changed."
}
