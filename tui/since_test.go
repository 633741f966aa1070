package tui_test

import (
	"context"
	"testing"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// lastWeek is a service with one earlier audit. It lacks two findings of the shop, and has one that is gone.
type lastWeek struct{ known map[string]bool }

func (h lastWeek) Finding(context.Context, string) ([]screen.Seen, error) { return nil, nil }

func (h lastWeek) Newest(context.Context) (*screen.Since, error) {
	return &screen.Since{At: tuitest.Now().AddDate(0, 0, -7), Label: "v1.7.0", Known: h.known}, nil
}

func (h lastWeek) Trend(context.Context) ([]screen.Point, error) {
	return []screen.Point{{At: tuitest.Now().AddDate(0, 0, -7), Label: "v1.7.0", Score: 0.5}}, nil
}

func TestWhatChangedSinceTheNewestSnapshotIsOneKeyAway(t *testing.T) {
	r := tuitest.Shop()
	h := lastWeek{map[string]bool{"0000000000000000": true}}
	for i := range r.Findings {
		if i != 1 && i != 4 {
			h.known[r.Findings[i].Fingerprint] = true
		}
	}
	d := tuitest.Start(t, tui.Options{Result: r, Services: screen.Services{History: h}}, 100, 40).Check()
	d.Sees("2 new since v1.7.0", "2026-11-13", "gone since v1.7.0", "trend", "50.0% → ")
	d.Press("c").Check().Sees("Findings 2 of 10").Press("esc", "esc")
	for range 30 {
		if d.Press("j"); d.At("new since v1.7.0") {
			break
		}
	}
	d.Press("enter").Check().Sees("Findings 2 of 10", r.Findings[1].Drift.Resource.Name, r.Findings[4].Drift.Resource.Name)
}
