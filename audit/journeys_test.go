package audit_test

import (
	"context"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// judgedOnce is what a run showed: search too slow in staging, login not measured in dev, answers that differ by their own names only.
func judgedOnce() *judge.Judged {
	e := func(ms float64) judge.Estimate { return judge.Estimate{Value: ms, N: 20} }
	return &judge.Judged{
		RunID: "r1", Reference: "prod",
		Journeys: []judge.Judgement{
			{Journey: "search", Environment: "staging", Reference: "prod", Outcome: judge.Exceeds, Documented: true, Ratio: e(3), RefMedian: e(25), EnvMedian: e(75)},
			{Journey: "search", Environment: "dev", Reference: "prod", Outcome: judge.Within, Ratio: e(1), RefMedian: e(25), EnvMedian: e(26)},
			{Journey: "login", Environment: "dev", Reference: "prod", Outcome: judge.NotComparable, Why: "9 of 20 visits failed in dev"},
		},
		Answers: []answers.AnswerDiff{
			{Journey: "search", Step: "s", Path: "body.host", Kind: "changed", Values: map[string]string{"staging": "api.staging.shop.example", "prod": "api.prod.shop.example"}},
		},
	}
}

func TestJourneysJoinTheAudit(t *testing.T) {
	file, err := shop.Extract(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, config.Options{CollectTypes: names()})
	if err != nil {
		t.Fatal(err)
	}
	o := audit.Options{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	snaps, err := audit.Collect(context.Background(), cfg, all.Types(), audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("shop")), Now: func() time.Time { return o.Now }, Getenv: func(string) string { return "" }, Refuse: agreed,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if o.Decisions, err = audit.Decide(cfg); err != nil {
		t.Fatal(err)
	}
	without := audit.Audit(snaps, cfg, o)
	o.Journeys = audit.ForAudit(judgedOnce(), cfg)
	with := audit.Audit(snaps, cfg, o)
	if len(o.Journeys.Answers) != 0 {
		t.Errorf("what differs by own names only is left: %+v", o.Journeys.Answers)
	}
	if len(with.Findings) != len(without.Findings)+1 || with.Summary.MustFix != without.Summary.MustFix+1 {
		t.Errorf("%d findings with, %d without", len(with.Findings), len(without.Findings))
	}
	score := func(r *audit.Result, env string) float64 {
		for _, s := range r.Scores {
			if s.Environment == env && s.Pillar == snapshot.Behaviour {
				return s.Value
			}
		}
		t.Fatalf("no score of behaviour in %s", env)
		return 0
	}
	if score(with, "staging") >= score(without, "staging") {
		t.Error("a must-fix in staging's behaviour costs nothing")
	}
	var of []audit.Outcome
	for _, x := range with.Outcomes {
		if x.Collector == journeys.CollectorName {
			of = append(of, x)
		}
	}
	if len(of) != 3 || with.Complete || of[0].Environment != "dev" || of[0].Status != snapshot.Partial || of[1].Status != snapshot.Complete {
		t.Errorf("complete %v, outcomes %+v", with.Complete, of)
	}
	for i := range with.Findings {
		if f := &with.Findings[i]; f.Drift.Collector == journeys.CollectorName && (f.Verdict != rules.MustFix || f.Drift.Split != "staging alone") {
			t.Errorf("%s, %q", f.Verdict, f.Drift.Split)
		}
	}
}
