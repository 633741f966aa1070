package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
)

// journeyRuns runs the journeys for the terminal program.
type journeyRuns struct {
	a         *app
	travelled func(*journeys.Judged) // has the audit done anew with what they showed
	allow     []string               // protected environments in which steps that declare an effect may run
	events    chan journeys.Event
	judged    chan tui.JourneysJudged

	mu     sync.Mutex
	cancel context.CancelFunc // of the run under way, nil for none
	done   chan struct{}      // closed when it is over
}

func newJourneyRuns(a *app, travelled func(*journeys.Judged), allow []string) *journeyRuns {
	return &journeyRuns{a: a, travelled: travelled, allow: allow, events: make(chan journeys.Event, 256), judged: make(chan tui.JourneysJudged, 1)}
}

func (r *journeyRuns) plan() (*journeyInput, *journeys.Plan, error) {
	in, err := r.a.loadJourneys()
	if err != nil {
		return nil, nil, err
	}
	plan, err := journeys.MakePlan(in.cases, in.targets, journeys.PlanOptions{Warmup: -1, AllowWrites: r.allow})
	return in, plan, err
}

// PlanJourneys implements screen.Journeys.
func (r *journeyRuns) PlanJourneys() (screen.JourneyPlan, error) {
	_, plan, err := r.plan()
	if err != nil {
		return screen.JourneyPlan{}, err
	}
	out := screen.JourneyPlan{Requests: plan.Requests, Notes: append([]string(nil), plan.Problems...)}
	for i := range plan.Targets {
		t := &plan.Targets[i]
		out.Environments = append(out.Environments, t.Name)
		if t.Protected && sendsTo(plan, t.Name) {
			out.Protected = append(out.Protected, t.Name)
		}
	}
	for _, c := range plan.Cases {
		out.Journeys = append(out.Journeys, c.Name)
		for _, x := range c.Refused {
			out.Notes = append(out.Notes, fmt.Sprintf("%s is not run in %s: %s", c.Name, x.Environment, x.Why))
		}
	}
	return out, nil
}

// RunJourneys implements screen.Journeys. It returns at once; the screen has shown what would be sent, and somebody has said yes.
func (r *journeyRuns) RunJourneys(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		return errors.New("the journeys run already")
	}
	in, plan, err := r.plan()
	if err != nil {
		return err
	}
	sealer, err := r.a.sealer()
	if err != nil {
		return err
	}
	ctx, r.cancel = context.WithCancel(ctx)
	r.done = make(chan struct{})
	go func() {
		var out tui.JourneysJudged
		defer func() {
			// Nobody else would see this panic before the terminal is a terminal again.
			if p := recover(); p != nil {
				out.Err = fmt.Errorf("running the journeys broke: %v\n%s", p, debug.Stack())
			}
			r.over(out)
		}()
		run, err := journeys.Execute(ctx, plan, journeys.Options{
			Version: version(), Dir: in.cfg.Dir, Seal: sealer.Fingerprint, Now: r.a.clock, Secrets: r.a.secret,
			Observe: func(e journeys.Event) {
				select {
				case r.events <- e:
				default: // the screen lags behind: the next event tells as much
				}
			},
		})
		out.Err = err
		if run != nil && err == nil {
			out.Judged = audit.ForAudit(journeys.Judge(run, journeys.JudgeOptions{}), in.cfg)
			r.travelled(out.Judged)
		}
	}()
	return nil
}

// over tells how a run ended. What nobody has fetched of the run before is replaced.
func (r *journeyRuns) over(out tui.JourneysJudged) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel()
	r.cancel = nil
	select {
	case <-r.judged:
	default:
	}
	r.judged <- out
	close(r.done)
}

// StopJourneys implements screen.Journeys.
func (r *journeyRuns) StopJourneys() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		r.cancel()
	}
}

// stopPatience is how long leaving the program waits for the cleanup of the journeys under way.
const stopPatience = 5 * time.Second

// stop ends a run and waits for its cleanup.
func (r *journeyRuns) stop() {
	r.StopJourneys()
	r.mu.Lock()
	done := r.done
	r.mu.Unlock()
	if done == nil {
		return
	}
	select {
	case <-done:
	case <-time.After(stopPatience):
	}
}
