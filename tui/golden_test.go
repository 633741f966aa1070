package tui_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "screens", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs from its golden file (run with -update and read the difference):\n%s", name, got)
	}
}

// sizes are the sizes of terminals in which every screen is drawn.
var sizes = [][2]int{{60, 20}, {80, 24}, {100, 30}, {200, 60}}

// loading returns a session whose sources are still being read.
func loading() tui.Options {
	events := make(chan audit.Event, 8)
	events <- audit.Event{Kind: audit.CollectorStarted, Environment: "prod", Collector: "kubernetes", Source: "eks-prod", At: tuitest.Now().Add(-3 * time.Second)}
	events <- audit.Event{Kind: audit.CollectorProgress, Environment: "prod", Collector: "kubernetes", Source: "eks-prod", Done: 37, Total: 120, What: "pods", At: tuitest.Now()}
	events <- audit.Event{
		Kind: audit.CollectorDone, Environment: "dev", Collector: "envvars", Source: ".env.dev", At: tuitest.Now(),
		Outcome: &snapshot.Outcome{Collector: "envvars", Source: ".env.dev", Status: snapshot.Complete, Resources: 12, Took: 4 * time.Millisecond},
	}
	close(events)
	return tui.Options{Events: events}
}

func failed() tui.Options {
	failures := make(chan error, 1)
	failures <- fmt.Errorf("envparity.hcl:12: unknown environment \"prdo\", did you mean \"prod\"?")
	close(failures)
	return tui.Options{Failures: failures}
}

func judged() *judge.Judged {
	low, high := 2.4, 3.3
	p95 := func(x float64) judge.Estimate {
		from, to := x*0.9, x*1.2
		return judge.Estimate{Value: x, Low: &from, High: &to, N: 30}
	}
	j := func(name, env string, ref, own float64, out judge.Outcome, why string, next ...string) judge.Judgement {
		return judge.Judgement{
			Journey: name, Environment: env, Reference: "prod", Outcome: out, Why: why, Allowed: 1.5, Documented: true, Reason: "half the hardware",
			Ratio: judge.Estimate{Value: own / ref, Low: &low, High: &high, N: 30}, RefMedian: judge.Estimate{Value: ref, N: 30},
			EnvMedian: judge.Estimate{Value: own, N: 30}, Next: next, RefP95: p95(ref * 1.4), EnvP95: p95(own * 1.8),
			RefP99: judge.Estimate{Value: ref * 1.5, Low: new(ref * 1.45), N: 30}, EnvP99: judge.Estimate{Value: own * 2, Low: new(own * 1.9), N: 30},
		}
	}
	return &judge.Judged{
		Reference: "prod", Complete: true,
		Journeys: []judge.Judgement{
			j("login", "staging", 450, 480, judge.Within, "within what is documented"),
			j("search", "staging", 1200, 3400, judge.Exceeds, "slower than allowed", "data", "indexes", "cache"),
		},
		Functional: []judge.Functional{{Journey: "checkout", Step: "pay", Environment: "staging", What: "status 500, want 200", Failed: 30, Of: 30}},
		Answers: []answers.AnswerDiff{
			{Journey: "search", Step: "results", Path: "body.items[*].price", Kind: "changed", Values: map[string]string{"staging": "null", "prod": "12.50"}},
			{Journey: "login", Step: "me", Path: "body.flags", Kind: "missing", Values: map[string]string{"prod": "[\"a\"]"}, Absent: []string{"staging"}},
		},
		Visits: []judge.Visit{
			{
				Journey: "search", Environment: "staging", Step: "results", Round: 17, At: time.Date(2026, 11, 20, 9, 30, 17, 250_000_000, time.UTC), Took: 7300 * time.Millisecond,
				Remote: "10.0.0.7:443", Status: 200, Trace: "4bf92f3577b34da6a3ce929d0e0e4736", Link: "https://traces.example/trace/4bf92f3577b34da6a3ce929d0e0e4736",
			},
			{Journey: "search", Environment: "staging", Step: "results", Round: 21, At: time.Date(2026, 11, 20, 9, 31, 2, 0, time.UTC), Took: 90 * time.Millisecond, Status: 503, Failure: "status 503, expected one below 400"},
		},
		Problems: []string{"checkout was not run in dev: dial tcp: connection refused"},
		Times: map[string]map[string][]float64{
			"login":  {"prod": times(450, 630, 640), "staging": times(480, 864, 870)},
			"search": {"prod": times(1200, 1680, 1800), "staging": times(3400, 6120, 7300)},
		},
	}
}

