package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/journeys"
)

// JourneyHappened is the message that brings one event of the journeys.
func JourneyHappened(e journeys.Event) tea.Msg { return travelled{events: []journeys.Event{e}} }
