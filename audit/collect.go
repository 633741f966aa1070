package audit

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// CollectOptions are what collecting needs beyond the config.
type CollectOptions struct {
	Only    []string // environments to collect; empty for all
	Label   string   // of a release; kept in the snapshots
	Sealer  *snapshot.Sealer
	Now     func() time.Time    // never nil; a frozen one makes every Took 0
	Getenv  func(string) string // never nil
	Workers int                 // collectors running at once; 0 for a default
}

// job is one collector in one environment and member.
type job struct {
	env       *config.Environment
	member    string
	collect   *config.Collect
	collector collectors.Collector

	resources []snapshot.Resource
	outcome   snapshot.Outcome
}

// Collect runs every collect block of cfg in every environment (and member) it is for, many at once, and returns one snapshot an
// environment, in the config's order. An error means that the config is wrong; whatever goes wrong with a source is in
// the outcomes. events may be nil; it is called from many goroutines, one call at a time.
func Collect(ctx context.Context, cfg *config.Config, types []collectors.Type, o CollectOptions, events func(Event)) ([]*snapshot.Snapshot, error) {
	jobs, err := plan(cfg, types, o)
	if err != nil {
		return nil, err
	}
	emit := serialise(events)
	taken := o.Now().UTC()
	run(ctx, jobs, cfg.Dir, o, emit)
	return gather(cfg, jobs, o, taken, emit), nil
}

// serialise makes events callable from many goroutines.
func serialise(events func(Event)) func(Event) {
	if events == nil {
		return func(Event) {}
	}
	var mu sync.Mutex
	return func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		events(e)
	}
}

// plan makes the collectors; it does no I/O. All that is wrong with all blocks is told at once.
func plan(cfg *config.Config, types []collectors.Type, o CollectOptions) ([]*job, error) {
	var diags hcl.Diagnostics
	var jobs []*job
	for e := range cfg.Environments {
		env := &cfg.Environments[e]
		if len(o.Only) > 0 && !slices.Contains(o.Only, env.Name) {
			continue
		}
		members := []*config.Member{nil}
		if len(env.Members) > 0 {
			members = members[:0]
			for m := range env.Members {
				members = append(members, &env.Members[m])
			}
		}
		for c := range cfg.Collects {
			block := &cfg.Collects[c]
			if len(block.Only) > 0 && !slices.Contains(block.Only, env.Name) {
				continue
			}
			t := slices.IndexFunc(types, func(t collectors.Type) bool { return t.Name == block.Type })
			if t < 0 {
				return nil, &config.Error{Summary: fmt.Sprintf("no collector %q is built into this program", block.Type)}
			}
			for _, m := range members {
				col, d := types[t].Make(block.Body, cfg.EvalContext(env, m))
				diags = append(diags, d...)
				if d.HasErrors() || col == nil {
					continue
				}
				j := &job{env: env, collect: block, collector: col}
				if m != nil {
					j.member = m.Name
				}
				jobs = append(jobs, j)
			}
		}
	}
	if diags.HasErrors() {
		return nil, &config.Error{Diags: dedupe(diags), Files: cfg.Sources}
	}
	return jobs, nil
}

// dedupe drops what one line says again for every environment.
func dedupe(diags hcl.Diagnostics) hcl.Diagnostics {
	seen := map[string]bool{}
	out := diags[:0:0]
	for _, d := range diags {
		k := d.Error() + d.Detail
		if !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}

// run collects, a bounded number of jobs at a time.
func run(ctx context.Context, jobs []*job, dir string, o CollectOptions, emit func(Event)) {
	workers := o.Workers
	if workers <= 0 {
		workers = 8
	}
	slots := make(chan struct{}, workers)
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			j.run(ctx, dir, o, emit)
		}()
	}
	wg.Wait()
}

func (j *job) run(ctx context.Context, dir string, o CollectOptions, emit func(Event)) {
	event := Event{Environment: j.env.Name, Member: j.member, Collector: j.collect.As, Source: j.collector.Source()}
	send := func(kind EventKind, done, total int, what string, outcome *snapshot.Outcome) {
		e := event
		e.Kind, e.Done, e.Total, e.What, e.Outcome, e.At = kind, done, total, what, outcome, o.Now()
		emit(e)
	}
	if j.collect.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, j.collect.Timeout)
		defer cancel()
	}
	start := o.Now()
	send(CollectorStarted, 0, 0, "", nil)
	defer func() {
		if r := recover(); r != nil {
			j.resources = nil
			j.outcome = snapshot.Outcome{Status: snapshot.Failed, Error: fmt.Sprintf("collector %q broke on %s: %v; please report this", j.collect.Type, j.collector.Source(), r)}
		}
		j.outcome.Collector, j.outcome.Source, j.outcome.Member = j.collect.As, j.collector.Source(), j.member
		j.outcome.Resources, j.outcome.Took = len(j.resources), o.Now().Sub(start)
		for i := range j.resources {
			j.resources[i].Collector, j.resources[i].Member = j.collect.As, j.member
		}
		outcome := j.outcome
		send(CollectorDone, 0, 0, "", &outcome)
	}()
	j.resources, j.outcome = j.collector.Collect(ctx, collectors.Input{
		Environment: j.env.Name,
		Member:      j.member,
		Dir:         dir,
		Sealer:      o.Sealer,
		Getenv:      o.Getenv,
		Progress:    func(done, total int, what string) { send(CollectorProgress, done, total, what, nil) },
	})
}

// gather puts the jobs' yields together, environment by environment, in an order that does not depend on who came first.
func gather(cfg *config.Config, jobs []*job, o CollectOptions, taken time.Time, emit func(Event)) []*snapshot.Snapshot {
	var snaps []*snapshot.Snapshot
	for e := range cfg.Environments {
		env := &cfg.Environments[e]
		if len(o.Only) > 0 && !slices.Contains(o.Only, env.Name) {
			continue
		}
		s := &snapshot.Snapshot{Project: cfg.Project, Environment: env.Name, Label: o.Label, Taken: taken, Key: o.Sealer.ID()}
		for _, m := range env.Members {
			s.Members = append(s.Members, m.Name)
		}
		for _, j := range jobs {
			if j.env == env {
				s.Outcomes = append(s.Outcomes, j.outcome)
				s.Resources = append(s.Resources, j.resources...)
			}
		}
		s.Normalize()
		snaps = append(snaps, s)
		emit(Event{Kind: EnvironmentDone, Environment: env.Name, At: o.Now()})
	}
	return snaps
}
