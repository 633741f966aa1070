package dialog

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
)

// Question asks whether something is to be done.
type Question struct {
	Message
	yes string
	do  tea.Cmd
}

// NewQuestion returns a question. yes is what enter does, in a few words for the footer, and do is sent by it.
func NewQuestion(title, text, yes string, do tea.Cmd) *Question {
	return &Question{Message: Message{title: title, text: text}, yes: yes, do: do}
}

// Keys implements Dialog.
func (q *Question) Keys() keys.Map {
	return keys.Map{
		{Action: "yes", Keys: []string{"enter", "y"}, Short: q.yes, Help: "Do it", Footer: 1},
		{Action: "close", Keys: []string{"esc", "n", "q"}, Short: "cancel", Help: "Close and do nothing", Footer: 2},
	}
}

// Update implements Dialog.
func (q *Question) Update(msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch q.Keys().Action(k) {
	case "yes":
		return q.do, true
	case "close":
		return nil, true
	}
	return nil, false
}

// Lines implements Dialog.
func (q *Question) Lines(w, h int) []cell.Line { return q.Message.Lines(w, h) }
