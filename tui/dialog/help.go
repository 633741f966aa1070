package dialog

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/theme"
)

// Section is one heading of the help with its keys.
type Section struct {
	Title string
	Keys  keys.Map
	Text  []string // further lines, below the keys
}

// Help lists keys, narrowed by typing.
type Help struct {
	title    string
	sections []Section
	field    textinput.Model
	list     list.List
	lines    []cell.Line
	w        int
}

// NewHelp returns the help of sections.
func NewHelp(title string, sections []Section) *Help {
	h := &Help{title: title, sections: sections, field: NewField("")}
	h.field.Focus()
	return h
}

// NewField returns a text input as all dialogs have them.
func NewField(value string) textinput.Model {
	f := textinput.New()
	f.Prompt = ""
	f.CharLimit = 2000
	f.SetVirtualCursor(false)
	f.SetValue(value)
	f.CursorEnd()
	return f
}

// Title implements Dialog.
func (h *Help) Title() string { return h.title }

// Keys implements Dialog.
func (h *Help) Keys() keys.Map {
	return keys.Map{
		{Action: "close", Keys: []string{"esc"}, Short: "close", Help: "Close the help", Footer: 1},
		{Action: "down", Keys: []string{"down", "ctrl+n"}, Short: "down", Help: "Scroll down", Footer: 2},
		{Action: "up", Keys: []string{"up", "ctrl+p"}, Help: "Scroll up"},
		{Action: "page-down", Keys: []string{"pgdown", "ctrl+d"}, Help: "Scroll a page down"},
		{Action: "page-up", Keys: []string{"pgup", "ctrl+u"}, Help: "Scroll a page up"},
	}
}

// Update implements Dialog.
func (h *Help) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch h.Keys().Action(msg) {
		case "close":
			return nil, true
		case "down":
			h.list.Scroll(1)
		case "up":
			h.list.Scroll(-1)
		case "page-down":
			h.list.Scroll(h.list.Height())
		case "page-up":
			h.list.Scroll(-h.list.Height())
		default:
			if s := msg.String(); (s == "?" || s == "q" || s == "enter") && h.field.Value() == "" {
				return nil, true
			}
			var cmd tea.Cmd
			h.field, cmd = h.field.Update(msg)
			h.w = 0
			return cmd, false
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelDown {
			h.list.Scroll(3)
		} else {
			h.list.Scroll(-3)
		}
	}
	return nil, false
}

func (h *Help) build(w int) {
	h.w = w
	h.lines = h.lines[:0]
	want := strings.ToLower(h.field.Value())
	for _, s := range h.sections {
		var rows []cell.Line
		for _, b := range s.Keys {
			label := b.Label()
			if len(b.Keys) == 0 || want != "" && !strings.Contains(strings.ToLower(label+" "+b.Help+" "+string(b.Action)), want) {
				continue
			}
			tok, text := theme.Text, b.Help
			if b.Why != "" {
				tok, text = theme.Dim, b.Help+" (not now: "+b.Why+")"
			}
			for i, l := range cell.Wrap(text, max(w-16, 10), 3) {
				if i > 0 {
					label = ""
				}
				rows = append(rows, cell.T(theme.Accent, cell.Fit("  "+label, 16)).Add(tok, l))
			}
		}
		for _, t := range s.Text {
			if want == "" || strings.Contains(strings.ToLower(t), want) {
				rows = append(rows, cell.T(theme.Text, "  "+t))
			}
		}
		if len(rows) > 0 {
			h.lines = append(append(h.lines, cell.T(theme.Strong, s.Title)), append(rows, cell.Line{})...)
		}
	}
	if len(h.lines) == 0 {
		h.lines = append(h.lines, cell.T(theme.Dim, "no key does that here"))
	}
	h.list.SetLen(len(h.lines))
}

// Lines implements Dialog.
func (h *Help) Lines(w, height int) []cell.Line {
	if h.w != w {
		h.build(w)
	}
	h.list.SetHeight(max(height-2, 1))
	out := []cell.Line{cell.T(theme.Dim, "type to narrow: ").Add(theme.Input, h.field.Value()), {}}
	from, to := h.list.Window()
	for _, l := range h.lines[from:to] {
		out = append(out, l.Fit(w))
	}
	return out
}

// Cursor implements Dialog.
func (h *Help) Cursor() (int, int, bool) { return 16 + h.field.Position(), 0, true }
