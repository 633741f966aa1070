package workspace

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/journeystest"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// installShops points the example system's config at running servers and leaves one journey of few rounds in it.
func installShops(t *testing.T, w *Workspace) {
	t.Helper()
	d, err := journeystest.StartShops(journeystest.PlainShops())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	src, err := os.ReadFile(w.File)
	if err != nil {
		t.Fatal(err)
	}
	if src, err = d.Install(src); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(src), `journey "login"`)
	_, search, _ := strings.Cut(string(src), `journey "search" {`)
	search, _, _ = strings.Cut(search, "journey \"checkout\"")
	if err := os.WriteFile(w.File, []byte(head+"journey \"search\" {\n  rounds = 12\n"+search), 0o600); err != nil {
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
	w, _ := shopAt(t)
	installShops(t, w)
	s := audited(t, w)
	l := w.NewLive(s)
	l.Hold(s)
	jr := w.NewJourneyRuns(l.Travelled, nil)
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
	done := awaited(t, "the judgement", jr.Judged)
	if done.Err != nil || done.Judged == nil {
		t.Fatal(done.Err)
	}
	r := awaited(t, "the result", l.Results)
	var slow *rules.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Drift.Collector == journeys.CollectorName && f.Drift.Path == "latency" {
			slow = f
		}
	}
	if slow == nil || slow.Verdict != rules.MustFix || slow.Rule != "builtin/journey-slower-than-documented" {
		t.Fatalf("the slow search is no finding: %+v", slow)
	}
	if len(r.Findings) <= len(s.Result.Findings) || r.Summary.MustFix != s.Result.Summary.MustFix+1 {
		t.Errorf("%d findings with journeys, %d without", len(r.Findings), len(s.Result.Findings))
	}

	d := tuitest.Start(t, tui.Options{Result: r, Judged: done.Judged, Start: "journeys", Services: w.Services(s, l), Now: w.Clock}, 120, 40)
	d.Sees("search", "must-fix", "Answers that differ", "body.hits").Press("a").Type("known since May").Press("tab")
	for range 40 {
		d.Press("backspace")
	}
	d.Type("@data").Check().Press("ctrl+s").Check().Sees("must-fix (accepted)")
	for _, start := range []string{"findings", "walk"} {
		tuitest.Start(t, tui.Options{Result: r, Start: start, Query: "collector:journeys", Now: w.Clock}, 120, 40).Check().Sees("search", "latency")
	}

	// The next audit that is told of the same run finds it waived, on the screen and on the command line; one that is not has
	// nothing to say against the waiver.
	if s, err = w.Prepare(t.Context(), Request{}); err != nil {
		t.Fatal(err)
	}
	s.Options.Journeys = done.Judged
	again := audit.Audit(snapshotsOf(l), s.Config, s.Options)
	f, err := again.Find(slow.Fingerprint)
	if err != nil || f.State != rules.Waived || f.Verdict != rules.Acceptable {
		t.Fatalf("%v: %+v", err, f)
	}
	tuitest.Start(t, tui.Options{Result: again, Judged: done.Judged, Start: "journeys", Now: w.Clock}, 120, 40).Check().Sees("acceptable (waived)")
	for _, f := range audit.Journeys(done.Judged, s.Config.Environments, s.Options.Decisions, w.Clock()) {
		if audit.FailOnMustFix.Fails(&f) {
			t.Errorf("the command line fails on what the screen accepted: %s", f.Fingerprint)
		}
	}
	s.Options.Journeys = nil
	for _, p := range audit.Audit(snapshotsOf(l), s.Config, s.Options).Problems {
		if strings.Contains(p, "matches no finding") {
			t.Errorf("an audit without journeys complains: %s", p)
		}
	}
}

func snapshotsOf(l *Live) []*snapshot.Snapshot {
	var out []*snapshot.Snapshot
	for _, e := range l.cfg.Names() {
		out = append(out, l.taken[e]...)
	}
	return out
}

func TestARunThatIsStoppedEndsAndSaysSo(t *testing.T) {
	w, _ := shopAt(t)
	installShops(t, w)
	jr := w.NewJourneyRuns(func(*judge.Judged) { t.Error("half a run was audited") }, nil)
	if err := jr.RunJourneys(context.Background()); err != nil {
		t.Fatal(err)
	}
	for e := range jr.Events {
		if e.Kind == journeys.VisitDone {
			break
		}
	}
	jr.Stop()
	if done := awaited(t, "the end", jr.Judged); done.Err == nil || done.Judged != nil {
		t.Errorf("%+v", done)
	}
	if err := jr.RunJourneys(context.Background()); err != nil {
		t.Errorf("cannot be run again: %v", err)
	}
	jr.Stop()
}
