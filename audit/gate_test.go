package audit

import (
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/snapshot"
)

func TestOneCriterionThatIsNotMetOutranksAllOthers(t *testing.T) {
	for _, c := range []struct {
		name string
		list []CriterionStatus
		want Decision
	}{
		{"all are met", []CriterionStatus{Met, Met}, Go},
		{"one is unknown", []CriterionStatus{Met, Unknown}, Undecided},
		{"a person has to confirm one", []CriterionStatus{Open, Met}, Undecided},
		{"one is not met", []CriterionStatus{Open, Unknown, NotMet, Met}, NoGo},
	} {
		var list []Criterion
		for _, s := range c.list {
			list = append(list, Criterion{Status: s})
		}
		if got := DecideRelease(list); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// running is a snapshot of an environment that runs these images.
func running(env string, images ...string) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Environment: env}
	for _, i := range images {
		s.Resources = append(s.Resources, snapshot.Resource{Kind: "Deployment", Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "image", Kind: snapshot.String, Text: i}}}})
	}
	return s
}

func TestImagesArePromotedByDigest(t *testing.T) {
	for _, c := range []struct {
		name         string
		tested, prod []string
		want         CriterionStatus
	}{
		{"the same digest", []string{"r.example/api:1@sha256:aa"}, []string{"r.example/api:1@sha256:aa"}, Met},
		{"the same digest from another registry", []string{"stg.example:5000/api@sha256:aa"}, []string{"prod.example/api:1@sha256:aa"}, Met},
		{"another digest under one tag", []string{"api:1@sha256:aa"}, []string{"api:1@sha256:bb"}, NotMet},
		{"only a tag", []string{"r.example/api:1"}, []string{"r.example/api:1"}, Unknown},
		{"another tag", []string{"api:1"}, []string{"api:2"}, NotMet},
		{"a digest here and a tag there", []string{"api:1@sha256:aa"}, []string{"api:1"}, NotMet},
		{"never tested", []string{"api@sha256:aa"}, []string{"api@sha256:aa", "web@sha256:cc"}, NotMet},
		{"more was tested than is promoted", []string{"api@sha256:aa", "web@sha256:cc"}, []string{"api@sha256:aa"}, Met},
		{"no image was seen", nil, nil, Unknown},
	} {
		got := (&Result{}).Judge(Release{
			Gate: config.Gate{Tested: "staging", Promoted: "prod"}, Snapshots: []*snapshot.Snapshot{running("staging", c.tested...), running("prod", c.prod...)},
		})
		if len(got) != 1 || got[0].Status != c.want || c.want != Met && got[0].Confirm == "" {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

// release judges what some snapshots come to by the rules of today.
func release(t *testing.T, g config.Gate, change func(*Options, *Release), snaps ...*snapshot.Snapshot) Criterion {
	t.Helper()
	cfg := &config.Config{Environments: []config.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}}
	d, err := Decide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC), Decisions: d}
	x := Release{Gate: g, Snapshots: snaps, Now: o.Now}
	if change != nil {
		change(&o, &x)
	}
	got := Audit(snaps, cfg, o).Judge(x)
	if len(got) == 0 {
		t.Fatal("no criterion")
	}
	return got[len(got)-1]
}

// migrated is a snapshot of an environment whose database has applied these migrations; none means that no database was read.
func migrated(env string, applied ...string) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Environment: env, Outcomes: []snapshot.Outcome{{Collector: "database", Status: snapshot.Complete}}}
	if applied == nil {
		return s
	}
	list := snapshot.Node{Key: "applied", Kind: snapshot.Map}
	for _, id := range applied {
		list.Children = append(list.Children, snapshot.Node{Key: id, Kind: snapshot.Map, Children: []snapshot.Node{{Key: "checksum", Kind: snapshot.String, Text: "c" + id}}})
	}
	version := snapshot.Node{Key: "version", Kind: snapshot.String, Text: applied[len(applied)-1]}
	s.Resources = []snapshot.Resource{{
		Type: "database", Collector: "database", Kind: "migrations", Scope: "shop", Name: "flyway", Pillar: snapshot.Data,
		Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{list, version}},
	}}
	s.Normalize()
	return s
}

func TestMigrationsAreAppliedEverywhere(t *testing.T) {
	// a ConfigMap about migrations is no list of applied ones
	named := migrated("staging", "1", "2")
	named.Resources = append(named.Resources, snapshot.Resource{
		Type: "kubernetes", Collector: "kubernetes", Kind: "ConfigMap", Name: "run-migrations", Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "migration_timeout", Kind: snapshot.String, Text: "30s"}}},
	})
	named.Outcomes = append(named.Outcomes, snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Complete})
	named.Normalize()
	failed := migrated("prod")
	failed.Outcomes[0].Status, failed.Outcomes[0].Error = snapshot.Failed, "no connection"
	beside := migrated("prod", "1", "2")
	beside.Outcomes = append(beside.Outcomes, snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Complete})
	for _, c := range []struct {
		name          string
		staging, prod *snapshot.Snapshot
		want          CriterionStatus
		evidence      string
	}{
		{"all are applied", migrated("staging", "1", "2"), migrated("prod", "1", "2"), Met, "prod: 1 list of migrations observed"},
		{"prod has one that was never tested", migrated("staging", "1"), migrated("prod", "1", "2"), NotMet, "migrations flyway"},
		{"prod gets one with the release", migrated("staging", "1", "2"), migrated("prod", "1"), Met, "on its way: acceptable"},
		{"no database was read", migrated("staging"), migrated("prod"), Unknown, "prod: 0 lists of migrations observed"},
		{"the database of prod could not be read", migrated("staging", "1"), failed, Unknown, "prod: 0 lists of migrations observed"},
		{"something else whose name has the word", named, beside, Met, "staging: 1 list of migrations observed"},
	} {
		got := release(t, config.Gate{Migrations: true}, nil, c.staging, c.prod)
		if got.Status != c.want || !strings.Contains(strings.Join(got.Evidence, "\n"), c.evidence) || c.want != Met && got.Confirm == "" {
			t.Errorf("%s: %+v, want %s and %q", c.name, got, c.want, c.evidence)
		}
	}
}

