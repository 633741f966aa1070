package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
)

// The actions that work on every screen.
const (
	help    keys.Action = "help"
	quit    keys.Action = "quit"
	quitNow keys.Action = "quit-now"
	back    keys.Action = screen.Back
	back2   keys.Action = "screen-back"
	forth   keys.Action = "screen-forward"
	suspend keys.Action = "suspend"
	mouse   keys.Action = "mouse"
	redraw  keys.Action = "redraw"
)

// globalKeys are the keys of every screen.
func (m *Model) globalKeys() keys.Map {
	km := keys.Map{
		{Action: help, Keys: []string{"?", "f1"}, Short: "help", Help: "Show the keys of this screen; type to narrow", Footer: 98},
		{Action: back, Keys: []string{"esc"}, Short: "back", Help: "One step back: close, leave the input, clear the filter, the marks, the screen; never quits"},
		{Action: quit, Keys: []string{"q"}, Short: "quit", Help: "Quit", Footer: 99},
		{Action: quitNow, Keys: []string{"ctrl+c"}, Help: "Quit, whatever is open"},
		{Action: back2, Keys: []string{"["}, Help: "The screen before"},
		{Action: forth, Keys: []string{"]"}, Help: "The screen after, when you went back"},
		{Action: mouse, Keys: []string{"%"}, Help: "Let the terminal have the mouse, to select text; again to take it back"},
		{Action: suspend, Keys: []string{"ctrl+z"}, Help: "Suspend to the shell; fg comes back"},
		{Action: redraw, Keys: []string{"ctrl+l"}, Help: "Draw the screen anew"},
	}
	for i, s := range m.places() {
		km = append(km, keys.Binding{Action: gotoAction(s.name), Keys: []string{string(rune('1' + i))}, Help: s.help})
	}
	return m.remap("", append(km, m.moreKeys()...))
}

func gotoAction(name string) keys.Action { return keys.Action("go-" + name) }

// key routes a key: overlays first, then inputs, then what works everywhere, then the screen.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	m.toast.text = "" // a sentence is for the key before
	if m.globalKeys().Action(msg) == quitNow {
		return m.leave()
	}
	if len(m.dialogs) > 0 {
		if m.env.Now().Before(m.deaf) {
			return nil
		}
		return m.forward(msg)
	}
	if m.top().Typing() {
		if msg.String() == "esc" {
			m.top().Back()
			return nil
		}
		return m.top().Update(msg)
	}
	own := m.top().Keys()
	if b, ok := own.Find(msg); ok {
		if b.Why != "" {
			return m.say("Not now: "+b.Why+".", true)
		}
		return m.top().Update(msg)
	}
	if b, ok := m.globalKeys().Find(msg); ok {
		if b.Why != "" {
			return m.say("Not now: "+b.Why+".", true)
		}
		return m.act(b.Action)
	}
	return nil
}

func (m *Model) act(a keys.Action) tea.Cmd {
	switch a {
	case help:
		m.dialogs = append(m.dialogs, m.helpDialog())
	case back:
		return m.stepBack()
	case back2:
		return m.pop()
	case forth:
		return m.unpop()
	case quit:
		return m.leave()
	case suspend:
		return tea.Suspend
	case redraw:
		return tea.ClearScreen
	case mouse:
		m.mouse = !m.mouse
		if m.mouse {
			return m.say("The mouse is envparity's again.", false)
		}
		return m.say("The mouse is the terminal's: select as usual. "+m.globalKeys().Key(mouse)+" takes it back.", false)
	}
	for _, s := range m.places() {
		if a == gotoAction(s.name) {
			return m.navigate(screen.Goto{Screen: s.name})
		}
	}
	return m.moreAct(a)
}

func (m *Model) stepBack() tea.Cmd {
	if m.top().Back() {
		return nil
	}
	if len(m.stack) == 1 {
		return m.hint("This is the first screen; " + m.quitKey() + " quits.")
	}
	return m.pop()
}

// helpDialog lists the keys of the screen on top, those of all screens, and on the findings the query language.
func (m *Model) helpDialog() dialog.Dialog {
	s := m.top()
	var own, moves keys.Map
	common := map[keys.Action]bool{}
	for _, b := range screen.Moves() {
		common[b.Action] = true
	}
	for _, b := range s.Keys() {
		if common[b.Action] {
			moves = append(moves, b)
		} else {
			own = append(own, b)
		}
	}
	sections := []dialog.Section{{Title: "On this screen", Keys: own}, {Title: "Everywhere", Keys: m.globalKeys()}, {Title: "Moving", Keys: moves}}
	if s.Name() == "findings" {
		var text []string
		for _, f := range query.Fields() {
			text = append(text, f.Name+":  "+f.Help)
		}
		sections = append(sections, dialog.Section{Title: "Filter", Text: append(text,
			"a,b means either; =x exactly x; -x or !x means not; \"two words\"; * and ? in patterns", "~word finds its letters in order")})
	}
	return dialog.NewHelp("Keys: "+s.Name(), sections)
}
