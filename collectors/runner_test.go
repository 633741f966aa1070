package collectors_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// fake is a collector made of a function.
type fake struct {
	collect func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome)
}

func (f fake) Source() string { return "fake" }
func (f fake) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	return f.collect(ctx, in)
}

func one(name string) []snapshot.Resource {
	return []snapshot.Resource{{Kind: "k", Name: name, Root: snapshot.Node{Kind: snapshot.Map}}}
}

func options() collectors.Options {
	return collectors.Options{Sealer: snapshot.NewSealer([]byte("k")), Dir: "."}
}

// TestWhatOneJobSealsIsTakenOutOfWhatAnotherSaid lets the one speak before the other knows: neither the results nor an event may show it.
func TestWhatOneJobSealsIsTakenOutOfWhatAnotherSaid(t *testing.T) {
	spoken := make(chan struct{})
	speaks := fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		return nil, snapshot.Outcome{Status: snapshot.Failed, Error: "line 3: Quoted8xY is odd", Gaps: []snapshot.Gap{{Why: "Quoted8xY"}}, Notes: []string{"Quoted8xY"}}
	}}
	seals := fake{func(_ context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		<-spoken
		in.Sealer.Fingerprint("Quoted8xY")
		return one("a"), snapshot.Outcome{Status: snapshot.Complete}
	}}
	o := options()
	told := ""
	o.Event = func(e collectors.Event) {
		if e.Stage == collectors.Done && e.Job == 0 {
			told = fmt.Sprintf("%+v", e.Outcome)
			close(spoken)
		}
	}
	results := collectors.Run(t.Context(), []collectors.Job{{Collector: speaks, Name: "speaks"}, {Collector: seals, Name: "seals"}}, o)
	if got := fmt.Sprintf("%+v", results[0].Outcome); strings.Contains(got, "Quoted8xY") || !strings.Contains(got, "line 3: [secret] is odd") {
		t.Errorf("the outcome: %s", got)
	}
	if told == "" || strings.Contains(told, "Quoted8xY") {
		t.Errorf("the event: %s", told)
	}
}

func TestRunKeepsTheOthersWhenOneFails(t *testing.T) {
	fine := fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		return append(one("b"), one("a")...), snapshot.Outcome{Status: snapshot.Complete}
	}}
	panics := fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) { panic("oh") }}
	hangs := fake{func(ctx context.Context, _ collectors.Input) ([]snapshot.Resource, snapshot.Outcome) { select {} }}
	slow := fake{func(ctx context.Context, _ collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		<-ctx.Done()
		return one("part"), snapshot.Outcome{Status: snapshot.Partial, Error: context.Cause(ctx).Error()}
	}}
	silent := fake{func(context.Context, collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		return nil, snapshot.Outcome{}
	}}
	jobs := []collectors.Job{
		{Collector: fine, Name: "fine", Member: "eu"},
		{Collector: panics, Name: "panics"},
		{Collector: hangs, Name: "hangs", Timeout: 10 * time.Millisecond},
		{Collector: slow, Name: "slow", Timeout: 10 * time.Millisecond},
		{Collector: silent, Name: "silent"},
	}
	results := collectors.Run(t.Context(), jobs, options())
	for i, want := range []struct {
		status    snapshot.Status
		resources int
		says      string
	}{
		{snapshot.Complete, 2, ""},
		{snapshot.Failed, 0, "panicked: oh"},
		{snapshot.Failed, 0, "did not stop"},
		{snapshot.Partial, 1, "longer than its timeout of 10ms"},
		{snapshot.Failed, 0, "no status"},
	} {
		r := results[i]
		if r.Outcome.Status != want.status || r.Outcome.Resources != want.resources || len(r.Resources) != want.resources || !strings.Contains(r.Outcome.Error, want.says) {
			t.Errorf("%s: %+v with %d resources", r.Job.Name, r.Outcome, len(r.Resources))
		}
		if r.Outcome.Collector != r.Job.Name || r.Outcome.Source != "fake" {
			t.Errorf("%s: not filled in: %+v", r.Job.Name, r.Outcome)
		}
	}
	if r := results[0].Resources; r[0].Name != "a" || r[0].Collector != "fine" || r[0].Member != "eu" {
		t.Errorf("not sorted or not named: %+v", r)
	}
}

func TestRunLeavesWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	started := make(chan struct{})
	var once sync.Once
	heeds := fake{func(ctx context.Context, _ collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		once.Do(func() { close(started) })
		<-ctx.Done()
		return one("x"), snapshot.Outcome{Status: snapshot.Partial}
	}}
	go func() { <-started; cancel(errors.New("interrupted")) }()
	opt := options()
	opt.Parallel = 1
	results := collectors.Run(ctx, []collectors.Job{{Collector: heeds}, {Collector: heeds}}, opt)
	kept := 0
	for _, r := range results {
		if r.Outcome.Status == snapshot.Complete {
			t.Errorf("complete although cancelled: %+v", r.Outcome)
		}
		kept += len(r.Resources)
	}
	if kept == 0 {
		t.Error("what was collected was lost")
	}
}

func TestRunTellsProgressInOrder(t *testing.T) {
	var mu sync.Mutex
	var stages []collectors.Stage
	opt := options()
	opt.Event = func(e collectors.Event) { mu.Lock(); stages = append(stages, e.Stage); mu.Unlock() }
	collectors.Run(t.Context(), []collectors.Job{{Collector: fake{func(_ context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		in.Progress(1, 2, "x")
		return nil, snapshot.Outcome{Status: snapshot.Complete}
	}}}}, opt)
	if len(stages) != 3 || stages[0] != collectors.Started || stages[1] != collectors.Progress || stages[2] != collectors.Done {
		t.Errorf("stages %v", stages)
	}
}

func TestRunTakesSealedValuesOutOfErrors(t *testing.T) {
	leaky := fake{func(_ context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
		in.Sealer.Seal("p", "hunter2hunter2", 0)
		return nil, snapshot.Outcome{Status: snapshot.Failed, Error: "server said: bad password hunter2hunter2", Gaps: []snapshot.Gap{{Why: "hunter2hunter2"}}}
	}}
	r := collectors.Run(t.Context(), []collectors.Job{{Collector: leaky}}, options())[0]
	if strings.Contains(r.Outcome.Error+r.Outcome.Gaps[0].Why, "hunter2") {
		t.Errorf("%+v", r.Outcome)
	}
}
