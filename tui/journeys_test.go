package tui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// traveller counts what it is asked for.
type traveller struct{ planned, ran, stopped int }

func (x *traveller) PlanJourneys() (screen.JourneyPlan, error) {
	x.planned++
	return screen.JourneyPlan{
		Requests: 1260, Journeys: []string{"login", "search"}, Environments: []string{"dev", "staging", "prod"}, Protected: []string{"prod"},
		Notes: []string{"checkout is not run in prod: POST /api/login has effect \"login\" and prod is protected: run with --allow-writes prod if you mean it"},
	}, nil
}

func (x *traveller) RunJourneys(context.Context) error { x.ran++; return nil }

func (x *traveller) StopJourneys() { x.stopped++ }

func TestNothingIsSentBeforeSomebodySaidYes(t *testing.T) {
	for _, size := range sizes {
		x := &traveller{}
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Services: screen.Services{Journeys: x}}, size[0], size[1])
		d.Sees("r says what a run would send").Press("r").Check().Sees("Send 1,260 requests", "prod is protected", "not run in")
		golden(t, fmt.Sprintf("journeys-question-%dx%d", size[0], size[1]), d.Screen())
		d.Press("esc").Check().Lacks("Send 1,260")
		if x.planned != 1 || x.ran != 0 {
			t.Fatalf("asked %d times, ran %d times", x.planned, x.ran)
		}
		d.Press("r").Press("enter").Check()
		if x.ran != 1 {
			t.Fatalf("ran %d times", x.ran)
		}
		d.Press("s")
		if x.stopped != 1 {
			t.Fatalf("stopped %d times", x.stopped)
		}
		d.Send(tui.JourneysJudged{Judged: judged()}).Check().Sees("must-fix").Lacks("Running")
	}
}

func TestARunUnderWayShowsEachEnvironmentsRound(t *testing.T) {
	for _, size := range sizes {
		o := tui.Options{Result: tuitest.Shop(), Start: "journeys", Services: screen.Services{Journeys: &traveller{}}, Judged: judged()}
		d := tuitest.Start(t, o, size[0], size[1]).Press("r", "enter")
		for _, e := range []journeys.Event{
			{Kind: journeys.VisitDone, Journey: "login", Environment: "prod", Round: 20, Rounds: 20, Took: 11_604_000, Requests: 60},
			{Kind: journeys.VisitDone, Journey: "search", Environment: "staging", Round: 7, Rounds: 20, Took: 100_200_000, Requests: 84},
			{Kind: journeys.VisitDone, Journey: "search", Environment: "dev", Round: 0, Rounds: 20, Problem: "status is 502, expected below 400", Requests: 85},
		} {
			d.Send(tui.JourneyHappened(e))
		}
		d.Check().Sees("Running, 85 requests sent", "round 7 of 20", "warming up")
		golden(t, fmt.Sprintf("journeys-running-%dx%d", size[0], size[1]), d.Screen())
		d.Send(tui.JourneysJudged{Err: fmt.Errorf("journeys stopped before the end: context canceled")}).Check().Sees("could not be run to their end", "must-fix")
		d.Send(tui.JourneyHappened(journeys.Event{Kind: journeys.VisitDone, Journey: "late", Environment: "dev"})).Lacks("Running", "late")
	}
}

// pages records the addresses that it opens. Without a browser it opens none.
type pages struct {
	browser bool
	opened  []string
}

func (p *pages) Open(address string) bool {
	p.opened = append(p.opened, address)
	return p.browser
}

func TestTheTraceOfASlowVisitIsOpenedFromItsLineOrItsJourneys(t *testing.T) {
	const link = "https://traces.example/trace/4bf92f3577b34da6a3ce929d0e0e4736"
	for _, size := range sizes {
		p := &pages{browser: true}
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Judged: judged(), Services: screen.Services{Web: p}}, size[0], size[1])
		d.Check().Press("o").Check().Sees("Opened", "https://traces.example/trace/")
		d.Press("enter").Check()
		for range 40 { // down to the visit
			if d.Press("j"); strings.Contains(d.Screen(), "▌    visit: staging, round 17") {
				break
			}
		}
		d.Press("o").Check()
		if got := strings.Join(p.opened, " "); got != link+" "+link {
			t.Errorf("opened %s", got)
		}
		for !strings.Contains(d.Screen(), "▌    visit: staging, round 21") {
			d.Press("j")
		}
		d.Press("o").Check()
		if len(p.opened) != 2 {
			t.Errorf("a trace that nobody knows was opened: %v", p.opened)
		}
	}
	p := &pages{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Judged: judged(), Services: screen.Services{Web: p}}, 100, 30)
	d.Check().Press("o").Check().Sees("Copied the address of the trace, as there is no browser here.")
	if got := strings.Join(d.Ran, " "); !strings.Contains(got, link) {
		t.Errorf("copied %s", got)
	}
}

func TestTheTraceOfAVisitIsOpenedFromItsFinding(t *testing.T) {
	const first, second = "https://traces.example/trace/00aa", "https://traces.example/trace/00bb"
	for _, size := range sizes {
		r := tuitest.Shop()
		f := &r.Findings[0].Drift.Facts
		f.Notes = []string{"staging: slower", "staging, round 1: took 7 s, trace " + first, "staging, round 2: took 6 s, trace " + second}
		f.Traces = []drift.Trace{{Environment: "staging", ID: "00aa", URL: first}, {Environment: "staging", ID: "00bb", URL: second}}
		p := &pages{browser: true}
		d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Services: screen.Services{Web: p}}, size[0], size[1])
		d.Press("enter", "o").Check().Sees("Opened " + first)
		for range 60 {
			if d.Press("j"); strings.Contains(d.Screen(), "▌   staging, round 2") {
				break
			}
		}
		d.Press("o").Check()
		if got := strings.Join(p.opened, " "); got != first+" "+second {
			t.Errorf("%v: opened %s\n%s", size, got, d.Screen())
		}
	}
}

func TestTheAnswersOfAJourneyAreInReach(t *testing.T) {
	for _, size := range sizes {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Judged: judged()}, size[0], size[1])
		d.Sees("2 answers differ").Press("enter").Check().Sees("p50 1200 ms", "p95 6120 ms", "p99 ≥ 6460 ms", "body.items[*].price").Lacks("answers: me")
		golden(t, fmt.Sprintf("journeys-opened-%dx%d", size[0], size[1]), d.Screen())
		d.Press("tab", "tab").Check().Sees("Answers that differ", "body.flags", "staging missing")
	}
}
