// Package runner sends the requests of journeys and times them: rounds in which every environment is visited once in random order, loads, replays of
// captures. It is the only room of journeys that opens connections.
//
// It refuses to write to a protected environment unless the step says what it does and the person running it allows it, to leave the hosts an
// environment names, to send credentials across hosts, to retry silently, and to mix warm with cold connections in one sample.
package runner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/redact"
)

// Options are what a run needs besides its plan.
type Options struct {
	Version string
	Label   string
	Dir     string // that relative files of multipart parts start from
	Seed    uint64 // of the random order; 0 takes one from the clock
	// Secrets looks a secret up by name, late; nil takes the process environment. What it returns is never kept.
	Secrets func(name string) (string, error)
	// Seal turns a sensitive value of an answer into a keyed fingerprint; nil drops such values.
	Seal func(value string) string
	// Observe is told what happens, from one goroutine at a time; it must return quickly. May be nil.
	Observe func(journeys.Event)
	// Now tells the date of the run; nil takes the clock. Durations never come from it.
	Now func() time.Time
	// KeepValues keeps the text of what answers hold in the run file; otherwise only hashes are written.
	KeepValues bool
	Smoke      bool // expectations only: one round, no warm-up
	// Environments are all that the config knows, by whose names leaks are found; nil takes those of the plan.
	Environments []drift.Environment
}

type runner struct {
	o       Options
	files   *confine.Roots // the repository, of which files may be sent
	plan    *Plan
	run     *journeys.Run
	red     redact.Redactor
	began   time.Time
	rounds  int    // of the journey that runs
	freed   uint64 // bytes allocated when memory was last collected
	rnd     *rand.Rand
	mu      sync.Mutex // events, request count, jitter
	lanes   map[string]*lane
	answers *answers.Observer
	naming  *answers.Naming
}

// lane is one environment's state during a run.
type lane struct {
	t       *journeys.Target
	limit   limiter
	buf     buffers
	rts     map[string]*http.Transport // warm transports by protocol
	mu      sync.Mutex
	strikes int // journeys in a row that ended in 5xx, 429 or no answer
	sent    int
	errs    int
	stopped string
	rtt     time.Duration
	opened  []*http.Transport
}

// Execute runs a plan. Whatever was measured is in the Run, also when the context ends it early; the error then says so.
func Execute(ctx context.Context, p *Plan, o Options) (*journeys.Run, error) {
	from := "run"
	if o.Smoke {
		from = "smoke"
	}
	r := newRunner(p, o, from)
	defer r.close()
	if err := r.needSecrets(); err != nil {
		return nil, err
	}
	cpu := cpuTime()
	for i := range p.Cases {
		jr := r.journey(ctx, &p.Cases[i])
		r.run.Journeys = append(r.run.Journeys, jr)
		if ctx.Err() != nil {
			r.run.Problems = append(r.run.Problems, "stopped before the end: "+reason(ctx.Err()))
			break
		}
	}
	r.finish(cpu)
	if ctx.Err() != nil {
		return r.run, fmt.Errorf("journeys stopped before the end: %w", ctx.Err())
	}
	return r.run, nil
}

func fromProcess(name string) (string, error) {
	v, ok := os.LookupEnv(name)
	if !ok {
		return "", fmt.Errorf("secret(%q): the environment variable %s is not set", name, name)
	}
	return v, nil
}

// secret returns a secret and makes it unmentionable.
func (r *runner) secret(name string) (string, error) {
	v, err := r.o.Secrets(name)
	if err != nil {
		return "", err
	}
	r.red.Add(v)
	return v, nil
}

// needSecrets looks every secret up once before anything is sent, so that a missing one is an error and not twenty failed rounds.
func (r *runner) needSecrets() error {
	var errs []error
	seen := map[string]bool{}
	look := func(ts ...journeys.Text) {
		for _, t := range ts {
			_, names := t.Holes()
			for _, n := range names {
				if !seen[n] {
					seen[n] = true
					if _, err := r.secret(n); err != nil {
						errs = append(errs, err)
					}
				}
			}
		}
	}
	for _, t := range r.plan.Targets {
		for _, h := range t.Headers {
			look(h.Value)
		}
	}
	for _, c := range r.plan.Cases {
		for _, j := range c.In {
			for _, h := range j.Headers {
				look(h.Value)
			}
			for i := range j.Steps {
				look(textsOf(&j.Steps[i])...)
			}
			for i := range j.Cleanup {
				look(textsOf(&j.Cleanup[i])...)
			}
		}
	}
	return errors.Join(errs...)
}

// textsOf returns all that a step fills in.
func textsOf(s *journeys.Step) []journeys.Text {
	out := []journeys.Text{s.URL, s.Body, s.Bearer, s.Send}
	for _, l := range [][]journeys.Pair{s.Query, s.Headers, s.Form} {
		for _, p := range l {
			out = append(out, p.Value)
		}
	}
	for _, p := range s.Multipart {
		out = append(out, p.Value)
	}
	if s.Basic != nil {
		out = append(out, s.Basic.User, s.Basic.Password)
	}
	var walk func(any)
	walk = func(x any) {
		switch t := x.(type) {
		case journeys.Text:
			out = append(out, t)
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(t)) {
				walk(t[k])
			}
		case []any:
			for _, e := range t {
				walk(e)
			}
		}
	}
	walk(s.JSON)
	return append(out, s.Expect.Asserts...)
}

func (r *runner) event(e journeys.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Requests = r.run.Requests
	if e.Kind == journeys.JourneyStarted {
		r.rounds = e.Rounds
	}
	e.Rounds = r.rounds
	if r.o.Observe != nil {
		r.o.Observe(e)
	}
}

func (r *runner) problem(format string, a ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.run.Problems = append(r.run.Problems, r.red.Clean(fmt.Sprintf(format, a...)))
}

// note adds a remark, once.
func (r *runner) note(format string, a ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := r.red.Clean(fmt.Sprintf(format, a...)); !slices.Contains(r.run.Notes, n) {
		r.run.Notes = append(r.run.Notes, n)
	}
}

func (r *runner) close() {
	for _, l := range r.lanes {
		for _, t := range l.opened {
			t.CloseIdleConnections()
		}
	}
}

func (r *runner) finish(cpu time.Duration) {
	r.run.Took = time.Since(r.began)
	if r.run.Took > 0 {
		r.run.Client.CPUShare = float64(cpuTime()-cpu) / float64(r.run.Took) / float64(runtime.NumCPU())
	}
	for i := range r.plan.Targets {
		t := &r.plan.Targets[i]
		l := r.lanes[t.Name]
		r.run.Targets = append(r.run.Targets, journeys.TargetInfo{Name: t.Name, Reference: t.Reference, Protected: t.Protected, BaseURL: r.red.URL(t.BaseURL), RTT: l.rtt, Stopped: l.stopped, Traces: t.Traces, ExpectedRatio: t.ExpectedRatio, RatioReason: t.Reason})
	}
}
