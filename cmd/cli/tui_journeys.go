package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/tui"
)

// journeyRuns runs the journeys for the terminal program.
type journeyRuns struct {
	a      *app
	events chan journeys.Event
	judged chan tui.JourneysJudged

	mu      sync.Mutex
	running bool
}

func newJourneyRuns(a *app) *journeyRuns {
	return &journeyRuns{a: a, events: make(chan journeys.Event, 256), judged: make(chan tui.JourneysJudged, 1)}
}

// RunJourneys implements screen.Journeys. It returns at once. There is nobody it could ask: protected environments get what
// reads, and steps that declare an effect are refused there, which the result says.
func (r *journeyRuns) RunJourneys(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		return errors.New("the journeys run already")
	}
	in, err := r.a.loadJourneys()
	if err != nil {
		return err
	}
	plan, err := journeys.MakePlan(in.cases, in.targets, journeys.PlanOptions{Warmup: -1})
	if err != nil {
		return err
	}
	sealer, err := r.a.sealer()
	if err != nil {
		return err
	}
	r.running = true
	go func() {
		var done tui.JourneysJudged
		defer func() {
			// Nobody else would see this panic before the terminal is a terminal again.
			if p := recover(); p != nil {
				done.Err = fmt.Errorf("running the journeys broke: %v\n%s", p, debug.Stack())
			}
			r.mu.Lock()
			r.running = false
			r.mu.Unlock()
			select {
			case r.judged <- done:
			case <-ctx.Done():
			}
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
		done.Err = err
		if run != nil {
			done.Judged = journeys.Judge(run, journeys.JudgeOptions{})
		}
	}()
	return nil
}
