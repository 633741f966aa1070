package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
)

// JourneyHappened is the message that brings one event of the journeys.
func JourneyHappened(e journeys.Event) tea.Msg { return travelled{events: []journeys.Event{e}} }

// Happened is the message that brings events of the audit.
func Happened(es ...audit.Event) tea.Msg { return eventsCame{events: es} }
