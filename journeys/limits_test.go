package journeys_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
)

func limited(l journeys.Limits, edit func(*journeys.Run)) func(*journeys.Run) {
	return func(run *journeys.Run) {
		run.Journeys[0].Limits = &l
		if edit != nil {
			edit(run)
		}
	}
}

func TestALimitHoldsWhateverTheReferenceDoes(t *testing.T) {
	p95 := journeys.Limits{P95: 300 * time.Millisecond}
	for _, c := range []struct {
		name    string
		run     *journeys.Run
		outcome map[string]judge.Outcome // by environment
		path    string
		why     string
	}{
		{"both below", made(around(100, 20), around(110, 20), limited(p95, nil)), map[string]judge.Outcome{"staging": judge.Within, "prod": judge.Within}, "", ""},
		{"both above, and alike", made(around(400, 20), around(400, 20), limited(p95, nil)), map[string]judge.Outcome{"staging": judge.Exceeds, "prod": judge.Exceeds}, "journey limit.p95", "20 of 20"},
		{"the reference alone above", made(around(400, 20), around(150, 20), limited(p95, nil)), map[string]judge.Outcome{"staging": judge.Within, "prod": judge.Exceeds}, "journey limit.p95", "100 % of prod's answers take longer than 300 ms"},
		{"one answer in eight late", made(around(15, 120), around(15, 120), limited(p95, late("staging", nil))), map[string]judge.Outcome{"staging": judge.Exceeds, "prod": judge.Within}, "journey limit.p95", "15 of 120"},
		{"two late of 20 decide nothing", made(around(15, 20), append(around(15, 18), 500, 500), limited(p95, nil)), map[string]judge.Outcome{"staging": judge.Inconclusive, "prod": judge.Within}, "", "more rounds would"},
		{"six rounds all above", made(around(100, 6), around(400, 6), limited(p95, nil)), map[string]judge.Outcome{"staging": judge.Exceeds, "prod": judge.Within}, "journey limit.p95", ""},
	} {
		judged := judge.Run(c.run, judge.Options{})
		why := ""
		for _, x := range judged.Limits {
			if x.Outcome != c.outcome[x.Environment] {
				t.Errorf("%s: %s in %s: %s", c.name, x.Outcome, x.Environment, x.Why)
			}
			why += x.Why
		}
		if len(judged.Limits) != 2 || !strings.Contains(why, c.why) {
			t.Errorf("%s: %+v", c.name, judged.Limits)
		}
		if _, has := drifts(c.run)["journey limit.p95"]; has != (c.path != "") {
			t.Errorf("%s: finding %v", c.name, has)
		}
	}
}

func TestALimitThatJustHoldsIsSeldomAFinding(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const runs, rounds = 400, 60
	alarms := 0
	for range runs {
		at := make([]float64, rounds)
		for i := range at {
			if at[i] = 100; r.Float64() < 0.05 {
				at[i] = 400
			}
		}
		judged := judge.Run(made(around(100, rounds), at, limited(journeys.Limits{P95: 300 * time.Millisecond}, nil)), judge.Options{})
		for _, x := range judged.Limits {
			if x.Outcome == judge.Exceeds {
				alarms++
			}
		}
	}
	if alarms*20 > runs {
		t.Errorf("%d false alarms in %d runs", alarms, runs)
	}
}

func TestOneVisitIsComparedWithTheTailLimitsAlone(t *testing.T) {
	l := &journeys.Limits{P50: time.Millisecond, P95: 300 * time.Millisecond}
	if got := l.Over(200 * time.Millisecond); got != "" {
		t.Error(got)
	}
	if got := l.Over(412 * time.Millisecond); got != "took 412ms, and the p95 may be 300ms" {
		t.Error(got)
	}
	if got := (*journeys.Limits)(nil).Over(time.Hour); got != "" {
		t.Error(got)
	}
}
