package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/palette"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// answered handles what the root's own commands bring back, and reports whether msg was such an answer.
func (m *Model) answered(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case dialog.Changed:
		return m.preview(msg), true
	case dialog.Submitted:
		return m.write(msg), true
	case written:
		return m.wrote(msg), true
	case undone:
		return m.tookBack(msg), true
	case askedUndo:
		return m.askUndo(), true
	case confirmedUndo:
		return m.undo(), true
	case proposedExport:
		return m.openExport(msg), true
	case suggested:
		return m.showRule(msg), true
	case editorReady:
		return tea.ExecProcess(msg.cmd, func(err error) tea.Msg { return edited{err} }), true
	case edited:
		if msg.err != nil {
			return m.trouble("The editor", msg.err), true
		}
		return nil, true
	case pagerReady:
		if msg.err != nil {
			return m.trouble("The pager", msg.err), true
		}
		return tea.ExecProcess(msg.cmd, func(err error) tea.Msg { return paged{err} }), true
	case screen.OpenTrace:
		return m.openTrace(msg.URL), true
	case traceShown:
		return m.showTrace(msg), true
	case commitShown:
		return m.showCommit(msg), true
	case paged:
		if msg.err != nil {
			return m.trouble("The pager", msg.err), true
		}
		return nil, true
	case copied:
		text := "Copied " + msg.what + "."
		if msg.err != nil {
			text += " The system's clipboard said no (" + term.Clean(msg.err.Error(), 120) + "); in tmux: set -g set-clipboard on."
		}
		return m.say(text, false), true
	case exported:
		if f := m.form(exportForm); f != nil {
			if msg.err != nil {
				f.Fail(msg.err)
				return nil, true
			}
			m.dialogs = m.dialogs[:len(m.dialogs)-1]
		}
		if msg.err != nil {
			return m.say("Not exported: "+term.Clean(msg.err.Error(), 300), true), true
		}
		return m.say("Exported "+screen.Plural(msg.n, "finding")+" to "+term.Clean(msg.where, 200)+".", false), true
	case chosen:
		return m.act(msg.action), true
	case retried:
		if msg.err != nil {
			return m.trouble("Not collected again", msg.err), true
		}
		return m.tick(), true
	case screen.RetrySource:
		return m.retry(msg), true
	}
	return nil, false
}

// The actions of the root besides those in update_keys.go.
const (
	commands  keys.Action = "commands"
	reload    keys.Action = screen.CollectAgain
	nextTheme keys.Action = "next-theme"
)

func (m *Model) moreKeys() keys.Map {
	km := keys.Map{
		{Action: commands, Keys: []string{":", "ctrl+k"}, Short: "commands", Help: "Find any action by its name and do it", Footer: 90},
		{Action: reload, Keys: []string{"R"}, Help: "Collect everything again"},
		{Action: nextTheme, Keys: []string{"T"}, Help: "Next theme: dark, light, high contrast, none"},
	}
	if m.opts.Services.Retry == nil {
		km = km.Disable(reload, m.noRetry())
	}
	return km
}

// noRetry says why nothing can be collected again.
func (m *Model) noRetry() string {
	if m.opts.Fleet != nil {
		return "a fleet is run by `envparity fleet run`"
	}
	return "this audit looks at kept snapshots, there is nothing to collect"
}

// chosen tells which global action was picked in the palette.
type chosen struct{ action keys.Action }

func (m *Model) moreAct(a keys.Action) tea.Cmd {
	switch a {
	case commands:
		m.dialogs = append(m.dialogs, m.paletteDialog())
	case reload:
		return m.retry(screen.RetrySource{All: true})
	case nextTheme:
		names := theme.Names()
		next := names[(slices.Index(names, m.env.Theme.Name)+1)%len(names)]
		if m.opts.NoColor {
			return m.say("Colours are off: NO_COLOR or --no-color.", true)
		}
		m.auto = false
		m.setTheme(next)
		m.env.Session.Theme = next
		return tea.Batch(m.refresh(), m.say("Theme: "+next, false))
	}
	return nil
}

// paletteDialog lists the actions of the screen on top, then those of all screens.
func (m *Model) paletteDialog() dialog.Dialog {
	var entries []palette.Entry
	add := func(b keys.Binding, do tea.Cmd) {
		entries = append(entries, palette.Entry{Text: b.Help, Key: b.Label(), Why: b.Why, Writes: b.Writes, Do: do})
	}
	moves := map[keys.Action]bool{}
	for _, b := range screen.Moves() {
		moves[b.Action] = true
	}
	for _, b := range m.top().Keys() {
		switch {
		case moves[b.Action]:
		case b.Action == screen.Undo:
			add(b, screen.Send(askedUndo{}))
		default:
			add(b, screen.Send(keys.Press(b.Action)))
		}
	}
	for _, b := range m.globalKeys() {
		if b.Action != commands && b.Action != back {
			add(b, screen.Send(chosen{b.Action}))
		}
	}
	return palette.New(entries, m.env.Theme.Glyphs.Cursor)
}
