package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/screen/findings"
	"github.com/envparity/envparity/tui/screen/fleet"
	"github.com/envparity/envparity/tui/screen/journeys"
	"github.com/envparity/envparity/tui/screen/matrix"
	"github.com/envparity/envparity/tui/screen/overview"
	"github.com/envparity/envparity/tui/screen/past"
	"github.com/envparity/envparity/tui/screen/sources"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/screen/walk"
)

// place is one screen that can be gone to by name.
type place struct {
	name, title, help string
	open              func(m *Model, query string) screen.Screen
}

// screens lists the screens in the order of their digits.
func screens() []place {
	return []place{
		{"overview", "Overview", "Overview: parity by pillar and pair, what hurts first", func(m *Model, _ string) screen.Screen {
			return overview.New(m.env)
		}},
		{"findings", "Findings", "Findings: what differs and matters, filtered and grouped", func(m *Model, q string) screen.Screen {
			return findings.New(m.env, q)
		}},
		{"walk", "Walk", "Walk: decide one finding after the other, worst first", func(m *Model, q string) screen.Screen {
			return walk.New(m.env, q)
		}},
		{"matrix", "Matrix", "Matrix: resources by environments as a grid", func(m *Model, _ string) screen.Screen {
			return matrix.New(m.env)
		}},
		{"journeys", "Journeys", "Journeys: the same user flows, timed in every environment", func(m *Model, _ string) screen.Screen {
			return journeys.New(m.env)
		}},
		{"tour", "Tour", "Tour: what the environments are for and how they differ on purpose", func(m *Model, _ string) screen.Screen {
			return tour.New(m.env)
		}},
		{"sources", "Sources", "Sources: what was collected, how far, and what failed", func(m *Model, _ string) screen.Screen {
			return sources.New(m.env)
		}},
		{"history", "History", "History: score and counts over time, and what came and went between two audits", func(m *Model, _ string) screen.Screen {
			return past.New(m.env)
		}},
	}
}

// fleetName is the name of the screen that shows many systems. It is the only one then.
const fleetName = "fleet"

// places lists the screens that can be gone to.
func (m *Model) places() []place {
	if m.opts.Fleet != nil {
		return nil
	}
	return screens()
}

// further names the screens that nobody goes to by name: one finding, and a fleet.
func further() []string { return []string{"finding", fleetName} }

func (m *Model) screenNamed(name, query string) (screen.Screen, error) {
	var names []string
	for _, p := range screens() {
		if p.name == name {
			return p.open(m, query), nil
		}
		names = append(names, p.name)
	}
	switch name {
	case "finding":
		return finding.New(m.env, screen.OpenFinding{}), nil
	case fleetName:
		return fleet.New(m.env), nil
	}
	return nil, fmt.Errorf("no screen %q, must be one of %s", name, strings.Join(names, ", "))
}

// navigate opens a screen. Going to a screen that is open already goes back to it.
func (m *Model) navigate(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Close:
		return m.pop()
	case screen.OpenFinding:
		return m.push(finding.New(m.env, msg))
	case screen.Goto:
		if msg.Group != "" {
			m.env.Session.Group = msg.Group
		}
		for i, s := range m.stack {
			if s.Name() == msg.Screen {
				m.stack = m.stack[:i+1]
				if q, ok := s.(interface{ SetQuery(string) }); ok && msg.Query != "" {
					q.SetQuery(msg.Query)
				}
				if g, ok := s.(interface{ SetGroup(string) }); ok && msg.Group != "" {
					g.SetGroup(msg.Group)
				}
				return s.Refresh()
			}
		}
		s, err := m.screenNamed(msg.Screen, msg.Query)
		if err != nil {
			return m.say(err.Error(), true)
		}
		return m.push(s)
	}
	return nil
}

func (m *Model) push(s screen.Screen) tea.Cmd {
	s.SetSize(m.bodySize())
	m.stack = append(m.stack, s)
	m.gone = nil
	return initOf(s)
}

func (m *Model) pop() tea.Cmd {
	if len(m.stack) == 1 {
		return m.hint("This is the first screen; " + m.quitKey() + " quits.")
	}
	m.gone = append(m.gone, m.top())
	m.stack = m.stack[:len(m.stack)-1]
	return m.top().Refresh()
}

func (m *Model) unpop() tea.Cmd {
	n := len(m.gone)
	if n == 0 {
		return m.hint("There is no later screen.")
	}
	s := m.gone[n-1]
	m.gone = m.gone[:n-1]
	s.SetSize(m.bodySize())
	m.stack = append(m.stack, s)
	return s.Refresh()
}

// toastTime is how long a sentence stays.
const toastTime = 5 * time.Second

type toastOver struct{ id int }

// say shows a sentence in the footer for a while.
func (m *Model) say(text string, bad bool) tea.Cmd {
	m.toast = toast{text: text, bad: bad, id: m.toast.id + 1}
	id := m.toast.id
	if m.opts.Still {
		return nil
	}
	return tea.Tick(toastTime, func(time.Time) tea.Msg { return toastOver{id} })
}

// hint shows a sentence that tells of nothing done and nothing wrong.
func (m *Model) hint(text string) tea.Cmd {
	cmd := m.say(text, false)
	m.toast.hint = true
	return cmd
}

// trouble tells what went wrong: in the footer when it fits there, else over the screen, where keys are ignored for a moment,
// for nobody has asked for it.
func (m *Model) trouble(what string, err error) tea.Cmd {
	text := err.Error()
	if !strings.Contains(text, "\n") && cell.Width(what)+cell.Width(text) < m.w-6 {
		return m.say(what+": "+term.Clean(text, 300), true)
	}
	m.interrupt(dialog.NewMessage(what, text, true))
	return nil
}

// deafTime is how long an overlay that came by itself ignores keys: they were meant for what it hides.
const deafTime = 400 * time.Millisecond

// interrupt opens an overlay nobody has asked for at this moment.
func (m *Model) interrupt(d dialog.Dialog) {
	m.dialogs = append(m.dialogs, d)
	m.deaf = m.env.Now().Add(deafTime)
}

// quitKey is the key that quits, as people read it.
func (m *Model) quitKey() string {
	for _, b := range m.globalKeys() {
		if b.Action == quit {
			return b.First()
		}
	}
	return ""
}

// leave keeps the session and quits.
func (m *Model) leave() tea.Cmd {
	m.quit = true
	save := m.opts.Services.Save
	if save == nil {
		return tea.Quit
	}
	session := *m.env.Session
	session.Left = m.env.Decisions.LeftOnes()
	return tea.Sequence(func() tea.Msg {
		_ = save(session) // a lost session is not worth keeping a person in the program
		return nil
	}, tea.Quit)
}
