package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
)

// traceShown says whether the page of a trace was opened.
type traceShown struct {
	url    string
	opened bool
}

// openTrace opens the page of a trace. Where there is no browser, over ssh for one, it copies the address.
func (m *Model) openTrace(url string) tea.Cmd {
	web := m.opts.Services.Web
	return func() tea.Msg { return traceShown{url, web != nil && web.Open(url)} }
}

func (m *Model) showTrace(msg traceShown) tea.Cmd {
	if msg.opened {
		return m.say("Opened "+term.Clean(msg.url, 300)+" in the browser.", false)
	}
	return m.copy("the address of the trace, as there is no browser here", msg.url)
}
