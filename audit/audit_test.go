package audit_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/snapshot"
)

// fake yields what its block says.
type fake struct {
	Value string `hcl:"value,optional"`
	Panic bool   `hcl:"panic,optional"`
	Gone  bool   `hcl:"gone,optional"`
	Hang  bool   `hcl:"hang,optional"`
}

func (f fake) Source() string { return "fake " + f.Value }

func (f fake) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	switch {
	case f.Panic:
		panic("boom")
	case f.Gone:
		return nil, snapshot.Outcome{Status: snapshot.Failed, Error: "gone", Nothing: true}
	case f.Hang:
		<-ctx.Done()
		return nil, snapshot.Outcome{Status: snapshot.Failed, Error: ctx.Err().Error()}
	}
	in.Progress(1, 2, "half")
	var rs []snapshot.Resource
	for _, name := range []string{"b", "a"} {
		rs = append(rs, snapshot.Resource{
			Kind: "setting", Name: name, Pillar: snapshot.Configuration,
			Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
				{Key: "value", Kind: snapshot.String, Text: f.Value},
				{Key: "password", Kind: snapshot.String, Text: "hunter2", Flags: snapshot.FlagSensitive},
			}},
		})
	}
	return rs, snapshot.Outcome{Status: snapshot.Complete}
}

func types() []collectors.Type {
	return []collectors.Type{{Name: "fake", Make: func(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
		var f fake
		diags := gohcl.DecodeBody(body, ectx, &f)
		return f, diags
	}}}
}

func configOf(t testing.TB, src string) *config.Config {
	t.Helper()
	c, err := config.Parse([]byte(src), "envparity.hcl", t.TempDir(), config.Options{CollectTypes: []string{"fake"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func options() audit.CollectOptions {
	return audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("key")), Getenv: func(string) string { return "" }, Frozen: true,
		Now: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) },
	}
}

const threeEnvironments = `
environment "dev" {}
environment "staging" {
  member "eu" {}
  member "us" {}
}
environment "prod" {}
collect "fake" { value = env.name }
collect "fake" {
  as    = "more"
  value = "x"
  only  = ["dev", "prod"]
}
`

func TestCollectTakesOneSnapshotAnEnvironment(t *testing.T) {
	cfg := configOf(t, threeEnvironments)
	var mu sync.Mutex
	kinds := map[audit.EventKind]int{}
	snaps, err := audit.Collect(context.Background(), cfg, types(), options(), func(e audit.Event) {
		mu.Lock()
		defer mu.Unlock()
		kinds[e.Kind]++
	})
	if err != nil || len(snaps) != 3 {
		t.Fatal(snaps, err)
	}
	var got []string
	for _, s := range snaps {
		for _, o := range s.Outcomes {
			got = append(got, strings.Join(strings.Fields(s.Environment+" "+o.Member+" "+o.Collector), " "))
		}
	}
	want := []string{"dev fake", "dev more", "staging eu fake", "staging us fake", "prod fake", "prod more"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if kinds[audit.CollectorStarted] != 6 || kinds[audit.CollectorDone] != 6 || kinds[audit.CollectorProgress] != 6 || kinds[audit.EnvironmentDone] != 3 {
		t.Errorf("events: %v", kinds)
	}
}

func TestOneBrokenCollectorTakesNoOtherDown(t *testing.T) {
	cfg := configOf(t, `
environment "staging" {}
environment "prod" {}
collect "fake" { value = "v" }
collect "fake" {
  as    = "broken"
  panic = env.name == "staging"
}
collect "fake" {
  as      = "slow"
  hang    = env.name == "prod"
  timeout = "20ms"
}
`)
	snaps, err := audit.Collect(context.Background(), cfg, types(), options(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := auditOf(t, snaps, cfg)
	if r.Complete {
		t.Error("complete")
	}
	failed := 0
	for _, o := range r.Outcomes {
		if o.Status == snapshot.Failed {
			failed++
		}
	}
	if failed != 2 || len(snaps[0].Resources) == 0 {
		t.Errorf("%d failed, %d resources", failed, len(snaps[0].Resources))
	}
	for _, f := range r.Findings {
		if f.Drift.Collector == "broken" || f.Drift.Collector == "slow" {
			t.Errorf("a difference nobody observed: %+v", f.Drift)
		}
	}
}

func TestASourceThatIsNowhereIsTheConfigsMistake(t *testing.T) {
	cfg := configOf(t, "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"fake\" { gone = true }\n")
	_, err := audit.Collect(context.Background(), cfg, types(), options(), nil)
	var e *config.Error
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("got %v", err)
	}
	cfg = configOf(t, "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"fake\" { gone = env.reference }\n")
	if _, err := audit.Collect(context.Background(), cfg, types(), options(), nil); err != nil {
		t.Errorf("gone in one environment alone: %v", err)
	}
}

func TestMistakesInABlockAreToldOnceNotForEachEnvironment(t *testing.T) {
	cfg := configOf(t, "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"fake\" { vlue = 1 }\n")
	err := audit.Check(cfg, types(), nil)
	if err == nil || strings.Count(err.Error(), "line 3") != 1 {
		t.Errorf("got %v", err)
	}
}

func auditOf(t testing.TB, snaps []*snapshot.Snapshot, cfg *config.Config) *audit.Result {
	t.Helper()
	d, err := audit.Decide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return audit.Audit(snaps, cfg, audit.Options{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Decisions: d})
}

func jsonOf(t testing.TB, r *audit.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSameObservationsGiveTheSameBytes(t *testing.T) {
	cfg := configOf(t, threeEnvironments)
	snaps, err := audit.Collect(context.Background(), cfg, types(), options(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := jsonOf(t, auditOf(t, snaps, cfg))
	var read []*snapshot.Snapshot
	for _, s := range snaps {
		var b bytes.Buffer
		if err := snapshot.Write(&b, s); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b.Bytes(), []byte("hunter2")) {
			t.Error("a secret in a snapshot")
		}
		back, err := snapshot.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, back)
	}
	for n := range 5 {
		rand.Shuffle(len(read), func(i, j int) { read[i], read[j] = read[j], read[i] })
		if got := jsonOf(t, auditOf(t, read, cfg)); !bytes.Equal(got, want) {
			t.Fatalf("shuffle %d:\n%s\nwant\n%s", n, got, want)
		}
	}
}

func TestAnEnvironmentDoesNotDifferFromItself(t *testing.T) {
	cfg := configOf(t, "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"fake\" { value = \"same\" }\n")
	snaps, err := audit.Collect(context.Background(), cfg, types(), options(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range auditOf(t, snaps, cfg).Findings {
		if f.Drift.Kind != "shared" {
			t.Errorf("%+v", f.Drift)
		}
	}
}
