package tui_test

import (
	"fmt"
	"strings"
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

func TestAWholeTableSideBySide(t *testing.T) {
	for _, c := range []struct{ name, filter string }{{"table", "app.orders"}, {"table-one-sided", "app.events"}} {
		for _, size := range sizes {
			d := tuitest.Start(t, tui.Options{Result: tuitest.Tables(), Start: "findings", Query: c.filter}, size[0], size[1])
			d.Press("enter", "t").Check()
			golden(t, fmt.Sprintf("finding-%s-%dx%d", c.name, size[0], size[1]), d.Screen())
			d.Press("w", "G").Check().Press("-").Check()
			d.Press("esc").Check()
			if strings.Contains(d.Screen(), "The whole table") {
				t.Errorf("esc does not lead back to the finding:\n%s", d.Screen())
			}
		}
	}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 100, 30).Press("enter", "t").Check()
	if !strings.Contains(d.Screen(), "not about a table of a database") {
		t.Errorf("a finding about a Deployment has no table:\n%s", d.Screen())
	}
}
