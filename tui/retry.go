package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui/screen"
)

// retried tells that collecting again began, or why not.
type retried struct{ err error }

// retry has a source collected again; progress and the new result come over the channels.
func (m *Model) retry(msg screen.RetrySource) tea.Cmd {
	r := m.opts.Services.Retry
	if r == nil {
		return m.say("This audit looks at kept snapshots, there is nothing to collect.", true)
	}
	what := "Collecting everything again."
	if !msg.All {
		what = "Collecting " + msg.Source + " of " + msg.Environment + " again."
	}
	return tea.Batch(m.saying(what), func() tea.Msg {
		if msg.All {
			return retried{r.RetryAll(context.Background())}
		}
		return retried{r.Retry(context.Background(), msg.Environment, msg.Member, msg.Collector, msg.Source)}
	})
}

// saying shows that something is being collected, until it is.
func (m *Model) saying(text string) tea.Cmd {
	cmd := m.say(text, false)
	m.toast.wait, m.toast.hint = true, true // nothing is done yet
	return cmd
}

// collected takes the sentence that something is being collected away, once events tell that it is.
func (m *Model) collected(events []audit.Event) {
	over := slices.ContainsFunc(events, func(e audit.Event) bool { return e.Kind == audit.AuditDone })
	if over && m.toast.wait {
		m.toast = toast{id: m.toast.id}
	}
}
