package journeys_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/table"
)

// made returns a run of one journey with one step, with the given times in milliseconds. It needs no server.
func made(ref, env []float64, edit func(*journeys.Run)) *journeys.Run {
	run := &journeys.Run{
		Schema: journeys.Schema, RunID: "test", Origin: "run",
		Targets: []journeys.TargetInfo{{Name: "staging"}, {Name: "prod", Reference: true}},
		Journeys: []journeys.JourneyRun{{
			Name: "search", Rounds: len(ref), Paired: true, Connections: journeys.Warm,
			Steps: []journeys.StepRun{{Name: "search", Request: "GET /api/search"}},
		}},
	}
	add := func(envName string, round int, ms float64) {
		d := time.Duration(ms * float64(time.Millisecond))
		run.Journeys[0].Samples = append(run.Journeys[0].Samples, journeys.Sample{
			Environment: envName, Round: round, Total: d,
			Steps: []journeys.StepSample{{Step: "search", Status: 200, Total: d, Reused: true, Proto: "HTTP/1.1", Phases: journeys.Phases{Wait: d}}},
		})
	}
	for i := range ref {
		add("prod", i+1, ref[i])
	}
	for i := range env {
		add("staging", i+1, env[i])
	}
	if edit != nil {
		edit(run)
	}
	return run
}

func around(centre float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = centre * (1 + 0.02*float64((i*7)%11-5))
	}
	return out
}

func allow(r float64) func(*journeys.Run) {
	return func(run *journeys.Run) {
		run.Journeys[0].Allow = []journeys.Allow{{Environment: "staging", Ratio: r, Reason: "half the hardware"}}
	}
}

// failing reports whether a drift of the run is one that the built-in rules call must-fix, or one that they call should-fix.
func failing(j *judge.Judged) bool {
	return len(j.Drifts([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}})) > 0
}

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		run     *journeys.Run
		outcome judge.Outcome
		why     string
		failing bool
	}{
		{"well beyond a documented ratio", made(around(100, 20), around(280, 20), allow(1.5)), judge.Exceeds, "1.5× is allowed", true},
		{"inside a documented ratio", made(around(100, 20), around(130, 20), allow(1.5)), judge.Within, "1.5× is allowed", false},
		{"nothing documented", made(around(100, 20), around(180, 20), nil), judge.Exceeds, "nothing is documented", true},
		{"four percent", made(around(1000, 20), around(1040, 20), nil), judge.Within, "", false},
		{"a large ratio of nothing", made(around(1, 20), around(3, 20), nil), judge.Within, "the least difference that counts", false},
		{"too few rounds", made(around(100, 5), around(300, 5), nil), judge.NotComparable, "too few", false},
		{"an empty database", made(around(1000, 20), around(100, 20), nil), judge.TooFast, "suspiciously fast", true},
		{"on the bar", made(around(100, 8), []float64{140, 170, 120, 180, 150, 165, 149, 155}, allow(1.5)), judge.Inconclusive, "", false},
		{"another protocol", made(around(100, 20), around(100, 20), func(r *journeys.Run) {
			for i := range r.Journeys[0].Samples {
				if s := &r.Journeys[0].Samples[i]; s.Environment == "prod" {
					s.Steps[0].Proto = "HTTP/2.0"
				}
			}
		}), judge.NotComparable, "HTTP/2.0", false},
		{"fast error pages", made(around(100, 20), around(5, 20), func(r *journeys.Run) {
			for i := range r.Journeys[0].Samples {
				if s := &r.Journeys[0].Samples[i]; s.Environment == "staging" {
					s.Failed, s.Steps[0].Status, s.Steps[0].Failures = true, 500, []string{"status 500, expected one below 400"}
				}
			}
		}), judge.NotComparable, "20 of 20 visits failed", true},
		{"every round reconnected", made(around(100, 20), around(100, 20), func(r *journeys.Run) {
			for i := range r.Journeys[0].Samples {
				if s := &r.Journeys[0].Samples[i]; s.Environment == "staging" {
					s.Mixed, s.Steps[0].Reused = true, false
				}
			}
		}), judge.NotComparable, `connections = "cold"`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := judge.Run(c.run, judge.Options{})
			if len(j.Journeys) != 1 {
				t.Fatalf("%d judgements", len(j.Journeys))
			}
			got := j.Journeys[0]
			if got.Outcome != c.outcome || !strings.Contains(got.Why, c.why) {
				t.Errorf("%s because %q, want %s because …%q…", got.Outcome, got.Why, c.outcome, c.why)
			}
			if got := failing(j); got != c.failing {
				t.Errorf("failing %v", got)
			}
			if (c.outcome == judge.NotComparable) == j.Complete {
				t.Errorf("complete %v", j.Complete)
			}
		})
	}
}

