package journeys_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

func TestLoadIsBoundedByItsBudgetAndByWhatAnEnvironmentTakes(t *testing.T) {
	for _, c := range []struct {
		name, load string
		target     journeys.Target
		requests   int
		refused    string
	}{
		{"an arrival rate", "arrival_rate = 100", journeys.Target{}, 21, ""},
		{"a ramp adds half of what the full rate sends", "arrival_rate = 100\nramp = \"2s\"", journeys.Target{}, 120, ""},
		{"visits under way", "concurrency = 10\nramp = \"1s\"", journeys.Target{}, 30, ""},
		{"more than a protected environment gets", "arrival_rate = 100", journeys.Target{Protected: true}, 0, "prod takes 1 a second"},
		{"as much as it gets", "arrival_rate = 100", journeys.Target{Protected: true, MaxRate: 100}, 21, ""},
		{"more than its rate", "arrival_rate = 100", journeys.Target{MaxRate: 50}, 0, "it sends 100 requests a second, and prod takes 50 a second"},
		{"visits under way in a protected environment", "concurrency = 10", journeys.Target{Protected: true}, 0, "it keeps 10 visits under way"},
	} {
		c.target.Name, c.target.BaseURL = "prod", "http://127.0.0.1:1"
		ts := []journeys.Target{c.target}
		p, err := runner.MakePlan(cases(parse(t, "journey \"j\" {\nrounds = 20\n"+c.load+"\nstep \"s\" { request = \"GET /a\" }\n}"), ts), ts, runner.PlanOptions{Warmup: -1})
		if err != nil {
			t.Fatal(err)
		}
		why := ""
		for _, r := range p.Cases[0].Refused {
			why += r.Why
		}
		if p.Requests != c.requests || (c.refused == "") != (why == "") || !strings.Contains(why, c.refused) {
			t.Errorf("%s: %d requests, refused %q", c.name, p.Requests, why)
		}
	}
	for src, want := range map[string]string{
		"arrival_rate = 5000": "take a load generator",
		"ramp = \"5s\"":       "A ramp of nothing",
		"concurrency = 1000":  "from 1 to 256",
		"rate = 5":            "Unsupported argument",
	} {
		if _, diags := tryParse("journey \"j\" {\n" + src + "\nstep \"s\" { request = \"GET /a\" }\n}"); !strings.Contains(diags.Error(), want) {
			t.Errorf("%s: %s", src, diags.Error())
		}
	}
}

func TestVisitsAreUnderWayAtTheSameTime(t *testing.T) {
	const at, rounds = 5, 40
	var now, most atomic.Int32
	all := make(chan struct{})
	var l log
	ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		if n == at {
			select {
			case <-all:
			default:
				close(all)
			}
		}
		<-all // none is answered before all are there
		now.Add(-1)
		plain(w, r)
	})}}
	run := execute(t, "journey \"j\" {\nrounds = 40\nwarmup = 5\nconcurrency = 5\nstep \"s\" { request = \"GET /a\" }\n}", ts, runner.PlanOptions{}, runner.Options{})
	measured, seen := 0, map[int]bool{}
	for _, s := range run.Journeys[0].Samples {
		if !s.Warmup {
			measured++
		}
		if seen[s.Round] {
			t.Errorf("two visits of round %d", s.Round)
		}
		seen[s.Round] = true
	}
	if most.Load() != at || measured != rounds || len(l.requests()) != rounds+5 {
		t.Errorf("%d at once, %d measured, %d requests", most.Load(), measured, len(l.requests()))
	}
}
