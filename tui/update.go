package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if cmd, ok := m.updateData(msg); ok {
		return m, cmd
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		m.resize()
	case tea.ColorProfileMsg:
		m.sixteen = msg.Profile == colorprofile.ANSI
		m.setTheme(m.env.Theme.Name)
	case tea.BackgroundColorMsg:
		m.setBackground(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.PasteMsg:
		return m, m.forward(msg)
	case tea.MouseMsg:
		return m, m.mouseMsg(msg)
	case tea.ResumeMsg:
		return m, tea.RequestWindowSize
	case screen.OpenFinding, screen.Goto, screen.Close:
		return m, m.navigate(msg)
	case screen.Do:
		return m, m.do(msg)
	case screen.Toast:
		return m, m.say(msg.Text, msg.Bad)
	case toastOver:
		if msg.id == m.toast.id {
			m.toast.text = ""
		}
	default:
		return m, m.broadcast(msg)
	}
	return m, nil
}

// forward gives msg to the overlay on top, else to the screen on top.
func (m *Model) forward(msg tea.Msg) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		cmd, done := m.dialogs[n-1].Update(msg)
		if done {
			m.dialogs = m.dialogs[:n-1]
		}
		return cmd
	}
	return m.top().Update(msg)
}

// broadcast gives an answer from a service to everyone: whoever asked knows it.
func (m *Model) broadcast(msg tea.Msg) tea.Cmd {
	if cmd, ok := m.answered(msg); ok {
		return cmd
	}
	var cmds []tea.Cmd
	for _, d := range m.dialogs {
		cmd, _ := d.Update(msg)
		cmds = append(cmds, cmd)
	}
	for _, s := range m.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (m *Model) setBackground(dark bool) {
	m.dark = dark
	if !m.auto {
		return
	}
	name := "light"
	if dark {
		name = "dark"
	}
	m.setTheme(name)
}

func (m *Model) setTheme(name string) {
	th, err := theme.New(name, !m.opts.ASCII)
	if err != nil {
		return // the names come from the themes themselves
	}
	if m.sixteen {
		th = th.Basic()
	}
	m.env.Theme = th
}

func (m *Model) resize() {
	w, h := m.bodySize()
	for _, s := range m.stack {
		s.SetSize(w, h)
	}
}

// bodySize is what header and footer leave.
func (m *Model) bodySize() (w, h int) { return m.w, max(m.h-2, 0) }

// mouseMsg moves a mouse message into the body's coordinates.
func (m *Model) mouseMsg(msg tea.MouseMsg) tea.Cmd {
	if len(m.dialogs) > 0 {
		return m.forward(msg)
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Y == 0 {
			return m.clickHeader(msg.X)
		}
		msg.Y--
		return m.top().Update(msg)
	case tea.MouseWheelMsg:
		msg.Y--
		return m.top().Update(msg)
	}
	return nil
}
