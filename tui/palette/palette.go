// Package palette lists every action there is, with its key, and does the one chosen: for people who know what they want and
// not where it is. What cannot be done now is listed too, with the reason.
package palette

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/theme"
)

// Entry is one thing that can be done.
type Entry struct {
	Text   string
	Key    string  // as people read it
	Why    string  // not empty: not now, and why
	Writes bool    // changes a file or takes a decision back: only the words of its text find it
	Do     tea.Cmd // sent when it is chosen
}

// Palette is the dialog.
type Palette struct {
	entries []Entry
	shown   []int
	field   textinput.Model
	list    list.List
	glyph   string
}

// New returns a palette of entries; glyph marks the chosen one.
func New(entries []Entry, glyph string) *Palette {
	p := &Palette{entries: entries, field: dialog.NewField(""), glyph: glyph}
	p.field.Focus()
	p.narrow()
	return p
}

// Title implements dialog.Dialog.
func (p *Palette) Title() string { return "Do" }

// Keys implements dialog.Dialog.
func (p *Palette) Keys() keys.Map {
	return keys.Map{
		{Action: "run", Keys: []string{"enter"}, Short: "do it", Help: "Do the chosen thing", Footer: 1},
		{Action: "down", Keys: []string{"down", "ctrl+n", "tab"}, Short: "down", Help: "Choose the next", Footer: 2},
		{Action: "up", Keys: []string{"up", "ctrl+p", "shift+tab"}, Help: "Choose the previous"},
		{Action: "close", Keys: []string{"esc"}, Short: "close", Help: "Close", Footer: 3},
	}
}

// Update implements dialog.Dialog.
func (p *Palette) Update(msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch p.Keys().Action(k) {
	case "close":
		return nil, true
	case "down":
		p.list.Move(1)
	case "up":
		p.list.Move(-1)
	case "run":
		if i := p.list.Cursor(); i < len(p.shown) {
			if e := p.entries[p.shown[i]]; e.Why == "" {
				return e.Do, true
			}
		}
	default:
		var cmd tea.Cmd
		p.field, cmd = p.field.Update(k)
		p.narrow()
		return cmd, false
	}
	return nil, false
}

// narrow shows what contains the words typed; failing that, what has their letters in order. What writes is never found by its letters: "ticket"
// has its letters in "take the last decision back", and nobody who types it wants that.
func (p *Palette) narrow() {
	want := strings.ToLower(strings.TrimSpace(p.field.Value()))
	p.shown = p.shown[:0]
	for pass := 0; pass < 2 && len(p.shown) == 0; pass++ {
		for i, e := range p.entries {
			text := strings.ToLower(e.Text + " " + e.Key)
			ok := true
			for _, word := range strings.Fields(want) {
				ok = ok && (strings.Contains(text, word) || pass == 1 && !e.Writes && query.Subsequence(word, text))
			}
			if ok {
				p.shown = append(p.shown, i)
			}
		}
	}
	p.list.SetLen(len(p.shown))
	p.list.Top()
}

// Lines implements dialog.Dialog.
func (p *Palette) Lines(w, h int) []cell.Line {
	out := []cell.Line{cell.T(theme.Accent, ": ").Add(theme.Input, p.field.Value()), {}}
	p.list.SetHeight(max(min(h-2, 16), 1))
	from, to := p.list.Window()
	for k := from; k < to; k++ {
		e := p.entries[p.shown[k]]
		lead, tok := "  ", theme.Text
		if k == p.list.Cursor() {
			lead = p.glyph + " "
		}
		text := e.Text
		if e.Why != "" {
			tok, text = theme.Dim, e.Text+" (not now: "+e.Why+")"
		}
		l := cell.T(theme.Accent, lead).Add(tok, cell.Fit(text, max(w-12, 8)))
		out = append(out, l.Add(theme.Accent, cell.FitRight(e.Key, 10)))
	}
	if len(p.shown) == 0 {
		out = append(out, cell.T(theme.Dim, "  nothing is called that"))
	}
	return out
}

// Cursor implements dialog.Dialog.
func (p *Palette) Cursor() (int, int, bool) { return 2 + p.field.Position(), 0, true }