// travelledIn is a run of one journey that is as slow in staging as it says, in milliseconds, beside 100 in prod.
func travelledIn(staging float64, rounds int) *judge.Judged {
	run := &journeys.Run{Schema: journeys.Schema, RunID: "r1", Targets: []journeys.TargetInfo{{Name: "staging"}, {Name: "prod", Reference: true}}}
	j := journeys.JourneyRun{Name: "checkout", Rounds: rounds, Paired: true, Connections: journeys.Warm, Steps: []journeys.StepRun{{Name: "pay", Request: "GET /pay"}}}
	for i := range rounds {
		for env, ms := range map[string]float64{"staging": staging, "prod": 100} {
			took := time.Duration((ms + float64(i*7%11)) * float64(time.Millisecond))
			j.Samples = append(j.Samples, journeys.Sample{Environment: env, Round: i + 1, Total: took, Steps: []journeys.StepSample{{
				Step: "pay", Status: 200, Total: took, Reused: true, Proto: "HTTP/1.1", Phases: journeys.Phases{Wait: took},
			}}})
		}
	}
	run.Journeys = []journeys.JourneyRun{j}
	return judge.Run(run, judge.Options{})
}

func TestJourneysAreWithinWhatTheyMayTake(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		run  *judge.Judged
		at   time.Time
		age  time.Duration
		want CriterionStatus
		says string
	}{
		{"as fast as the reference", travelledIn(100, 40), now, 0, Met, "checkout in staging: within"},
		{"three times as slow", travelledIn(300, 40), now, 0, NotMet, "checkout"},
		{"too few rounds to say", travelledIn(101, 2), now, 0, Unknown, "checkout in staging: not-comparable"},
		{"a run of two days ago", travelledIn(100, 40), now.Add(-48 * time.Hour), 0, Unknown, "run r1 of 2026-11-28T12:00:00Z"},
		{"a run of two days ago, where snapshots may be as old", travelledIn(100, 40), now.Add(-48 * time.Hour), 72 * time.Hour, Met, "run r1 of 2026-11-28T12:00:00Z"},
		{"none", nil, time.Time{}, 0, Unknown, ""},
	} {
		g := config.Gate{Journeys: true}
		got := release(t, g, func(o *Options, x *Release) {
			o.Journeys, x.Travelled = c.run, c.at
			if c.age > 0 {
				x.Gate.SnapshotAge, x.Gate.Journeys = c.age, true
			}
		}, running("staging"), running("prod"))
		if got.Name != "journeys" || got.Status != c.want || !strings.Contains(strings.Join(got.Evidence, "\n"), c.says) || c.want != Met && got.Confirm == "" {
			t.Errorf("%s: %+v, want %s and %q", c.name, got, c.want, c.says)
		}
	}
}

func TestNothingWaitsForItsPromotionForTooLong(t *testing.T) {
	timeout := func(env, value string) *snapshot.Snapshot {
		s := &snapshot.Snapshot{Environment: env, Outcomes: []snapshot.Outcome{{Collector: "kubernetes", Status: snapshot.Complete}}, Resources: []snapshot.Resource{{
			Type: "kubernetes", Collector: "kubernetes", Kind: "ConfigMap", Name: "app", Pillar: snapshot.Configuration,
			Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "data", Kind: snapshot.Map, Children: []snapshot.Node{{Key: "UPSTREAM_TIMEOUT", Kind: snapshot.String, Text: value}}}}},
		}}}
		s.Normalize()
		return s
	}
	story := func(kind drift.StoryKind) func([]*snapshot.Snapshot, history.Input) (*history.Result, error) {
		return func(_ []*snapshot.Snapshot, in history.Input) (*history.Result, error) {
			res := &history.Result{Answers: make([]history.Answer, len(in.Questions))}
			for i := range res.Answers {
				if kind != "" {
					res.Answers[i].Story = &drift.Story{Kind: kind, Environment: "staging", Against: "prod"}
				}
			}
			return res, nil
		}
	}
	for _, c := range []struct {
		name   string
		stored func([]*snapshot.Snapshot, history.Input) (*history.Result, error)
		want   CriterionStatus
		says   string
	}{
		{"one is overdue", story(drift.Overdue), NotMet, "ConfigMap app"},
		{"one is on its way", story(drift.OnItsWay), Met, "shows none"},
		{"one is older than all snapshots", story(""), Unknown, "no history: "},
		{"no history at all", nil, Unknown, ""},
	} {
		got := release(t, config.Gate{NothingOverdue: true}, func(o *Options, _ *Release) { o.Stored = c.stored }, timeout("staging", "60"), timeout("prod", "30"))
		if got.Status != c.want || !strings.Contains(strings.Join(got.Evidence, "\n"), c.says) || c.want != Met && got.Confirm == "" {
			t.Errorf("%s: %+v, want %s and %q", c.name, got, c.want, c.says)
		}
	}
}
