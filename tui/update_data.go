package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
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
		if batch := gather(ch); batch != nil {
			return eventsCame{batch}
		}
		return nil
	}
}

// gather waits for an event and takes what comes within a pause of it; nil when the channel is closed.
func gather[E any](ch <-chan E) []E {
	e, ok := <-ch
	if !ok {
		return nil
	}
	batch := []E{e}
	pause := time.NewTimer(eventPause)
	defer pause.Stop()
	for {
		select {
		case e, ok := <-ch:
			if !ok {
				return batch
			}
			batch = append(batch, e)
		case <-pause.C:
			return batch
		}
	}
}

// travelled brings what the journeys did since the last time.
type travelled struct{ events []journeys.Event }

func (m *Model) waitTravel() tea.Cmd {
	ch := m.opts.JourneyEvents
	if ch == nil {
		return nil
	}
	return func() tea.Msg {
		if batch := gather(ch); batch != nil {
			return travelled{batch}
		}
		return nil
	}
}

func (m *Model) waitJudged() tea.Cmd {
	ch := m.opts.JudgedNow
	if ch == nil {
		return nil
	}
	return func() tea.Msg {
		if j, ok := <-ch; ok {
			return j
		}
		return nil
	}
}

func (m *Model) runJourneys() tea.Cmd {
	js := m.opts.Services.Journeys
	if js == nil || m.env.Journeys.Running {
		return nil
	}
	m.env.Journeys.Running, m.env.Journeys.Plan, m.env.Journeys.Sent = true, nil, 0
	return func() tea.Msg {
		if err := js.RunJourneys(context.Background()); err != nil {
			return JourneysJudged{Err: err}
		}
		return nil
	}
}

// journeysPlanned brings what a run of the journeys would send.
type journeysPlanned struct {
	plan screen.JourneyPlan
	err  error
}

// askJourneys has the screen ask before anything is sent.
func (m *Model) askJourneys() tea.Cmd {
	js := m.opts.Services.Journeys
	if js == nil || m.env.Journeys.Running {
		return nil
	}
	return func() tea.Msg {
		p, err := js.PlanJourneys()
		return journeysPlanned{p, err}
	}
}

func (m *Model) stopJourneys() tea.Cmd {
	js := m.opts.Services.Journeys
	if js == nil || !m.env.Journeys.Running {
		return nil
	}
	return func() tea.Msg { js.StopJourneys(); return nil }
}

// journeysMsg handles what is about running journeys, and reports whether msg was.
func (m *Model) journeysMsg(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case travelled:
		for _, e := range msg.events {
			m.env.Journeys.Apply(e)
		}
		return m.waitTravel(), true
	case JourneysJudged:
		m.env.Journeys.Done(msg.Judged, msg.Err)
		return tea.Batch(m.waitJudged(), m.refresh()), true
	case journeysPlanned:
		if msg.err != nil {
			m.env.Journeys.Trouble = msg.err.Error()
			return nil, true
		}
		m.env.Journeys.Plan = &msg.plan
		return nil, true
	case screen.PlanJourneys:
		return m.askJourneys(), true
	case screen.RunJourneys:
		return m.runJourneys(), true
	case screen.StopJourneys:
		return m.stopJourneys(), true
	}
	return nil, false
}

func (m *Model) tick() tea.Cmd {
	if m.opts.Still || m.ticking || m.env.Live.Over && !m.env.Loading {
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
		m.collected(msg.events)
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
		cmd := m.refresh()
		return tea.Batch(cmd, m.top().Update(msg)), true
	}
	return m.journeysMsg(msg)
}
