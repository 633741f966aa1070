package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/screen"
)

type (
	// resultCame brings a newer result.
	resultCame struct{ result *audit.Result }
	// eventsCame brings what happened since the last ones, at most twenty times a second.
	eventsCame struct{ events []audit.Event }
	// auditFailed tells that there will be no result.
	auditFailed struct{ err error }
	// ticked moves spinners and elapsed times while something runs.
	ticked struct{}
)

// eventPause is the shortest time between two batches of events: View runs once a message, so messages are what costs.
const eventPause = 50 * time.Millisecond

// tickPause is how often spinners move.
const tickPause = 120 * time.Millisecond

func (m *Model) waitResult() tea.Cmd {
	ch := m.opts.Results
	if ch == nil {
		return nil
	}
	return func() tea.Msg {
		r, ok := <-ch
		if !ok || r == nil {
			return nil
		}
		return resultCame{r}
	}
}

func (m *Model) waitFailure() tea.Cmd {
	ch := m.opts.Failures
	if ch == nil {
		return nil
	}
	return func() tea.Msg {
		if err, ok := <-ch; ok && err != nil {
			return auditFailed{err}
		}
		return nil
	}
}

func (m *Model) waitEvents() tea.Cmd {
	ch := m.opts.Events
	if ch == nil {
		return nil
	}
	return func() tea.Msg {
		e, ok := <-ch
		if !ok {
			return nil
		}
		batch := []audit.Event{e}
		pause := time.NewTimer(eventPause)
		defer pause.Stop()
		for {
			select {
			case e, ok := <-ch:
				if !ok {
					return eventsCame{batch}
				}
				batch = append(batch, e)
			case <-pause.C:
				return eventsCame{batch}
			}
		}
	}
}

func (m *Model) tick() tea.Cmd {
	if m.ticking || m.env.Live.Over && !m.env.Loading {
		return nil
	}
	m.ticking = true
	return tea.Tick(tickPause, func(time.Time) tea.Msg { return ticked{} })
}

// setResult replaces the result; screens keep their place by fingerprints.
func (m *Model) setResult(r *audit.Result) tea.Cmd {
	m.run++
	m.env.Catalog = catalog.New(r)
	m.env.Loading = false
	m.failure = ""
	m.env.Live.Outcomes(r)
	cmds := []tea.Cmd{buildText(r), m.waitResult()}
	for _, s := range m.stack {
		cmds = append(cmds, s.Refresh())
	}
	return tea.Batch(cmds...)
}

func (m *Model) refresh() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.stack {
		cmds = append(cmds, s.Refresh())
	}
	return tea.Batch(cmds...)
}

// updateData handles what comes from the audit, and reports whether msg was that.
func (m *Model) updateData(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case resultCame:
		return m.setResult(msg.result), true
	case eventsCame:
		for _, e := range msg.events {
			m.env.Live.Apply(e)
		}
		return tea.Batch(m.waitEvents(), m.tick()), true
	case auditFailed:
		m.failure = msg.err.Error()
		m.env.Live.Over = true
		return m.waitFailure(), true
	case textBuilt:
		if msg.of == m.env.Catalog.Result {
			m.env.Catalog.SetText(msg.text)
		}
		return nil, true
	case ticked:
		m.ticking = false
		return m.tick(), true
	case screen.Decided:
		return m.refresh(), true
	}
	return nil, false
}
