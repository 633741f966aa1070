package tui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// These tests are about what was unclear to a person who saw the screens for the first time.

func TestTheCursorIsSeenWhereverItGoesAmongTheJourneys(t *testing.T) {
	for _, size := range sizes {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Judged: judged()}, size[0], size[1])
		for _, key := range []string{"g", "G", "end", "home", "ctrl+d", "tab", "enter"} {
			if d.Press(key).Check(); !strings.Contains(d.Screen(), "▌") {
				t.Errorf("%v: no cursor after %q:\n%s", size, key, d.Screen())
			}
		}
	}
}

func TestThe95thPercentileIsOnEveryScreenWithRoomForATable(t *testing.T) {
	for _, w := range []int{60, 70, 76, 80, 90, 100, 120, 200} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "journeys", Judged: judged()}, w, 24).Check()
		d.Sees("p95", "3400 ms", "6120 ms", "+183 %", "must-fix")
	}
}

// If the medians are alike, errors, a tail or a limit decide a verdict. "+2 %, must-fix" alone does not say so.
func TestAVerdictThatTheMediansDoNotDecideSaysWhatDoes(t *testing.T) {
	for _, size := range sizes {
		for name, change := range map[string]func(*judge.Judged, *audit.Result) string{
			"errors": func(j *judge.Judged, _ *audit.Result) string {
				j.Journeys[0].Errors.Differs, j.Journeys[0].Errors.Why = true, "10 % of the visits fail"
				return "10 % of the visits fail"
			},
			"a tail": func(j *judge.Judged, _ *audit.Result) string {
				j.Journeys[0].Tail = &judge.Tail{Outcome: judge.Exceeds, Why: "12 % of the answers take longer"}
				return "12 % of the answers take longer"
			},
			"a limit": func(j *judge.Judged, r *audit.Result) string {
				j.Limits = []judge.LimitResult{{Journey: "login", Environment: "staging", Quantile: "p95", Outcome: judge.Exceeds, Why: "9 % take longer than 300 ms"}}
				*r = *withTravels()
				d := r.Findings[len(r.Findings)-1].Drift
				d.Resource.Name, d.Path, d.Key = "login", "limit.p95", "limit.p95"
				return "9 % take longer than 300 ms"
			},
		} {
			j, r := judged(), tuitest.Shop()
			want := change(j, r)
			d := tuitest.Start(t, tui.Options{Result: r, Start: "journeys", Judged: j}, size[0], size[1]).Check()
			if !strings.Contains(d.Screen(), want) {
				t.Errorf("%s, %v: no %q:\n%s", name, size, want, d.Screen())
			}
		}
	}
}

// withTravels returns the shop with findings about its journeys: a slow one, a step that fails, and occasional failures.
func withTravels() *audit.Result {
	r := tuitest.Shop()
	for i, x := range []struct{ kind, name, key string }{{"journey", "search", "latency"}, {"step", "checkout/pay", "expectation"}, {"journey", "search", "errors"}} {
		r.Findings = append(r.Findings, rules.Finding{
			Fingerprint: fmt.Sprintf("f%015d", i), Verdict: rules.MustFix, State: rules.New, Rule: "builtin/journey", Reason: "It matters.",
			Drift: &drift.Drift{
				Kind: drift.Changed, Collector: journeys.CollectorName, Path: x.key, Key: x.key, Confident: 1,
				Resource: drift.ResourceRef{Type: journeys.CollectorName, Kind: x.kind, Name: x.name},
				Sides:    []drift.Side{tuitest.Unknown(""), tuitest.Value("p50 3400 ms", 1, "envparity.hcl", 3), tuitest.Value("p50 1200 ms", 0, "envparity.hcl", 3)},
				Facts:    drift.Facts{Differ: []string{"staging"}},
			},
		})
	}
	return r
}

func TestEachLineAboutAJourneyLeadsToItsFinding(t *testing.T) {
	for _, size := range sizes {
		for line, want := range map[string]string{
			"visit: staging, round 17": "journey search\n|latency", "visit: staging, round 21": "journey search\n|errors",
			"look at: data": "journey search\n|latency", "checkout / pay fails every time": "step checkout/pay\n|expectation",
		} {
			d := tuitest.Start(t, tui.Options{Result: withTravels(), Start: "journeys", Judged: judged()}, size[0], size[1]).Press("enter")
			for range 80 {
				if d.Press("j"); d.At(line) {
					break
				}
			}
			d.Press("f").Check()
			for _, part := range strings.Split(want, "|") {
				d.Sees(strings.TrimSpace(part))
			}
		}
	}
}

func TestATextThatIsNoDateIsRefused(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: w.services(), Owner: "me"}, 100, 30)
	d.Press("a").Type("because").Press("tab", "tab").Type("x").Check().Sees(`"2027-02-18x" is neither a date`).Lacks("will be added")
	d.Press("ctrl+s").Check().Sees("is neither a date")
	if len(w.waivers) != 0 {
		t.Fatalf("wrote %+v", w.waivers)
	}
	d.Press("backspace").Check().Sees("will be added").Press("ctrl+s")
	if len(w.waivers) != 1 {
		t.Fatalf("wrote %+v", w.waivers)
	}
}

