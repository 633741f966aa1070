package workspace

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
)

// JourneyRuns runs the journeys for the screens.
type JourneyRuns struct {
	Events chan journeys.Event     // progress of the journeys
	Judged chan tui.JourneysJudged // the result of a run, only the newest

	w         *Workspace
	travelled func(*judge.Judged) // audits again with the results of the journeys
	allow     []string            // protected environments in which steps with a declared effect may run

	mu     sync.Mutex
	cancel context.CancelFunc // of the present run, nil for none
	done   chan struct{}      // closed when it is over
}

// NewJourneyRuns returns the JourneyRuns for the screens. It calls travelled with each judged run. Steps with a declared effect run in the
// protected environments of allow.
func (w *Workspace) NewJourneyRuns(travelled func(*judge.Judged), allow []string) *JourneyRuns {
	return &JourneyRuns{w: w, travelled: travelled, allow: allow, Events: make(chan journeys.Event, 256), Judged: make(chan tui.JourneysJudged, 1)}
}

func (r *JourneyRuns) plan() (*Journeys, *runner.Plan, error) {
	in, err := r.w.LoadJourneys()
	if err != nil {
		return nil, nil, err
	}
	plan, err := runner.MakePlan(in.Cases, in.Targets, runner.PlanOptions{Warmup: -1, AllowWrites: r.allow})
	return in, plan, err
}

// PlanJourneys implements screen.Journeys.
func (r *JourneyRuns) PlanJourneys() (screen.JourneyPlan, error) {
	_, plan, err := r.plan()
	if err != nil {
		return screen.JourneyPlan{}, err
	}
	out := screen.JourneyPlan{Requests: plan.Requests, Notes: append([]string(nil), plan.Problems...)}
	for i := range plan.Targets {
		t := &plan.Targets[i]
		out.Environments = append(out.Environments, t.Name)
		if t.Protected && plan.SendsTo(t.Name) {
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

// RunJourneys implements screen.Journeys. It returns at once. Before, the screen has shown the requests, and a person has confirmed.
func (r *JourneyRuns) RunJourneys(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		return errors.New("the journeys run already")
	}
	in, plan, err := r.plan()
	if err == nil {
		err = r.w.MaySend(in.Config)
	}
	if err != nil {
		return err
	}
	sealer, err := r.w.Sealer()
	if err != nil {
		return err
	}
	ctx, r.cancel = context.WithCancel(ctx)
	r.done = make(chan struct{})
	go func() {
		var out tui.JourneysJudged
		defer func() {
			// Otherwise this panic would be hidden by the screen.
			if p := recover(); p != nil {
				out.Err = fmt.Errorf("running the journeys broke: %v\n%s", p, debug.Stack())
			}
			r.over(out)
		}()
		run, err := runner.Execute(ctx, plan, runner.Options{
			Version: r.w.Version, Dir: in.Config.Dir, Seal: sealer.Fingerprint, Now: r.w.Clock, Secrets: r.w.Secret, Environments: audit.Named(in.Config.Environments),
			Observe: func(e journeys.Event) {
				select {
				case r.Events <- e:
				default: // the screen is behind: the next event has all it needs
				}
			},
		})
		out.Err = err
		if run != nil && err == nil {
			out.Judged = audit.ForAudit(judge.Run(run, judge.Options{}), in.Config)
			r.travelled(out.Judged)
		}
	}()
	return nil
}

// over sends the result of a run. It replaces an earlier result that was not received.
func (r *JourneyRuns) over(out tui.JourneysJudged) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel()
	r.cancel = nil
	select {
	case <-r.Judged:
	default:
	}
	r.Judged <- out
	close(r.done)
}

// StopJourneys implements screen.Journeys.
func (r *JourneyRuns) StopJourneys() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		r.cancel()
	}
}

// stopPatience is how long the program waits at its end for the cleanup of running journeys.
const stopPatience = 5 * time.Second

// Stop ends a run and waits for its cleanup.
func (r *JourneyRuns) Stop() {
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
