package dialog

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/theme"
)

// Field is one line of a form.
type Field struct {
	Name    string
	Label   string
	Value   string
	Hint    string
	Choices []string                 // fixed values: left and right go through them
	Check   func(value string) error // nil: anything goes
}

// Submitted brings what was entered into the form called Name.
type Submitted struct {
	Form   string
	Values map[string]string
}

// Changed tells that a form's values changed, so that its preview can be made anew.
type Changed struct {
	Form   string
	Values map[string]string
	Gen    int
}

// Preview is what submitting a form would write.
type Preview struct {
	Form  string
	Gen   int
	Where string // file and line
	Text  string
	Note  string // what it would bring about, in a sentence
	Err   error
}

// Form asks for a few values, shows what would be written, and gives the values back when it is submitted.
type Form struct {
	name, title string
	intro       []string
	fields      []Field
	inputs      []textinput.Model
	choice      []int
	at          int
	err         string
	gen         int
	preview     Preview
	busy        bool // submitted, and what it asked for is under way
	scroll      int
	first, room int // line of the first field and cells of an input, as last drawn
}

// NewForm returns a form; intro stands above the fields.
func NewForm(name, title string, intro []string, fields []Field) *Form {
	f := &Form{name: name, title: title, intro: intro, fields: fields, choice: make([]int, len(fields))}
	for i, fd := range fields {
		f.inputs = append(f.inputs, NewField(fd.Value))
		for k, c := range fd.Choices {
			if c == fd.Value {
				f.choice[i] = k
			}
		}
	}
	f.focus(0)
	return f
}

// Init asks for the first preview.
func (f *Form) Init() tea.Cmd { return f.changed() }

// Title implements Dialog.
func (f *Form) Title() string { return f.title }

// Fail shows why what the form asked for did not happen; it stays open with all that was typed.
func (f *Form) Fail(err error) { f.busy, f.err = false, err.Error() }

// Name is the form's name in its messages.
func (f *Form) Name() string { return f.name }

// Keys implements Dialog.
func (f *Form) Keys() keys.Map {
	write := keys.Binding{Action: "submit", Keys: []string{"ctrl+s"}, Short: "write", Help: "Write it", Footer: 1}
	onward := keys.Binding{Action: "enter", Keys: []string{"enter"}, Help: "Go to the next field; on the last one, write"}
	if f.at == len(f.fields)-1 { // the footer says what enter does here
		onward.Short, onward.Footer = "write", 1
		write.Footer = 0
	}
	other := 2
	if len(f.fields) == 1 {
		other = 0
	}
	return keys.Map{
		{Action: "next-field", Keys: []string{"tab", "down"}, Short: "next field", Help: "Go to the next field", Footer: other},
		{Action: "previous-field", Keys: []string{"shift+tab", "up"}, Help: "Go to the previous field"},
		write, onward,
		{Action: "scroll-preview", Keys: []string{"pgdown"}, Help: "Scroll the preview down"},
		{Action: "scroll-preview-up", Keys: []string{"pgup"}, Help: "Scroll the preview up"},
		{Action: "close", Keys: []string{"esc"}, Short: "cancel", Help: "Close without writing", Footer: 3},
	}
}

func (f *Form) focus(i int) {
	f.at = (i + len(f.fields)) % len(f.fields)
	for k := range f.inputs {
		if k == f.at {
			f.inputs[k].Focus()
		} else {
			f.inputs[k].Blur()
		}
	}
}

// Values returns what is entered.
func (f *Form) Values() map[string]string {
	out := make(map[string]string, len(f.fields))
	for i, fd := range f.fields {
		if len(fd.Choices) > 0 {
			out[fd.Name] = fd.Choices[f.choice[i]]
		} else {
			out[fd.Name] = strings.TrimSpace(f.inputs[i].Value())
		}
	}
	return out
}

func (f *Form) changed() tea.Cmd {
	f.gen++
	msg := Changed{f.name, f.Values(), f.gen}
	return func() tea.Msg { return msg }
}

// Update implements Dialog.
func (f *Form) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case Preview:
		if msg.Form == f.name && msg.Gen == f.gen {
			f.preview = msg
		}
	case tea.PasteMsg:
		in := &f.inputs[f.at]
		in.SetValue(in.Value() + strings.Join(strings.Fields(msg.Content), " "))
		in.CursorEnd()
		return f.changed(), false
	case tea.KeyPressMsg:
		return f.key(msg)
	}
	return nil, false
}

func (f *Form) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if f.busy {
		return nil, msg.String() == "esc"
	}
	switch f.Keys().Action(msg) {
	case "close":
		return nil, true
	case "next-field":
		f.focus(f.at + 1)
		return nil, false
	case "previous-field":
		f.focus(f.at - 1)
		return nil, false
	case "enter":
		if f.at < len(f.fields)-1 {
			f.focus(f.at + 1)
			return nil, false
		}
		return f.submit(), false
	case "submit":
		return f.submit(), false
	case "scroll-preview":
		f.scroll += 4
		return nil, false
	case "scroll-preview-up":
		f.scroll = max(f.scroll-4, 0)
		return nil, false
	}
	if n := len(f.fields[f.at].Choices); n > 0 {
		switch msg.String() {
		case "left", "h":
			f.choice[f.at] = (f.choice[f.at] + n - 1) % n
		case "right", "l", "space":
			f.choice[f.at] = (f.choice[f.at] + 1) % n
		default:
			return nil, false
		}
		return f.changed(), false
	}
	var cmd tea.Cmd
	before := f.inputs[f.at].Value()
	f.inputs[f.at], cmd = f.inputs[f.at].Update(msg)
	f.err = ""
	if f.inputs[f.at].Value() != before {
		return tea.Batch(cmd, f.changed()), false
	}
	return cmd, false
}

