package cli

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/journeystest"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// installShops points the example system's config at running servers and leaves one journey of few rounds in it.
func installShops(t *testing.T, a *app) {
	t.Helper()
	d, err := journeystest.StartShops(journeystest.PlainShops())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	src, err := os.ReadFile(a.config)
	if err != nil {
		t.Fatal(err)
	}
	if src, err = d.Install(src); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(src), `journey "login"`)
	_, search, _ := strings.Cut(string(src), `journey "search" {`)
	search, _, _ = strings.Cut(search, "journey \"checkout\"")
	if err := os.WriteFile(a.config, []byte(head+"journey \"search\" {\n  rounds = 12\n"+search), 0o600); err != nil {
		t.Fatal(err)
	}
}

// awaited fails the test when nothing comes.
func awaited[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case x := <-ch:
		return x
	case <-time.After(time.Minute):
		t.Fatalf("%s did not come", what)
	}
	panic("unreachable")
}

func TestWhatJourneysShowOnTheScreenIsAFindingLikeAnyOther(t *testing.T) {
	a, _ := shopApp(t)
	installShops(t, a)
	s, err := a.prepare(t.Context(), auditOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.observe(context.Background(), s, func(audit.Event) {}); err != nil {
		t.Fatal(err)
	}
	l := &live{app: a, cfg: s.config, options: s.options, taken: map[string][]*snapshot.Snapshot{}, results: make(chan *audit.Result, 1)}
	for _, x := range s.snapshots {
		l.taken[x.Environment] = append(l.taken[x.Environment], x)
	}
	jr := newJourneyRuns(a, l.travelled, nil)
	plan, err := jr.PlanJourneys()
	if err != nil || plan.Requests != 3*13 || strings.Join(plan.Protected, " ") != "prod" {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	if err := jr.RunJourneys(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := jr.RunJourneys(context.Background()); err == nil {
		t.Error("two runs at once")
	}
	done := awaited(t, "the judgement", jr.judged)
	if done.Err != nil || done.Judged == nil {
		t.Fatal(done.Err)
	}
	r := awaited(t, "the result", l.results)
	var slow *rules.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Drift.Collector == journeys.CollectorName && f.Drift.Path == "latency" {
			slow = f
		}
	}
	if slow == nil || slow.Verdict != rules.MustFix || slow.Rule != "builtin/journey-slower-than-documented" {
		t.Fatalf("the slow search is no finding: %+v", slow)
	}
	if len(r.Findings) <= len(s.result.Findings) || r.Summary.MustFix != s.result.Summary.MustFix+1 {
		t.Errorf("%d findings with journeys, %d without", len(r.Findings), len(s.result.Findings))
	}

	d := tuitest.Start(t, tui.Options{Result: r, Judged: done.Judged, Start: "journeys", Services: a.services(s.config, l), Now: a.clock}, 120, 40)
	d.Sees("search", "must-fix", "Answers that differ", "body.hits").Press("j", "j", "a").Type("known since May").Press("tab")
	for range 40 {
		d.Press("backspace")
	}
	d.Type("@data").Check().Press("ctrl+s").Check().Sees("must-fix (accepted)")
	for _, start := range []string{"findings", "walk"} {
		tuitest.Start(t, tui.Options{Result: r, Start: start, Query: "collector:journeys", Now: a.clock}, 120, 40).Check().Sees("search", "latency")
	}

	// The next audit that is told of the same run finds it waived, on the screen and on the command line; one that is not has
	// nothing to say against the waiver.
	if s, err = a.prepare(t.Context(), auditOptions{}); err != nil {
		t.Fatal(err)
	}
	s.options.Journeys = done.Judged
	again := audit.Audit(snapshotsOf(l), s.config, s.options)
	f, err := again.Find(slow.Fingerprint)
	if err != nil || f.State != rules.Waived || f.Verdict != rules.Acceptable {
		t.Fatalf("%v: %+v", err, f)
	}
	tuitest.Start(t, tui.Options{Result: again, Judged: done.Judged, Start: "journeys", Now: a.clock}, 120, 40).Check().Sees("acceptable (waived)")
	if stillFailing(audit.Journeys(done.Judged, s.config.Environments, s.decisions, a.clock())) {
		t.Error("the command line fails on what the screen accepted")
	}
	s.options.Journeys = nil
	for _, p := range audit.Audit(snapshotsOf(l), s.config, s.options).Problems {
		if strings.Contains(p, "matches no finding") {
			t.Errorf("an audit without journeys complains: %s", p)
		}
	}
}

func snapshotsOf(l *live) []*snapshot.Snapshot {
	var out []*snapshot.Snapshot
	for _, e := range l.cfg.Names() {
		out = append(out, l.taken[e]...)
	}
	return out
}

func TestARunThatIsStoppedEndsAndSaysSo(t *testing.T) {
	a, _ := shopApp(t)
	installShops(t, a)
	jr := newJourneyRuns(a, func(*journeys.Judged) { t.Error("half a run was audited") }, nil)
	if err := jr.RunJourneys(context.Background()); err != nil {
		t.Fatal(err)
	}
	for e := range jr.events {
		if e.Kind == journeys.VisitDone {
			break
		}
	}
	jr.stop()
	if done := awaited(t, "the end", jr.judged); done.Err == nil || done.Judged != nil {
		t.Errorf("%+v", done)
	}
	if err := jr.RunJourneys(context.Background()); err != nil {
		t.Errorf("cannot be run again: %v", err)
	}
	jr.stop()
}
