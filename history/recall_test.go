package history_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/snapshot"
)

// week is what staging and prod had in a snapshot of a day: settings such as "a: 1; b: 2", "-" for no such resource, "?" for a source that failed,
// "" for no snapshot.
type week struct {
	day           int
	staging, prod string
}

// observed is a snapshot of an environment with one resource.
func observed(env, text string, day int) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Environment: env, Taken: epoch.AddDate(0, 0, day), Key: "k1", Outcomes: []snapshot.Outcome{{Collector: "kubernetes", Status: snapshot.Complete}}}
	switch text {
	case "?":
		s.Outcomes[0].Status = snapshot.Failed
	case "-":
	default:
		r := snapshot.Resource{Collector: "kubernetes", Kind: "ConfigMap", Scope: "shop-" + env, Name: "app", Root: snapshot.Node{Kind: snapshot.Map}}
		for pair := range strings.SplitSeq(text, "; ") {
			key, v, _ := strings.Cut(pair, ": ")
			kind := snapshot.String
			if strings.HasPrefix(v, "hmac:") {
				kind = snapshot.Secret
			}
			r.Root.Children = append(r.Root.Children, snapshot.Node{Key: key, Text: v, Kind: kind})
		}
		slices.SortFunc(r.Root.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
		s.Resources = []snapshot.Resource{r}
	}
	return s
}

// recall asks for the story of what is at path in the last of some weeks.
func recall(t *testing.T, weeks []week, now int, path string, change func([]history.Stored)) *history.Result {
	t.Helper()
	var before []history.Stored
	var last []*snapshot.Snapshot
	for i, w := range weeks {
		for _, x := range []struct{ env, text string }{{"staging", w.staging}, {"prod", w.prod}} {
			if x.text == "" {
				continue
			}
			s := observed(x.env, x.text, w.day)
			if i == len(weeks)-1 {
				last = append(last, s)
				continue
			}
			before = append(before, history.Stored{Environment: x.env, Taken: s.Taken, Label: s.Label, Read: func() (*snapshot.Snapshot, error) { return s, nil }})
		}
	}
	if change != nil {
		change(before)
	}
	q := history.Question{
		Resource: &drift.ResourceRef{Kind: "ConfigMap", Name: "app", Scope: "shop-prod"}, Collector: "kubernetes", Path: path, Whole: path == "", Places: make([]history.Place, 2),
	}
	for i, s := range last {
		p := &q.Places[i]
		p.Key = path
		p.Unknown = s.Outcomes[0].Status != snapshot.Complete
		p.Present = len(s.Resources) > 0 && (path == "" || s.Resources[0].Root.Child(path) != nil)
	}
	res, err := history.Recall(t.Context(), last, before, history.Input{
		Now: epoch.AddDate(0, 0, now), Environments: []history.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}, Questions: []history.Question{q},
	})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestStoriesOfStoredSnapshots(t *testing.T) {
	for name, c := range map[string]struct {
		weeks []week
		now   int
		path  string
		want  drift.StoryKind // "" for none
		since int             // day
		once  bool
	}{
		"different in the first snapshot, which says nothing about what was before": {
			weeks: []week{{0, "a: 1", "a: 2"}, {7, "a: 1", "a: 2"}}, now: 7, path: "a",
		},
		"different in the first snapshot, more than a year ago": {
			weeks: []week{{0, "a: 1", "a: 2"}, {200, "a: 1", "a: 2"}, {400, "a: 1", "a: 2"}}, now: 400, path: "a", want: drift.Settled, since: 0,
		},
		"given to both with different values": {
			weeks: []week{{0, "b: 1", "b: 1"}, {7, "b: 1; a: 1", "b: 1; a: 2"}, {14, "b: 1; a: 1", "b: 1; a: 2"}}, now: 14, path: "a", want: drift.NeverSame, since: 7,
		},
		"a resource that came later, with different values": {
			weeks: []week{{0, "-", "-"}, {7, "a: 1", "a: 2"}, {14, "a: 1", "a: 2"}}, now: 14, path: "a", want: drift.NeverSame, since: 7,
		},
		"changed in staging last week": {
			weeks: []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}, {14, "a: 2", "a: 1"}}, now: 14, path: "a", want: drift.OnItsWay, since: 7, once: true,
		},
		"changed in staging since the newest stored snapshot": {
			weeks: []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}}, now: 7, path: "a", want: drift.OnItsWay, since: 7, once: true,
		},
		"changed in staging half a year ago": {
			weeks: []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}, {190, "a: 2", "a: 1"}}, now: 190, path: "a", want: drift.Overdue, since: 7, once: true,
		},
		"prod alone was changed": {
			weeks: []week{{0, "a: 1", "a: 1"}, {7, "a: 1", "a: 2"}, {14, "a: 1", "a: 2"}}, now: 14, path: "a", want: drift.HotFix, since: 7, once: true,
		},
		"added to staging alone": {
			weeks: []week{{0, "b: 1", "b: 1"}, {7, "a: 1; b: 1", "b: 1"}, {14, "a: 1; b: 1", "b: 1"}}, now: 14, path: "a", want: drift.OnItsWay, since: 7,
		},
		"a whole resource that staging lost": {
			weeks: []week{{0, "b: 1", "b: 1"}, {7, "-", "b: 1"}, {14, "-", "b: 1"}}, now: 14, want: drift.OnItsWay, since: 7, once: true,
		},
		"a whole resource that prod got": {
			weeks: []week{{0, "-", "-"}, {7, "-", "b: 1"}, {14, "-", "b: 1"}}, now: 14, want: drift.HotFix, since: 7,
		},
		"a source that failed for a week lost nothing": {
			weeks: []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}, {14, "?", "a: 1"}, {21, "a: 2", "a: 1"}}, now: 21, path: "a", want: drift.OnItsWay, since: 7, once: true,
		},
		"a source that failed at first": {
			weeks: []week{{0, "?", "a: 1"}, {7, "a: 2", "a: 1"}, {14, "a: 2", "a: 1"}}, now: 14, path: "a",
		},
		"each writes its snapshot by its own clock": {
			weeks: []week{{0, "a: 1", ""}, {1, "", "a: 1"}, {7, "a: 2", ""}, {8, "", "a: 1"}, {14, "a: 2", "a: 1"}}, now: 14, path: "a", want: drift.OnItsWay, since: 7, once: true,
		},
		"words of environments are no difference": {
			weeks: []week{{0, "a: x.staging", "a: x.prod"}, {7, "a: y.staging", "a: x.prod"}, {14, "a: y.staging", "a: x.prod"}}, now: 14, path: "a", want: drift.OnItsWay, since: 7, once: true,
		},
		"gone for a while and back": {
			weeks: []week{{0, "a: 2", "a: 1"}, {7, "-", "a: 1"}, {14, "a: 2", "a: 1"}, {21, "a: 2", "a: 1"}}, now: 21, path: "a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			res := recall(t, c.weeks, c.now, c.path, nil)
			s := res.Answers[0].Story
			if c.want == "" {
				if s != nil {
					t.Errorf("%s: %s", s.Kind, s.Text)
				}
				return
			}
			if s == nil {
				t.Fatal("no story")
			}
			if since := epoch.AddDate(0, 0, c.since); s.Kind != c.want || !s.Since.Time.Equal(since) || s.Once != c.once || !s.Since.Snapshot {
				t.Errorf("%s since %s, once the same %v: %s", s.Kind, s.Since.Time, s.Once, s.Text)
			}
			if strings.Contains(s.Text, "commit") || !strings.Contains(s.Text, "snapshot") {
				t.Error(s.Text)
			}
		})
	}
}

