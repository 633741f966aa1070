package tui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestAFleetInEverySize(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {100, 30}, {200, 60}} {
		d := tuitest.Start(t, tui.Options{Fleet: tuitest.Fleet(24)}, size[0], size[1]).Check()
		golden(t, fmt.Sprintf("fleet-systems-%dx%d", size[0], size[1]), d.Screen())
		for _, name := range []string{"causes", "rules", "new", "fixed", "waivers", "shared", "trend"} {
			d.Press("tab", "enter").Check()
			golden(t, fmt.Sprintf("fleet-%s-%dx%d", name, size[0], size[1]), d.Screen())
		}
	}
}

func TestAFleetIsTheOnlyScreen(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Fleet: tuitest.Fleet(24), Start: "findings"}, 120, 40)
	before := d.Screen()
	if !strings.Contains(before, "Fleet of 25 systems") || !strings.Contains(before, "platform") {
		t.Fatalf("the screen of the fleet is not shown:\n%s", before)
	}
	if d.Press("2"); d.Screen() != before {
		t.Errorf("a digit leads to a screen of one audit:\n%s", d.Screen())
	}
	if d.Press("R"); !strings.Contains(d.Screen(), "a fleet is run by `envparity fleet run`") {
		t.Errorf("collecting again is not refused:\n%s", d.Screen())
	}
	d.Press("G", "enter").Check()
	if opened := d.Screen(); !strings.Contains(opened, "newest record: ") {
		t.Errorf("enter opens nothing:\n%s", opened)
	}
	if d.Press("esc").Check(); strings.Contains(d.Screen(), "newest record: ") || d.Quit {
		t.Errorf("esc does not close:\n%s", d.Screen())
	}
	if d.Press("q"); !d.Quit {
		t.Error("q does not quit")
	}
}

func TestAFleetOfNothingAndOfHostileNames(t *testing.T) {
	for name, o := range map[string]*fleet.Overview{"nothing": fleet.Fold(fleet.Input{Now: tuitest.Now()}), "hostile": hostileFleet()} {
		for _, w := range []int{40, 60, 200} {
			d := tuitest.Start(t, tui.Options{Fleet: o}, w, 20).Check()
			for range 8 {
				d.Press("tab", "enter", "j", "enter", "space").Check()
				if s := d.Screen(); strings.ContainsAny(s, "\x1b\x07\u202e\u200b") {
					t.Errorf("%s at %d: the screen holds what a terminal obeys: %q", name, w, s)
				}
			}
		}
	}
}

// hostileFleet returns an overview with control sequences in every text.
func hostileFleet() *fleet.Overview {
	const nasty = "\x1b[31mred\x07 \u202eevil\u200b\n\tx漢字👩🏽‍💻"
	o := tuitest.Fleet(12)
	o.Name, o.Run, o.Notes = nasty, nasty, []string{nasty}
	for i := range o.Systems {
		s := &o.Systems[i]
		s.Name, s.Owner, s.Tier, s.Run, s.Why = s.Name+nasty, nasty, nasty, nasty, []string{nasty}
	}
	for _, list := range [][]fleet.Campaign{o.Causes, o.Rules} {
		for i := range list {
			c := &list[i]
			c.Rule, c.Reason, c.Hint, c.Kind, c.Systems, c.Owners, c.Example.Resource, c.Example.Path = nasty, nasty, nasty, nasty, []string{nasty}, []string{nasty}, nasty, nasty
		}
	}
	for _, list := range [][]fleet.Change{o.Since.New, o.Since.Fixed} {
		for i := range list {
			c := &list[i]
			c.System, c.Resource, c.Path, c.Rule, c.Owner, c.Fingerprint, c.Kind = nasty, nasty, nasty, nasty, nasty, nasty, nasty
		}
	}
	for i := range o.Waivers {
		o.Waivers[i].Owner = nasty
		for k := range o.Waivers[i].Waivers {
			o.Waivers[i].Waivers[k].Name, o.Waivers[i].Waivers[k].System = nasty, nasty
		}
	}
	for i := range o.Shared.Secrets {
		for k := range o.Shared.Secrets[i].Systems {
			u := &o.Shared.Secrets[i].Systems[k]
			u.System, u.Places = nasty, []fleet.Place{{Environment: nasty, Resource: nasty, Path: nasty}}
		}
	}
	for i := range o.Trend {
		o.Trend[i].Run = nasty
	}
	return o
}