func (f *Form) submit() tea.Cmd {
	values := f.Values()
	for i, fd := range f.fields {
		if fd.Check == nil {
			continue
		}
		if err := fd.Check(values[fd.Name]); err != nil {
			f.err = err.Error()
			f.focus(i)
			return nil
		}
	}
	if f.preview.Err != nil && f.preview.Gen == f.gen {
		f.err = f.preview.Err.Error()
		return nil
	}
	f.busy, f.err = true, ""
	msg := Submitted{f.name, values}
	return func() tea.Msg { return msg }
}

const labelWidth = 10

// Lines implements Dialog.
func (f *Form) Lines(w, h int) []cell.Line {
	var out []cell.Line
	for _, t := range f.intro {
		for _, l := range cell.Wrap(term.Clean(t, 600), w, 2) {
			out = append(out, cell.T(theme.Dim, l))
		}
	}
	if len(out) > 0 && h > 14 {
		out = append(out, cell.Line{})
	}
	f.first, f.room = len(out), w-labelWidth-1
	for i, fd := range f.fields {
		tok := theme.Text
		if i == f.at {
			tok = theme.Accent
		}
		l := cell.T(tok, cell.Fit(fd.Label, labelWidth))
		if len(fd.Choices) > 0 {
			for k, c := range fd.Choices {
				if k == f.choice[i] {
					l = l.Add(theme.Accent, "["+c+"] ")
				} else {
					l = l.Add(theme.Dim, " "+c+"  ")
				}
			}
		} else {
			l = l.Add(theme.Input, f.shown(i, w-labelWidth-1))
		}
		out = append(out, l.Fit(w))
	}
	if hint := f.fields[f.at].Hint; f.err != "" {
		for _, l := range cell.Wrap(term.Clean(f.err, 600), w, 3) {
			out = append(out, cell.T(theme.Warn, l))
		}
	} else if hint != "" {
		out = append(out, cell.T(theme.Dim, cell.Cut(hint, w)))
	} else {
		out = append(out, cell.Line{})
	}
	return append(out, f.previewLines(w, h-len(out))...)
}

// shown is the part of input i around its cursor that fits.
func (f *Form) shown(i, w int) string {
	v := term.Clean(f.inputs[i].Value(), 2000)
	if i != f.at || cell.Width(v) <= w {
		return cell.Fit(v, w)
	}
	return cell.Fit(v[len(cell.Head(v, max(f.cursorCells()-w+1, 0))):], w)
}

func (f *Form) cursorCells() int {
	r := []rune(f.inputs[f.at].Value())
	return cell.Width(term.Clean(string(r[:min(f.inputs[f.at].Position(), len(r))]), 2000))
}

func (f *Form) previewLines(w, h int) []cell.Line {
	if h < 3 {
		return nil
	}
	if f.preview.Err != nil {
		if f.preview.Err.Error() == f.err {
			return nil // it stands above already
		}
		var out []cell.Line
		for _, l := range cell.Wrap(term.Clean(f.preview.Err.Error(), 600), w, 3) {
			out = append(out, cell.T(theme.Warn, l))
		}
		return out
	}
	if f.preview.Text == "" {
		return nil
	}
	var out []cell.Line
	if f.preview.Note != "" {
		for _, l := range cell.Wrap(term.Clean(f.preview.Note, 600), w, 2) {
			out = append(out, cell.T(theme.Accent, l))
		}
	}
	if h > 5 || len(out) == 0 {
		out = append(out, cell.Line{})
	}
	out = append(out, cell.T(theme.Dim, cell.Cut("will be added to "+term.Clean(f.preview.Where, 200)+":", w)))
	lines, _ := term.CleanLines(strings.TrimRight(f.preview.Text, "\n"), 2000, 500)
	room := h - len(out)
	f.scroll = max(min(f.scroll, len(lines)-room), 0)
	for i, l := range lines[f.scroll:] {
		if i == room-1 && f.scroll+i < len(lines)-1 {
			out = append(out, cell.T(theme.Dim, "… PgDn shows the rest"))
			break
		}
		out = append(out, cell.T(theme.Okay, "+ ").Add(theme.Text, strings.ReplaceAll(l, "⇥", "  ")))
	}
	return out
}

// Cursor implements Dialog.
func (f *Form) Cursor() (x, y int, on bool) {
	if len(f.fields[f.at].Choices) > 0 || f.busy || f.room == 0 {
		return 0, 0, false
	}
	return labelWidth + min(f.cursorCells(), max(f.room-1, 0)), f.first + f.at, true
}
