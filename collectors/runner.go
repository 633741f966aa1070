package collectors

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Defaults of Options.
const (
	DefaultParallel = 16
	DefaultTimeout  = 2 * time.Minute
	// grace is how long a cancelled collector may take to return its results.
	grace = 700 * time.Millisecond
)

// Job is one collector to run for one environment (and member).
type Job struct {
	Collector   Collector
	Type        string // the collector's type: the resources' Type; "": Name
	Name        string // the resources' Collector: the `as` name or the type
	Environment string
	Member      string
	Timeout     time.Duration // 0: Options.Timeout
}

// Options configure Run. The zero value is usable except for Sealer, which must be set.
type Options struct {
	Dir      string         // the config file's folder
	Files    *confine.Roots // the files that may be read; nil for the repository around Dir
	Sealer   *snapshot.Sealer
	Parallel int           // jobs at once; 0: DefaultParallel
	Timeout  time.Duration // of a job that has none of its own; 0: DefaultTimeout
	Getenv   func(string) string
	// Refuse returns why a need is not allowed, "" if it is; nil allows everything. A job with a refused need does not start.
	Refuse func(Need) string
	// Event receives progress; nil for no receiver. It is called from several goroutines and must not block.
	Event func(Event)
}

// Stage is the kind of an Event.
type Stage uint8

// The stages of a job, in order; Progress comes any number of times.
const (
	Started Stage = iota
	Progress
	Done
)

// Event is progress of a job, for display only.
type Event struct {
	Stage       Stage
	Job         int // index in the jobs given to Run
	Done, Total int
	What        string
	Outcome     *snapshot.Outcome // with Done
}

// Result is the result of one job. The resources are finished and sorted.
type Result struct {
	Job       Job
	Resources []snapshot.Resource
	Outcome   snapshot.Outcome
}

// sharing is the state that the jobs of one run share.
type sharing struct {
	strings  *parse.Interner
	finisher *snapshot.Finisher
}

// Run runs all jobs, several at once, and returns their results in the order of the jobs. A job that fails, hangs or panics does not affect
// others. When ctx is done, Run returns within a second with what was collected by then. It abandons a collector that ignores its context, and
// the outcome reports that.
func Run(ctx context.Context, jobs []Job, opt Options) []Result {
	if opt.Parallel <= 0 {
		opt.Parallel = DefaultParallel
	}
	if opt.Timeout <= 0 {
		opt.Timeout = DefaultTimeout
	}
	if opt.Getenv == nil {
		opt.Getenv = os.Getenv
	}
	if opt.Files == nil {
		opt.Files = confine.New(confine.Top(opt.Dir))
	}
	shared := sharing{parse.NewInterner(), snapshot.NewFinisher(opt.Sealer)}
	results := make([]Result, len(jobs))
	slots := make(chan struct{}, opt.Parallel)
	var wg sync.WaitGroup
	var open atomic.Int64 // jobs that have not ended
	open.Store(int64(len(jobs)))
	for i, job := range jobs {
		wg.Go(func() {
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			case <-ctx.Done():
			}
			results[i] = runJob(ctx, i, job, opt, shared, &open)
		})
	}
	wg.Wait()
	for i := range results { // one job's texts may contain another's secrets, and only now are all of them sealed
		scrub(&results[i].Outcome, opt.Sealer)
	}
	return results
}

// withheld replaces the problems of a job that ends before others. They may quote a value that only another job knows to be a secret.
const withheld = "the error is reported once all sources have been read"

// early returns the part of an outcome for an event: its status and, while other jobs still run, no texts.
func early(o snapshot.Outcome, others bool) *snapshot.Outcome {
	if others && o.Error != "" {
		o.Error = withheld
	}
	if others {
		o.Gaps, o.Notes = nil, nil
	}
	return &o
}

type collected struct {
	resources []snapshot.Resource
	outcome   snapshot.Outcome
}

// errTimeout is the cause of a job's own timeout.
type errTimeout time.Duration

func (e errTimeout) Error() string {
	return fmt.Sprintf("it took longer than its timeout of %s", time.Duration(e))
}

func runJob(ctx context.Context, index int, job Job, opt Options, shared sharing, open *atomic.Int64) Result {
	start := time.Now()
	emit := func(e Event) {
		e.Job = index
		if opt.Event != nil {
			opt.Event(e)
		}
	}
	emit(Event{Stage: Started})
	timeout := job.Timeout
	if timeout <= 0 {
		timeout = opt.Timeout
	}
	source := safeSource(job.Collector)
	var got collected
	if ctx.Err() != nil {
		got.outcome = cutShort(ctx, "not started")
	} else if gaps := refused(job.Collector, opt); len(gaps) > 0 {
		got.outcome = notAllowed(gaps)
	} else {
		jctx, cancel := context.WithTimeoutCause(ctx, timeout, errTimeout(timeout))
		defer cancel()
		got = collect(jctx, job, opt, shared, emit)
	}
	res := finish(job, source, got, opt, shared.finisher)
	res.Outcome.Took = time.Since(start)
	emit(Event{Stage: Done, Outcome: early(res.Outcome, open.Add(-1) > 0)})
	return res
}

