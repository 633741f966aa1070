package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
)

func (m *Model) moreKeys() keys.Map               { return nil }
func (m *Model) moreAct(keys.Action) tea.Cmd      { return nil }
func (m *Model) answered(tea.Msg) (tea.Cmd, bool) { return nil, false }
func (m *Model) do(msg screen.Do) tea.Cmd         { return m.say("not yet: "+string(msg.Action), true) }
