package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// CollectOptions are the settings of collecting besides the config.
type CollectOptions struct {
	Only     []string // environments to collect; empty for all
	Label    string   // of a release; kept in the snapshots
	Sealer   *snapshot.Sealer
	Now      func() time.Time    // never nil
	Frozen   bool                // leave out how long collecting took, so that the same sources give the same bytes
	Getenv   func(string) string // never nil
	Parallel int                 // collectors running at once; 0 for a default
	Timeout  time.Duration       // of one collector without a timeout of its own; 0 for a default
	Deadline time.Duration       // of all collecting together; 0 for none. A source that is not read by then is unknown

	// Refuse returns why a source may not do something beyond reading the repository's files, "" if it may. nil refuses all of it.
	Refuse func(collectors.Need) string
}

// job is one collector in one environment and member.
type job struct {
	collectors.Job
	source string
	block  *config.Collect
}

// Collect runs every collect block of cfg in each of its environments (and members), many at once, and returns one snapshot an environment, in
// the config's order. An error means that the config is wrong. Problems with a source are in the outcomes. events may be nil. It is called from
// many goroutines, one call at a time.
func Collect(ctx context.Context, cfg *config.Config, types []collectors.Type, o CollectOptions, events func(Event)) ([]*snapshot.Snapshot, error) {
	jobs, err := plan(cfg, types, o)
	if err != nil {
		return nil, err
	}
	o.Sealer.KeepWords(environmentWordsOf(cfg))
	if o.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.Deadline, fmt.Errorf("collecting took longer than its deadline of %s", o.Deadline))
		defer cancel()
	}
	taken := o.Now().UTC()
	emit := serialise(events)
	list := make([]collectors.Job, len(jobs))
	for i := range jobs {
		list[i] = jobs[i].Job
	}
	if o.Refuse == nil {
		o.Refuse = func(collectors.Need) string { return "nobody has agreed to it" }
	}
	results := collectors.Run(ctx, list, collectors.Options{
		Dir: cfg.Dir, Files: files(cfg, list, o.Refuse), Refuse: o.Refuse, Sealer: o.Sealer, Parallel: o.Parallel, Timeout: o.Timeout, Getenv: o.Getenv,
		Event: func(e collectors.Event) { emit(translate(e, jobs[e.Job], o.Now())) },
	})
	if err := nowhere(cfg, jobs, results); err != nil {
		return nil, err
	}
	marked(cfg, jobs, results)
	snaps := gather(cfg, results, o, taken)
	for _, s := range snaps {
		emit(Event{Kind: EnvironmentDone, Environment: s.Environment, At: o.Now()})
	}
	return snaps, nil
}

// environmentWordsOf returns the function that finds the words of the config's environments in a value before it is sealed.
func environmentWordsOf(cfg *config.Config) func(name, value string) string {
	envs := make([]vocabulary.Env, len(cfg.Environments))
	for i := range cfg.Environments {
		e := &cfg.Environments[i]
		envs[i] = vocabulary.Env{Name: e.Name, Reference: e.Reference, Configured: e.Vocabulary, Struck: e.Struck}
	}
	words := vocabulary.New(envs)
	return func(name, value string) string {
		if mark := partners.Mark(name, value); mark != "" {
			return mark
		}
		return words.SealedWords(name, value)
	}
}

// nowhere returns an error for every collect block whose source exists in no environment, because a misspelt path must not look like a failing
// source.
func nowhere(cfg *config.Config, jobs []job, results []collectors.Result) error {
	there := map[*config.Collect]bool{}
	for i, r := range results {
		there[jobs[i].block] = there[jobs[i].block] || !r.Outcome.Nothing
	}
	var diags hcl.Diagnostics
	for i := range cfg.Collects {
		block := &cfg.Collects[i]
		if ok, ran := there[block]; ok || !ran {
			continue
		}
		var why []string
		for k, r := range results {
			if jobs[k].block == block && !slices.Contains(why, r.Outcome.Error) {
				why = append(why, r.Outcome.Error)
			}
		}
		diags = diags.Append(&hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Nothing there",
			Detail: "In no environment is there anything to read: " + strings.Join(why, "; ") + ".", Subject: block.Range.Ptr(),
		})
	}
	if diags.HasErrors() {
		return &config.Error{Diags: diags, Files: cfg.Sources}
	}
	return nil
}

// translate turns a runner's event into an audit's event.
func translate(e collectors.Event, j job, at time.Time) Event {
	out := Event{
		Environment: j.Environment, Member: j.Member, Collector: j.Name, Source: j.source,
		Done: e.Done, Total: e.Total, What: e.What, Outcome: e.Outcome, At: at,
	}
	switch e.Stage {
	case collectors.Started:
		out.Kind = CollectorStarted
	case collectors.Progress:
		out.Kind = CollectorProgress
	case collectors.Done:
		out.Kind = CollectorDone
	}
	return out
}

// Check returns the mistakes in the collect blocks of cfg, and reads no source. only is as in CollectOptions.
func Check(cfg *config.Config, types []collectors.Type, only []string) error {
	_, err := plan(cfg, types, CollectOptions{Only: only})
	return err
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

// plan makes the collectors, without I/O. It reports all mistakes in all blocks at once.
func plan(cfg *config.Config, types []collectors.Type, o CollectOptions) ([]job, error) {
	var diags hcl.Diagnostics
	var jobs []job
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
			t := slices.IndexFunc(types, func(t collectors.Type) bool { return t.Name == block.Type })
			if t < 0 {
				return nil, &config.Error{Summary: fmt.Sprintf("no collector %q is built into this program", block.Type)}
			}
			for _, m := range members {
				if !block.For(env, m) {
					continue
				}
				col, d := types[t].Make(block.Body, cfg.EvalContext(env, m))
				diags = append(diags, d...)
				if d.HasErrors() || col == nil {
					continue
				}
				j := job{source: col.Source(), block: block}
				j.Job = collectors.Job{Collector: col, Type: block.Type, Name: block.As, Environment: env.Name, Timeout: block.Timeout}
				if m != nil {
					j.Member = m.Name
				}
				jobs = append(jobs, j)
			}
		}
	}
	if diags.HasErrors() {
		return nil, &config.Error{Diags: dedupe(config.Suggest(diags)), Files: cfg.Sources}
	}
	return jobs, nil
}

// dedupe drops repeated diagnostics of one line, which several environments cause.
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

// marked notes the number of the collect block in outcomes and resources.
func marked(cfg *config.Config, jobs []job, results []collectors.Result) {
	numbers := make(map[*config.Collect]string, len(cfg.Collects))
	for i := range cfg.Collects {
		numbers[&cfg.Collects[i]] = fmt.Sprint(i + 1)
	}
	for i := range results {
		r := &results[i]
		r.Outcome.Block = numbers[jobs[i].block]
		for k := range r.Resources {
			r.Resources[k].Block = r.Outcome.Block
		}
	}
}

// gather joins the jobs' results by environment, in an order that does not depend on timing.
func gather(cfg *config.Config, results []collectors.Result, o CollectOptions, taken time.Time) []*snapshot.Snapshot {
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
		for _, r := range results {
			if r.Job.Environment != env.Name {
				continue
			}
			if o.Frozen {
				r.Outcome.Took = 0
			}
			s.Outcomes = append(s.Outcomes, r.Outcome)
			if s.Resources == nil { // one collector usually yields nearly all of it, so its slice is used, not copied
				s.Resources = r.Resources
			} else {
				s.Resources = append(s.Resources, r.Resources...)
			}
		}
		s.Normalize()
		snaps = append(snaps, s)
	}
	return snaps
}
