package dialog

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/theme"
)

// Message tells something that is too long for the footer.
type Message struct {
	title string
	text  string
	bad   bool
}

// NewMessage returns a message; bad marks it as a problem.
func NewMessage(title, text string, bad bool) *Message { return &Message{title, text, bad} }

// Title implements Dialog.
func (m *Message) Title() string { return m.title }

// Keys implements Dialog.
func (m *Message) Keys() keys.Map {
	return keys.Map{{Action: "close", Keys: []string{"esc", "enter", "q", "space"}, Short: "close", Help: "Close", Footer: 1}}
}

// Update implements Dialog.
func (m *Message) Update(msg tea.Msg) (tea.Cmd, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		return nil, m.Keys().Action(k) == "close"
	}
	return nil, false
}

// Lines implements Dialog.
func (m *Message) Lines(w, h int) []cell.Line {
	tok := theme.Text
	if m.bad {
		tok = theme.Warn
	}
	var out []cell.Line
	lines, _ := term.CleanLines(m.text, h, 4000)
	for _, line := range lines {
		for _, l := range cell.Wrap(line, w, 8) {
			out = append(out, cell.T(tok, l))
		}
	}
	return out
}

// Cursor implements Dialog.
func (m *Message) Cursor() (int, int, bool) { return 0, 0, false }
