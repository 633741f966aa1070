package journeys_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
)

// values are of kinds that built-in rules ask for elsewhere. A kept run does not have them, and must get the same verdicts.
var values = []string{
	"10", "11", "12", "true", "false", "1.2.3", "2.0.0", "debug", "info", "", "changeme", "localhost:8080", "http://localhost/x",
	"https://api.staging.shop.example/v1", "https://api.prod.shop.example/v1", "pk_test_51H8exampleexample", "prod", "staging", "10.0.0.7", "*",
}

// draw returns a run of random answers, times and failures.
func draw(r *rand.Rand) *journeys.Run {
	n := 3 + r.IntN(40)
	run := made(around(20, n), around(20*(1+3*r.Float64()), n), nil)
	j := &run.Journeys[0]
	for i := range j.Samples {
		if r.IntN(30) == 0 {
			j.Samples[i].Failed, j.Samples[i].Steps[0].Failures = true, []string{"status 503, expected one below 400"}
		}
		if r.IntN(10) == 0 {
			j.Samples[i].Total *= 20
		}
	}
	run.StartedAt = time.Date(2026, 3, 4, 12, 0, 0, r.IntN(1e9), time.UTC)
	run.Targets[0].Traces = []string{"", "https://traces.example/{{id}}"}[r.IntN(2)]
	if r.IntN(3) == 0 {
		j.Limits = &journeys.Limits{P95: time.Duration(10+r.IntN(60)) * time.Millisecond}
	}
	if r.IntN(4) == 0 {
		j.Rate = 40
	}
	for i := range j.Samples {
		s := &j.Samples[i]
		s.Start = time.Duration(s.Round) * time.Second
		s.Steps[0].Trace, s.Steps[0].At = fmt.Sprint("id", i), s.Start+time.Duration(r.IntN(1e6))
		s.Steps[0].TLS = map[string]string{"staging": []string{"TLS 1.2", "TLS 1.3"}[run.StartedAt.Nanosecond()%2], "prod": "TLS 1.3"}[s.Environment]
		s.Setup = s.Failed && r.IntN(3) == 0
	}
	step := &j.Steps[0]
	step.Level = []journeys.Level{journeys.ByStatus, journeys.ByShape, journeys.ByValue, journeys.Exactly}[r.IntN(4)]
	step.Within = []float64{0, 0.1}[r.IntN(2)]
	for _, env := range []string{"staging", "prod"} {
		a := journeys.AnswerFields{Environment: env, Rounds: n, Named: true, Media: "application/json", Statuses: map[int]int{200: n}}
		field := func(path string) journeys.Field {
			v := values[r.IntN(len(values))]
			f := journeys.Field{Path: path, Kinds: []string{[]string{"number", "string", "null", "bool"}[r.IntN(4)]}, In: n, Value: v, Hash: "h" + v, Volatile: r.IntN(6) == 0, Near: r.IntN(6) == 0}
			if r.IntN(4) == 0 {
				f.Kinds, f.Order, f.Members, f.Elements = []string{"list"}, fmt.Sprint(r.IntN(2)), fmt.Sprint(r.IntN(2)), "1, 2"
			}
			if r.IntN(5) == 0 {
				f.Own = "own"
			}
			if r.IntN(8) == 0 {
				f.Leak = &journeys.Leak{Word: "prod.shop.example", Of: "prod"}
			}
			if r.IntN(8) == 0 {
				f.Secret, f.Value, f.Hash = true, "hmac:"+v, ""
			}
			return f
		}
		for k := range 8 {
			if r.IntN(5) > 0 {
				a.Fields = append(a.Fields, field(fmt.Sprintf("body.f%d", k)))
			}
		}
		for _, h := range []string{"content-type", "cache-control", "strict-transport-security"} {
			if r.IntN(3) > 0 {
				f := field(h)
				f.Kinds = []string{"string"}
				a.Headers = append(a.Headers, f)
			}
		}
		step.Answers = append(step.Answers, a)
	}
	return run
}

// builtin returns the built-in rules, without waivers or a baseline.
func builtin(t *testing.T) *audit.Decisions {
	t.Helper()
	decisions, err := audit.Decide(&config.Config{Environments: []config.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return decisions
}

// findings lists what is found in a run: what was judged, each drift without its values, and each finding with its verdict, its rule and its fingerprint.
func findings(run *journeys.Run, decisions *audit.Decisions) []string {
	configured := []config.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}
	envs := audit.Named(configured)
	judged := judge.Run(run, judge.Options{})
	judged.DropOwnNames(envs)
	told, err := json.Marshal([]any{judged.Journeys, judged.Functional, judged.Limits, judged.Visits, judged.Connections, judged.Problems, judged.Complete})
	out := []string{fmt.Sprint(string(told), err)}
	for _, d := range judged.Drifts(envs) {
		line := fmt.Sprint(d.Kind, " ", d.Resource.Kind, "/", d.Resource.Name, " ", d.Path, " ", d.Key, " ", d.Split)
		for _, s := range d.Sides {
			line += fmt.Sprint(" ", s.State, s.Class, s.Word, s.WordOf)
		}
		out = append(out, line)
	}
	for _, f := range audit.Journeys(judged, configured, decisions, time.Date(2026, 3, 4, 13, 0, 0, 0, time.UTC)) {
		out = append(out, fmt.Sprint(f.Verdict, " by ", f.Rule, " ", f.Fingerprint, " ", f.Drift.Kind, " ", f.Drift.Path))
	}
	slices.Sort(out)
	return out
}

func TestAKeptRunHasTheFindingsOfTheLiveOne(t *testing.T) {
	dir := t.TempDir()
	decisions := builtin(t)
	found := 0
	for seed := range uint64(300) {
		run := draw(rand.New(rand.NewPCG(seed, 7)))
		live := findings(run, decisions)
		for _, keep := range []bool{false, true} {
			path := filepath.Join(dir, "run.json")
			if err := runfile.Write(run, path, keep); err != nil {
				t.Fatal(err)
			}
			kept, err := runfile.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := findings(kept, decisions); !slices.Equal(got, live) {
				t.Fatalf("seed %d, values kept %v: kept\n%s\nlive\n%s", seed, keep, strings.Join(got, "\n"), strings.Join(live, "\n"))
			}
		}
		found += len(live) - 1
	}
	if found < 600 {
		t.Errorf("only %d drifts and findings in 300 runs: they prove little", found)
	}
}
