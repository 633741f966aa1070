package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// weeks is a service with earlier audits.
type weeks struct {
	points []screen.Point
	err    error
}

func (h weeks) Finding(context.Context, string) ([]screen.Seen, error) { return nil, nil }

func (h weeks) Newest(context.Context) (*screen.Since, error) { return nil, nil }

func (h weeks) Trend(context.Context) ([]screen.Point, error) { return h.points, h.err }

// threeWeeks returns an audit for each of the three weeks before. Each lacks some of the findings of today. One finding is gone since the second.
func threeWeeks(r *audit.Result) weeks {
	all := screen.FoundIn(r.Findings)
	gone := screen.Found{Fingerprint: "0000000000000000", Verdict: rules.MustFix, Kind: "Deployment", Resource: "ledger", Path: "spec.replicas"}
	at := func(weeks int, label string, score float64, found ...screen.Found) screen.Point {
		p := screen.Point{At: tuitest.Now().AddDate(0, 0, -7*weeks), Label: label, Score: score, Found: found}
		for i := range found {
			if found[i].Verdict == rules.MustFix {
				p.MustFix++
			} else {
				p.ShouldFix++
			}
		}
		return p
	}
	return weeks{points: []screen.Point{at(3, "v1.6.0", 0.4, append(all[2:len(all):len(all)], gone)...), at(2, "", 0.5, append(all[1:len(all):len(all)], gone)...), at(1, "v1.7.0", 0.9, all[1:]...)}}
}

func TestHistoryInEverySize(t *testing.T) {
	for _, size := range sizes {
		r := tuitest.Shop()
		d := tuitest.Start(t, tui.Options{Result: r, Start: "history", Services: screen.Services{History: threeWeeks(r)}}, size[0], size[1]).Check()
		golden(t, fmt.Sprintf("history-%dx%d", size[0], size[1]), d.Screen())
		d.Press("enter", "G", "k", "enter").Check()
		golden(t, fmt.Sprintf("history-open-%dx%d", size[0], size[1]), d.Screen())
	}
}

func TestHistorySaysWhatCameAndWentAndOpensIt(t *testing.T) {
	r := tuitest.Shop()
	d := tuitest.Start(t, tui.Options{Result: r, Services: screen.Services{History: threeWeeks(r)}}, 120, 40).Press("8").Check()
	d.Sees("History of 3 earlier audits", "v1.6.0", "40.0% → ")
	d.Press("enter").Check().Sees("came")
	d.Press("j", "enter").Check().Sees(r.Findings[0].Drift.Resource.Name)
	d.Press("esc").Check().Sees("History of 3")
	d.Press("esc").Check().Lacks("came  ")
	d.Press("j", "enter").Check().Sees("went", "ledger")
	d.Press("j", "enter").Check().Sees("History of 3") // a finding that is gone cannot be opened: the row closes
}

func TestHistoryWithoutAny(t *testing.T) {
	for want, o := range map[string]screen.Services{
		"has no store":         {},
		"Nothing is kept yet":  {History: weeks{}},
		"The store cannot be ": {History: weeks{err: errors.New("permission denied")}},
	} {
		for _, width := range []int{40, 120} {
			d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "history", Services: o}, width, 20).Check()
			if width > 40 {
				d.Sees(want)
			}
			d.Press("enter", "j", "G", "esc").Check()
		}
	}
}

func TestHistoryWithHostileTexts(t *testing.T) {
	const nasty = "\x1b[31mred\x07 \u202eevil\u200b\n\tx漢字"
	h := threeWeeks(tuitest.Shop())
	for i := range h.points {
		h.points[i].Label = nasty
		h.points[i].Found = []screen.Found{{Fingerprint: fmt.Sprint(i), Verdict: rules.MustFix, Kind: nasty, Resource: nasty, Path: nasty}}
	}
	for _, width := range []int{40, 200} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "history", Services: screen.Services{History: h}}, width, 30).Check()
		for range 6 {
			if s := d.Press("enter", "j").Check().Screen(); strings.ContainsAny(s, "\x1b\x07\u202e\u200b") {
				t.Errorf("at %d: the screen holds what a terminal obeys: %q", width, s)
			}
		}
	}
}