// refused lists the needs of a collector that are not allowed.
func refused(c Collector, opt Options) (gaps []snapshot.Gap) {
	if opt.Refuse == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			gaps = []snapshot.Gap{{Why: fmt.Sprintf("its needs are unknown: %v; please report this", p)}}
		}
	}()
	for _, n := range NeedsOf(c, opt.Dir) {
		if why := opt.Refuse(n); why != "" {
			gaps = append(gaps, snapshot.Gap{Why: "would " + n.String() + "; " + why})
		}
	}
	return gaps
}

func notAllowed(gaps []snapshot.Gap) snapshot.Outcome {
	reasons := make([]string, len(gaps))
	for i, g := range gaps {
		reasons[i] = g.Why
	}
	return snapshot.Outcome{Status: snapshot.Failed, Error: strings.Join(reasons, "\n"), Gaps: gaps}
}

func safeSource(c Collector) (source string) {
	defer func() {
		if recover() != nil {
			source = "unknown"
		}
	}()
	return c.Source()
}

// collect calls the collector in a goroutine of its own, so that its panic or hang does not affect the runner.
func collect(ctx context.Context, job Job, opt Options, shared sharing, emit func(Event)) collected {
	var left atomic.Bool // set when the result is no longer wanted
	in := Input{
		Environment: job.Environment, Member: job.Member, Dir: opt.Dir, Files: opt.Files, Sealer: opt.Sealer, Getenv: opt.Getenv, Strings: shared.strings, Finisher: shared.finisher,
		Progress: func(done, total int, what string) {
			if !left.Load() {
				emit(Event{Stage: Progress, Done: done, Total: total, What: what})
			}
		},
	}
	ch := make(chan collected, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				ch <- collected{outcome: snapshot.Outcome{Status: snapshot.Failed, Error: fmt.Sprintf("the collector panicked: %v; please report this", p)}}
			}
		}()
		resources, outcome := job.Collector.Collect(ctx, in)
		ch <- collected{resources, outcome}
	}()
	var got collected
	select {
	case got = <-ch:
	case <-ctx.Done():
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case got = <-ch:
		case <-timer.C:
			left.Store(true)
			return collected{outcome: cutShort(ctx, "it did not stop when asked to")}
		}
	}
	return got
}

func cutShort(ctx context.Context, what string) snapshot.Outcome {
	return snapshot.Outcome{Status: snapshot.Failed, Error: fmt.Sprintf("%s: %v", what, context.Cause(ctx))}
}

// finish fills in the fields of the runner, finishes the resources, scrubs and sorts.
func finish(job Job, source string, got collected, opt Options, finisher *snapshot.Finisher) Result {
	for i := range got.resources {
		r := &got.resources[i]
		r.Type, r.Collector, r.Member = cmp.Or(job.Type, job.Name), job.Name, job.Member
	}
	finisher.FinishAll(got.resources)
	snapshot.SortResources(got.resources, compareResources)
	o := got.outcome
	o.Collector, o.Source, o.Member, o.Resources = job.Name, opt.Sealer.Scrub(opt.Sealer.SealText(source)), job.Member, len(got.resources)
	switch o.Status {
	case snapshot.Complete, snapshot.Partial, snapshot.Failed:
	default:
		o.Status, o.Error = snapshot.Failed, strings.TrimSpace("the collector gave no status\n"+o.Error)
	}
	scrub(&o, opt.Sealer)
	return Result{Job: job, Resources: got.resources, Outcome: o}
}

// scrub removes all sealed values from the texts of an outcome.
func scrub(o *snapshot.Outcome, s *snapshot.Sealer) {
	o.Error = s.Scrub(o.Error)
	for _, gaps := range [][]snapshot.Gap{o.Gaps, o.Beyond} {
		for i := range gaps {
			gaps[i].Why = s.Scrub(gaps[i].Why)
		}
	}
	for i := range o.Notes {
		o.Notes[i] = s.Scrub(o.Notes[i])
	}
}

func compareResources(a, b *snapshot.Resource) int {
	if c := strings.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	if c := strings.Compare(a.Scope, b.Scope); c != 0 {
		return c
	}
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	if c := strings.Compare(a.Source.File, b.Source.File); c != 0 {
		return c
	}
	return a.Source.Line - b.Source.Line
}
