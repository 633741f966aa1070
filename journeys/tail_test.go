package journeys_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
)

// late makes each eighth of an environment's samples half a second late, and edits those.
func late(env string, edit func(*journeys.StepSample)) func(*journeys.Run) {
	return func(run *journeys.Run) {
		n := 0
		for i := range run.Journeys[0].Samples {
			s := &run.Journeys[0].Samples[i]
			if s.Environment != env {
				continue
			}
			if n++; n%8 != 0 {
				continue
			}
			s.Total += 500 * time.Millisecond
			s.Steps[0].Total, s.Steps[0].Phases.Wait = s.Total, s.Total
			if edit != nil {
				edit(&s.Steps[0])
			}
		}
	}
}

func drifts(run *journeys.Run) map[string]drift.Drift {
	out := map[string]drift.Drift{}
	for _, d := range judge.Run(run, judge.Options{}).Drifts([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}) {
		out[d.Resource.Kind+" "+d.Path] = d
	}
	return out
}

func TestATailIsASeparateFinding(t *testing.T) {
	for _, c := range []struct {
		name  string
		run   *journeys.Run
		path  string
		notes string
	}{
		{"one answer in eight half a second late", made(around(15, 120), around(15, 120), late("staging", nil)), "journey tail", "lose their time waiting for the first byte"},
		{"the slow ones share a server", made(around(15, 120), around(15, 120), late("staging", func(s *journeys.StepSample) { s.Remote = "10.0.0.7:443" })), "journey tail", "came from the server 10.0.0.7:443"},
		{"the slow ones miss the cache", made(around(15, 120), around(15, 120), late("staging", func(s *journeys.StepSample) { s.Cache = "MISS" })), "journey tail", "missed the cache"},
		{"its servers name the cause", made(around(15, 120), around(15, 120), late("staging", func(s *journeys.StepSample) {
			s.Server = []journeys.Timing{{Name: "lock", Took: 480 * time.Millisecond}}
		})), "journey tail", `"lock" takes 480ms`},
		{"both have it", made(around(15, 120), around(15, 120), func(r *journeys.Run) { late("staging", nil)(r); late("prod", nil)(r) }), "", ""},
		{"the reference alone has it", made(around(15, 120), around(15, 120), late("prod", nil)), "", ""},
		{"a documented tail", made(around(15, 120), around(15, 120), func(r *journeys.Run) {
			late("staging", nil)(r)
			r.Journeys[0].Allow = []journeys.Allow{{Environment: "staging", P95Ratio: 100, Reason: "a cold cache"}}
		}), "", ""},
	} {
		got := drifts(c.run)
		if c.path == "" {
			if len(got) > 0 {
				t.Errorf("%s: %v", c.name, got)
			}
			continue
		}
		if d, ok := got[c.path]; !ok || len(got) != 1 || !strings.Contains(strings.Join(d.Facts.Notes, "\n"), c.notes) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAnIntervalThatReachesBeyondWhatIsAllowedIsNoAcceptance(t *testing.T) {
	env := around(15, 20)
	for i := range 9 {
		env[i] *= 6
	}
	x := judge.Run(made(around(15, 20), env, nil), judge.Options{}).Journeys[0]
	if x.Severity() == "acceptable" || strings.Contains(x.Why, "least difference") {
		t.Errorf("%s: %s", x.Severity(), x.Why)
	}
}

func TestMoreFailuresAreAFindingWithItsCauses(t *testing.T) {
	failed := func(env string, every int) func(*journeys.Run) {
		return func(r *journeys.Run) {
			for i := range r.Journeys[0].Samples {
				if s := &r.Journeys[0].Samples[i]; s.Environment == env && s.Round%every == 0 {
					s.Failed, s.Steps[0].Status, s.Steps[0].Failures = true, 503, []string{"status 503, expected one below 400"}
				}
			}
		}
	}
	for _, c := range []struct {
		name string
		edit func(*journeys.Run)
		want bool
	}{
		{"one in forty-four against none", failed("staging", 44), true},
		{"alike", func(r *journeys.Run) { failed("staging", 44)(r); failed("prod", 44)(r) }, false},
		{"a documented rate", func(r *journeys.Run) {
			failed("staging", 44)(r)
			r.Journeys[0].Allow = []journeys.Allow{{Environment: "staging", ErrorRate: 0.05, Reason: "it is restarted at noon"}}
		}, false},
		{"every time, which the step says", failed("staging", 1), false},
	} {
		d, got := drifts(made(around(15, 400), around(15, 400), c.edit))["journey errors"]
		if got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if notes := fmt.Sprint(d.Facts.Notes); c.want && (!strings.Contains(notes, `9 × step "search" in staging: status 503`) || d.Sides[0].Text != "9 of 400 visits fail") {
			t.Errorf("%s: %s %+v", c.name, notes, d.Sides)
		}
	}
}
