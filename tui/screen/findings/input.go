package findings

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
)

// input is the line in which a query is typed, with completion and history.
type input struct {
	on       bool
	field    textinput.Model
	before   string   // what the filter was when typing began
	history  []string // newest last
	at       int      // position in history, len(history) for what is being typed
	typed    string   // what was being typed before history was walked
	choices  []query.Completion
	selected int // completion chosen with tab, -1 for none
}

func newInput() input {
	f := textinput.New()
	f.Prompt = ""
	f.SetVirtualCursor(false)
	f.CharLimit = 500
	return input{field: f, selected: -1}
}

func (in *input) begin(text string, history []string) {
	in.on = true
	in.before, in.history, in.at = text, history, len(history)
	in.selected = -1
	in.field.SetValue(text)
	in.field.CursorEnd()
	in.field.Focus()
}

// The keys of the input.
const (
	apply    keys.Action = "apply-filter"
	complete keys.Action = "complete"
	older    keys.Action = "older-filter"
	newer    keys.Action = "newer-filter"
)

func inputKeys() keys.Map {
	return keys.Map{
		{Action: apply, Keys: []string{"enter"}, Short: "keep", Help: "Keep the filter and go to the list", Footer: 1},
		{Action: complete, Keys: []string{"tab"}, Short: "complete", Help: "Complete what is being typed", Footer: 2},
		{Action: older, Keys: []string{"up", "ctrl+p"}, Short: "history", Help: "An earlier filter", Footer: 3},
		{Action: newer, Keys: []string{"down", "ctrl+n"}, Help: "A later filter"},
	}
}

func (s *Screen) typed(msg tea.KeyPressMsg) tea.Cmd {
	in := &s.input
	switch inputKeys().Action(msg) {
	case apply:
		in.on = false
		s.env.Session.Remember(s.query.Text)
		s.layout()
		return nil
	case complete:
		s.completed()
		return nil
	case older, newer:
		s.walkHistory(inputKeys().Action(msg) == older)
		return nil
	}
	var cmd tea.Cmd
	in.field, cmd = in.field.Update(msg)
	s.changed()
	return cmd
}

func (s *Screen) pasted(text string) tea.Cmd {
	in := &s.input
	in.field.SetValue(in.field.Value() + strings.Join(strings.Fields(text), " "))
	in.field.CursorEnd()
	s.changed()
	return nil
}

func (s *Screen) changed() {
	s.input.selected = -1
	if v := s.input.field.Value(); v != s.query.Text {
		s.SetQuery(v)
	}
	s.suggest()
}

func (s *Screen) suggest() {
	s.input.choices = query.Complete(s.input.field.Value(), s.env.Catalog.Values, 8)
}

// completed takes the next completion; the list of them stays as it was when tab was first pressed.
func (s *Screen) completed() {
	in := &s.input
	if in.selected < 0 {
		s.suggest()
	}
	if len(in.choices) == 0 {
		return
	}
	in.selected = (in.selected + 1) % len(in.choices)
	in.field.SetValue(in.choices[in.selected].Text)
	in.field.CursorEnd()
	s.SetQuery(in.field.Value())
	if len(in.choices) == 1 {
		in.selected = -1
		s.suggest()
	}
}

func (s *Screen) walkHistory(back bool) {
	in := &s.input
	if in.at == len(in.history) {
		in.typed = in.field.Value()
	}
	if back {
		in.at = max(in.at-1, 0)
	} else {
		in.at = min(in.at+1, len(in.history))
	}
	v := in.typed
	if in.at < len(in.history) {
		v = in.history[in.at]
	}
	in.field.SetValue(v)
	in.field.CursorEnd()
	s.changed()
}

// Cursor returns where the text cursor is, relative to the body, and whether it is shown.
func (s *Screen) Cursor() (x, y int, on bool) {
	if !s.input.on {
		return 0, 0, false
	}
	if c := s.input.field.Cursor(); c != nil {
		return 2 + c.Position.X, 0, true
	}
	return 2, 0, true
}

var _ screen.Screen = (*Screen)(nil)
