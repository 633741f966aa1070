package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
)

// JourneyHappened returns the message with one event of the journeys.
func JourneyHappened(e journeys.Event) tea.Msg { return travelled{events: []journeys.Event{e}} }

// Happened returns the message with events of the audit.
func Happened(es ...audit.Event) tea.Msg { return eventsCame{events: es} }