func TestValuesSaySinceWhichSnapshotTheyAreSo(t *testing.T) {
	weeks := []week{{0, "a: 1", "a: 1"}, {7, "a: 1", "a: 1"}, {14, "a: 2", "a: 1"}, {21, "a: 2", "a: 1"}}
	a := recall(t, weeks, 21, "a", nil).Answers[0]
	staging, prod := a.Since[0], a.Since[1]
	if staging == nil || !staging.Time.Equal(epoch.AddDate(0, 0, 14)) || !staging.Before.Equal(epoch.AddDate(0, 0, 7)) || staging.AtLeast {
		t.Errorf("staging: %+v", staging)
	}
	if prod == nil || !prod.Time.Equal(epoch) || !prod.AtLeast || !prod.Before.IsZero() {
		t.Errorf("prod: %+v", prod)
	}
	if want := "on its way from staging to prod since 15 January 2025 (snapshot of that day; not so on 8 January 2025)"; !strings.HasPrefix(a.Story.Text, want) {
		t.Error(a.Story.Text)
	}
}

func TestWhatChangedTogetherInTheReferenceAndAnotherLeftOneBehind(t *testing.T) {
	var before []history.Stored
	var last []*snapshot.Snapshot
	for day, values := range map[int][3]string{0: {"1", "1", "1"}, 7: {"1", "2", "2"}, 14: {"1", "2", "2"}} {
		for i, env := range []string{"dev", "staging", "prod"} {
			s := observed(env, "a: "+values[i], day)
			if day == 14 {
				last = append(last, s)
				continue
			}
			before = append(before, history.Stored{Environment: env, Taken: s.Taken, Read: func() (*snapshot.Snapshot, error) { return s, nil }})
		}
	}
	res, err := history.Recall(t.Context(), last, before, history.Input{
		Now: epoch.AddDate(0, 0, 14), Environments: []history.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}},
		Questions: []history.Question{{
			Resource: &drift.ResourceRef{Kind: "ConfigMap", Name: "app"}, Collector: "kubernetes", Path: "a",
			Places: []history.Place{{Present: true, Key: "a"}, {Present: true, Key: "a"}, {Present: true, Key: "a"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := res.Answers[0].Story; s == nil || s.Kind != drift.LeftBehind || !slices.Equal(s.Along, []string{"staging"}) || s.Environment != "dev" {
		t.Errorf("%+v", s)
	}
}

// TestLagsAreLearnedFromStoredSnapshots promotes a value a week later, six times.
func TestLagsAreLearnedFromStoredSnapshots(t *testing.T) {
	var weeks []week
	for i := range 13 { // staging gets v1, v2 … in even weeks, prod a week later
		weeks = append(weeks, week{7 * i, fmt.Sprintf("a: v%d", i/2), fmt.Sprintf("a: v%d", (i-1)/2)})
	}
	res := recall(t, weeks, 7*12, "a", nil)
	if len(res.Lags) != 1 || res.Lags[0].Basis != "pair" || res.Lags[0].Usual != 7*24*time.Hour || res.Lags[0].Count < 5 {
		t.Errorf("%+v", res.Lags)
	}
}

func TestSecretsOfAnotherKeyAreNotHeldAgainstTodays(t *testing.T) {
	weeks := []week{{0, "a: hmac:1", "a: hmac:1"}, {7, "a: hmac:5", "a: hmac:6"}, {14, "a: hmac:5", "a: hmac:6"}}
	if s := recall(t, weeks, 14, "a", nil).Answers[0].Story; s == nil || s.Kind != drift.NeverSame && !s.Once {
		t.Fatalf("with one key: %+v", s)
	}
	a := recall(t, weeks, 14, "a", func(list []history.Stored) {
		for i := range list {
			if read := list[i].Read; list[i].Taken.Equal(epoch) {
				list[i].Read = func() (*snapshot.Snapshot, error) {
					s, err := read()
					other := *s
					other.Key = "k0"
					return &other, err
				}
			}
		}
	}).Answers[0]
	if a.Story != nil || a.Since[0] == nil || !a.Since[0].AtLeast || !a.Since[0].Time.Equal(epoch.AddDate(0, 0, 7)) {
		t.Errorf("%+v, since %+v", a.Story, a.Since[0])
	}
}

func TestASnapshotThatCannotBeReadIsNoted(t *testing.T) {
	weeks := []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}, {14, "a: 2", "a: 1"}, {21, "a: 2", "a: 1"}}
	res := recall(t, weeks, 21, "a", func(list []history.Stored) {
		list[2].Read = func() (*snapshot.Snapshot, error) { return nil, errors.New("store/x is damaged") }
	})
	if s := res.Answers[0].Story; s == nil || s.Kind != drift.OnItsWay || !s.Since.Time.Equal(epoch.AddDate(0, 0, 14)) {
		t.Errorf("%+v", s)
	}
	if !slices.ContainsFunc(res.Notes, func(n string) bool { return strings.Contains(n, "store/x is damaged") }) {
		t.Error(res.Notes)
	}
}

func TestWithoutEarlierSnapshotsThereIsNoHistory(t *testing.T) {
	if res := recall(t, []week{{0, "a: 1", "a: 2"}}, 7, "a", nil); res != nil {
		t.Errorf("%+v", res)
	}
}

// TestSnapshotsWithTheSameResourcesAreReadOnce counts what is read.
func TestSnapshotsWithTheSameResourcesAreReadOnce(t *testing.T) {
	reads := 0
	weeks := []week{{0, "a: 1", "a: 1"}, {7, "a: 2", "a: 1"}, {14, "a: 2", "a: 1"}, {21, "a: 2", "a: 1"}, {28, "a: 2", "a: 1"}}
	res := recall(t, weeks, 28, "a", func(list []history.Stored) {
		for i := range list {
			read := list[i].Read
			if list[i].Environment == "staging" {
				list[i].Same = fmt.Sprint(min(list[i].Taken.Day(), 8))
				list[i].Read = func() (*snapshot.Snapshot, error) { reads++; return read() }
			}
		}
	})
	if s := res.Answers[0].Story; reads != 2 || s == nil || !s.Since.Time.Equal(epoch.AddDate(0, 0, 7)) {
		t.Errorf("%d were read: %+v", reads, s)
	}
}

func TestARecallCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := observed("prod", "a: 1", 7)
	_, err := history.Recall(ctx, []*snapshot.Snapshot{s}, []history.Stored{{Environment: "prod", Taken: epoch, Read: func() (*snapshot.Snapshot, error) { return s, nil }}},
		history.Input{Environments: []history.Environment{{Name: "prod", Reference: true}}})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
