package tui_test

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestTheOverviewAndTheTourSayHowFarDataIs(t *testing.T) {
	for _, name := range []string{"overview", "tour"} {
		for _, size := range [][2]int{{60, 30}, {100, 30}, {200, 60}} {
			r := tuitest.Empty()
			r.Fidelity = []audit.Fidelity{{Environment: "dev", Tables: 40, Empty: 12, Share: 0.0004}, {Environment: "staging", Tables: 40, Empty: 3, Few: 5, Share: 0.031}}
			d := tuitest.Start(t, tui.Options{Result: r, Start: name}, size[0], size[1]).Check()
			golden(t, fmt.Sprintf("%s-data-%dx%d", name, size[0], size[1]), d.Screen())
		}
	}
}