func TestAFindingOfTwoStepsIsCountedAndPassedOnce(t *testing.T) {
	r := tuitest.Eight()
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Session: screen.Session{Group: "promotion"}}, 100, 60)
	d.Press("g", "j", "enter").Check().Sees(fmt.Sprintf("Finding 1 of %d", len(r.Findings)))
	for i := 2; i <= len(r.Findings); i++ {
		d.Press("n").Check().Sees(fmt.Sprintf("Finding %d of %d", i, len(r.Findings)))
	}
	d.Press("n").Sees("Not now: this is the last one")
}

func TestTheScreensSayIfNothingIsOverdue(t *testing.T) {
	r := tuitest.Eight()
	r.Findings = slices.DeleteFunc(r.Findings, func(f rules.Finding) bool { return f.Drift.Story != nil && f.Drift.Story.Kind == drift.Overdue })
	for _, size := range sizes {
		d := tuitest.Start(t, tui.Options{Result: r, Start: "overview"}, size[0], size[1]).Check()
		d.Sees("0 overdue").Press("p").Check().Sees("by promotion", "0 overdue")
	}
	tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "overview"}, 100, 30).Lacks("overdue") // no history says so
}

func TestTheWholeTableIsReachedFromTheListAndByItsName(t *testing.T) {
	for _, size := range sizes {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Tables(), Start: "findings", Query: "app.orders"}, size[0], size[1])
		d.Press("t").Check().Sees("The whole table").Press("esc").Check().Lacks("The whole table")
		d = tuitest.Start(t, tui.Options{Result: tuitest.Tables(), Start: "findings", Query: "app.orders"}, size[0], size[1])
		d.Press(":").Type("table of a database").Press("enter").Check().Sees("The whole table")
	}
	tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 100, 30).Press("t").Sees("Not now: this finding is not about a table of a database.")
}

func TestTheReferenceIsTheFirstOfTheSources(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Eight(), Start: "findings", Query: "story:overdue"}, 60, 60).Press("enter").Check()
	_, where, _ := strings.Cut(d.Screen(), "Where\n")
	if !strings.HasPrefix(strings.TrimSpace(where), "prod ") {
		t.Errorf("the reference is not first:\n%s", d.Screen())
	}
}

func TestEverySignOfTheMatrixIsExplained(t *testing.T) {
	for _, w := range []int{40, 60, 80, 100, 116, 200} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "matrix"}, w, 24).Check()
		for _, sign := range []string{"= same", "~ ", "≠ ", "∅ missing", "? unknown", "* ref", "others differ"} {
			d.Sees(sign)
		}
	}
}

func TestPagingColumnsStopsAtTheLastOne(t *testing.T) {
	r := tuitest.Eight()
	i := slices.IndexFunc(r.Findings, func(f rules.Finding) bool { return f.Drift.Resource.Name == "notifications" })
	for k := range r.Findings[i].Drift.Sides {
		r.Findings[i].Drift.Sides[k] = tuitest.Value(fmt.Sprint(k), k, "deploy/all.yaml", k+1)
	}
	d := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "notifications"}, 100, 30).Press("enter").Sees("4 more environments not shown")
	for range 12 {
		d.Press("l")
	}
	last := d.Screen()
	if d.Press("h"); d.Screen() == last {
		t.Error("the first press back does nothing")
	}
}

// In every width a row shows how two values differ, also if they and the names of their environments are long.
func TestARowShowsWhatDiffersAndNotOnlyThatItDoes(t *testing.T) {
	long := strings.Repeat("registry.example/team/", 5)
	for name, c := range map[string]struct{ odd, other, see, seeOther string }{
		"short":            {"integer", "bigint", "integer", "bigint"},
		"long and alike":   {long + "app:1.4.2", long + "app:1.5.0", ":1.4.2", ":1.5.0"},
		"alike to the end": {strings.Repeat("abcdefgh ", 330) + "staging", strings.Repeat("abcdefgh ", 330) + "prod", "staging", "prod"},
		"one of them long": {"xyz", long + "app:1.5.0", "xyz", "reg"},
	} {
		for _, w := range []int{90, 99, 100, 120, 160, 200, 300} {
			r := tuitest.Eight()
			d := r.Findings[1].Drift
			for i := range d.Sides {
				d.Sides[i] = tuitest.Value(c.other, 0, "deploy/all.yaml", i+1)
				if i >= 5 {
					d.Sides[i] = tuitest.Value(c.odd, 1, "deploy/all.yaml", i+1)
				}
			}
			off := false
			s := tuitest.Start(t, tui.Options{Result: r, Start: "findings", Query: "story:overdue", Session: screen.Session{Preview: &off}}, w, 20).Check()
			for line := range strings.Lines(s.Screen()) {
				if !strings.Contains(line, "orders") {
					continue
				}
				if !strings.Contains(line, c.see) || !strings.Contains(line, c.seeOther) {
					t.Errorf("%s, %d columns: %s", name, w, line)
				}
			}
		}
	}
}

// again is a service that begins to collect and never ends.
type again struct{}

func (again) Retry(context.Context, string, string, string, string) error { return nil }
func (again) RetryAll(context.Context) error                              { return nil }

func TestTheScreenSaysThatItCollectsAgainUntilThatEnds(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Services: screen.Services{Retry: again{}}}, 100, 30)
	d.Press("R").Check().Sees("Collecting everything again.")
	d.Send(tui.Happened(audit.Event{Kind: audit.CollectorStarted, Environment: "dev", Collector: "envvars", Source: ".env"})).Sees("Collecting everything again.")
	d.Send(tui.Happened(audit.Event{Kind: audit.AuditDone})).Check().Lacks("Collecting everything again.")
}