// times returns the times of thirty visits, the shortest first. Most are near the median, and one in ten is slow.
func times(median, slow, slowest float64) []float64 {
	var out []float64
	for i := range 27 {
		out = append(out, median*(0.85+0.3*float64(i)/26+0.1*float64(i%3)/3))
	}
	out = append(out, slow, (slow+slowest)/2, slowest)
	slices.Sort(out)
	return out
}

// states are the sessions in which every screen is drawn.
func states() map[string]func() tui.Options {
	return map[string]func() tui.Options{
		"shop":    func() tui.Options { return tui.Options{Result: tuitest.Shop(), Judged: judged()} },
		"empty":   func() tui.Options { return tui.Options{Result: tuitest.Empty()} },
		"partial": func() tui.Options { return tui.Options{Result: tuitest.Partial()} },
		"huge":    func() tui.Options { return tui.Options{Result: tuitest.Huge(10000)} },
		"loading": loading,
		"failed":  failed,
	}
}

func TestEveryScreenInEveryStateAndSize(t *testing.T) {
	for state, options := range states() {
		for _, name := range []string{"overview", "findings", "walk", "matrix", "journeys", "tour", "sources"} {
			for _, size := range sizes {
				o := options()
				o.Start = name
				d := tuitest.Start(t, o, size[0], size[1]).Check()
				golden(t, fmt.Sprintf("%s-%s-%dx%d", name, state, size[0], size[1]), d.Screen())
			}
		}
	}
}

func TestFindingsInEverySize(t *testing.T) {
	for _, c := range []struct{ name, filter string }{
		{"leaked", "kind:leaked"}, {"secret", "kind:shared"}, {"tree", "path:spec.template.spec"}, {"text", "nginx"}, {"places", "search"}, {"waived", "is:waived"}, {"missing", "kind:extra"},
	} {
		for _, size := range sizes {
			d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: c.filter}, size[0], size[1])
			d.Press("enter").Check()
			golden(t, fmt.Sprintf("finding-%s-%dx%d", c.name, size[0], size[1]), d.Screen())
			d.Press("=", "w", "G").Check().Press("g", "-").Check()
		}
	}
}

func TestDialogsInEverySize(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{{"help", []string{"?"}}, {"palette", []string{":"}}, {"accept", []string{"a"}}, {"filter", []string{"/", "v", "e", "r", "d", "i", "c", "t", ":"}}} {
		for _, size := range sizes {
			w := &writer{}
			d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Services: w.services()}, size[0], size[1])
			d.Press(c.keys...).Check()
			golden(t, fmt.Sprintf("dialog-%s-%dx%d", c.name, size[0], size[1]), d.Screen())
		}
	}
}

func TestEightEnvironmentsWithTheirHistory(t *testing.T) {
	for _, c := range []struct {
		name, filter string
		keys         []string
	}{
		{"leaked", "kind:leaked", []string{"enter"}},
		{"overdue", "story:overdue", []string{"enter"}},
		{"many-values", "age:>2y", []string{"enter"}},
		{"long-value", "eu-west-1", []string{"enter"}},
		{"promotion", "", []string{"tab", "tab", "tab", "tab", "tab", "tab", "tab"}},
		{"by-risk", "", []string{"s"}},
		{"by-age", "", []string{"s", "s"}},
		{"by-story", "", []string{"s", "s", "s", "S"}},
	} {
		for _, size := range [][2]int{{60, 20}, {100, 30}, {200, 60}} {
			d := tuitest.Start(t, tui.Options{Result: tuitest.Eight(), Start: "findings", Query: c.filter, Authors: true}, size[0], size[1])
			d.Press(c.keys...).Check()
			golden(t, fmt.Sprintf("eight-%s-%dx%d", c.name, size[0], size[1]), d.Screen())
		}
	}
}

func TestWithoutRoomOneLineSaysSo(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 39, 30).Check()
	d.Sees("envparity needs 40×10")
	d.Resize(100, 9).Check().Sees("needs")
	d.Resize(40, 10).Check().Lacks("needs")
}

func TestAnASCIILocaleGetsASCIISigns(t *testing.T) {
	for _, name := range []string{"overview", "findings", "walk", "matrix", "journeys", "sources"} {
		d := tuitest.Start(t, tui.Options{Result: tuitest.Partial(), Start: name, ASCII: true, Judged: judged()}, 120, 40).Press("enter").Check()
		for _, r := range d.Screen() {
			if r > 0x7e {
				t.Fatalf("%s draws %q:\n%s", name, r, d.Screen())
			}
		}
	}
}