func TestOneOfManyComparisonsHasToPassHolm(t *testing.T) {
	// Six rounds can reach p = .031. That is enough for one comparison, and not for one of ten.
	run := made(around(100, 6), around(200, 6), nil)
	if alone := judge.Run(run, judge.Options{}).Journeys[0]; alone.Outcome != judge.Exceeds || alone.P != 0.03125 {
		t.Fatalf("alone: %s, p %v", alone.Outcome, alone.P)
	}
	first := run.Journeys[0]
	for range 9 {
		run.Journeys = append(run.Journeys, first)
	}
	got := judge.Run(run, judge.Options{}).Journeys[0]
	if got.Outcome != judge.Inconclusive || got.MoreRounds != 3 {
		t.Errorf("among ten: %s, %d more rounds; %s", got.Outcome, got.MoreRounds, got.Why)
	}
}

func TestABaselineShowsIfTheGapHasGrown(t *testing.T) {
	then := made(around(100, 20), around(120, 20), nil)
	slowNetwork := made(around(200, 20), around(240, 20), nil) // everything twice as slow: not a change of the gap
	worse := made(around(100, 20), around(180, 20), nil)
	j := judge.Run(slowNetwork, judge.Options{Baseline: then}).Journeys[0]
	if j.Baseline == nil || j.Baseline.Worse || j.Baseline.Better {
		t.Errorf("slow network: %+v", j.Baseline)
	}
	j = judge.Run(worse, judge.Options{Baseline: then}).Journeys[0]
	if j.Baseline == nil || !j.Baseline.Worse || !strings.Contains(j.Baseline.Words, "1.5×") {
		t.Errorf("worse: %+v", j.Baseline)
	}
}

func TestTheDemoReportsWhatIsPlanted(t *testing.T) {
	ts := demoTargets(t)
	run := execute(t, shopJourneys, ts, runner.PlanOptions{AllowWrites: []string{"prod"}, Rounds: 10}, runner.Options{Secrets: secrets})
	path := filepath.Join(t.TempDir(), "runs", "a.JSON")
	if err := runfile.Write(run, path, true); err != nil {
		t.Fatal(err)
	}
	again, err := runfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	j := judge.Run(again, judge.Options{})
	var search *judge.Judgement
	for i := range j.Journeys {
		if j.Journeys[i].Journey == "search" && j.Journeys[i].Environment == "staging" {
			search = &j.Journeys[i]
		}
	}
	if search == nil || search.Outcome != judge.Exceeds || search.Severity() != "must-fix" {
		t.Fatalf("search: %+v", search)
	}
	if len(search.Next) == 0 || search.Next[0] != "data and indexes" {
		t.Errorf("look next at %q, the server says it is the database", search.Next)
	}
	var paths []string
	for _, a := range j.Answers {
		paths = append(paths, a.Step+" "+a.Path+" "+a.Kind)
	}
	for _, want := range []string{"checkout body.vat missing", "checkout body.total type-changed"} {
		if !strings.Contains(strings.Join(paths, "\n"), want) {
			t.Errorf("answers: %q, want %q among them", paths, want)
		}
	}
	for _, never := range []string{"took_ms", "request", "token"} {
		if strings.Contains(strings.Join(paths, "\n"), never) {
			t.Errorf("answers: %q report %q, which varies in every environment", paths, never)
		}
	}
	var b bytes.Buffer
	if err := table.Write(&b, j, table.Options{Verbose: testing.Verbose()}); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
}

func TestLongLinesAreFoldedAtSpaces(t *testing.T) {
	const s = "  must-fix   635c8dc1dde208f2 answer/checkout/review body.total"
	for width, want := range map[int]string{0: s, 10: s, 200: s, 50: "  must-fix   635c8dc1dde208f2|      answer/checkout/review body.total", 30: "  must-fix   635c8dc1dde208f2|      answer/checkout/review|      body.total"} {
		if got := strings.Join(table.Fold(s, width), "|"); got != want {
			t.Errorf("%d: %q, want %q", width, got, want)
		}
	}
	if got := table.Fold("    "+strings.Repeat("x", 90), 40); len(got) != 1 {
		t.Errorf("a word was broken: %q", got)
	}
}

// answered gives the run's step answers with one field, stable or not.
func answered(run *journeys.Run, prod, staging journeys.Field) *journeys.Run {
	side := func(env string, f journeys.Field) journeys.AnswerFields {
		f.Path, f.Kinds, f.In = "body.x", []string{"string"}, 5
		f.Hash = f.Value
		return journeys.AnswerFields{Environment: env, Rounds: 5, Statuses: map[int]int{200: 5}, Media: "application/json", Fields: []journeys.Field{f}}
	}
	run.Journeys[0].Steps[0].Level = journeys.ByValue
	run.Journeys[0].Steps[0].Answers = []journeys.AnswerFields{side("staging", staging), side("prod", prod)}
	return run
}

func TestAFieldThatWasVolatileInTheBaselineStaysSo(t *testing.T) {
	now := answered(made(around(100, 20), around(100, 20), nil), journeys.Field{Value: "a"}, journeys.Field{Value: "b"})
	if n := len(judge.Run(now, judge.Options{}).Answers); n != 1 {
		t.Fatalf("%d answers differ without a baseline", n)
	}
	then := answered(made(around(100, 20), around(100, 20), nil), journeys.Field{Value: "a", Volatile: true}, journeys.Field{Value: "b"})
	if got := judge.Run(now, judge.Options{Baseline: then}).Answers; len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
