package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/snapshot"
)

// live collects environments side by side and audits anew whenever one is in.
type live struct {
	app   *app
	asked auditOptions
	ctx   context.Context
	envs  []string

	events   chan audit.Event
	results  chan *audit.Result
	failures chan error

	mu      sync.Mutex
	cfg     *config.Config
	options audit.Options
	taken   map[string][]*snapshot.Snapshot
	busy    int
	last    *audit.Result
}

// collect takes the snapshots of envs anew, each as fast as it can.
func (l *live) collect(envs []string) {
	l.mu.Lock()
	l.busy += len(envs)
	cfg := l.cfg
	l.mu.Unlock()
	for _, e := range envs {
		go func() {
			defer l.ended()
			defer func() {
				// Nobody else would see this panic before the terminal is a terminal again.
				if r := recover(); r != nil {
					l.fail(fmt.Errorf("collecting %s broke: %v\n%s", e, r, debug.Stack()))
				}
			}()
			sealer, err := l.app.sealer()
			if err != nil {
				l.fail(err)
				return
			}
			o := audit.CollectOptions{Only: []string{e}, Sealer: sealer, Now: l.app.clock, Getenv: l.app.getenv}
			snaps, err := audit.Collect(l.ctx, cfg, l.app.types, o, l.event)
			if err != nil {
				l.fail(err)
				return
			}
			l.came(e, snaps)
		}()
	}
}

// ended counts an environment as done, however it went; after the last one the audit is.
func (l *live) ended() {
	l.mu.Lock()
	l.busy--
	over := l.busy == 0
	l.mu.Unlock()
	if over {
		l.event(audit.Event{Kind: audit.AuditDone, At: l.app.clock()})
	}
}

func (l *live) event(e audit.Event) {
	select {
	case l.events <- e:
	case <-l.ctx.Done():
	}
}

func (l *live) fail(err error) {
	select {
	case l.failures <- err:
	default:
	}
}

// came audits what is in so far.
func (l *live) came(env string, snaps []*snapshot.Snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken[env] = snaps
	l.audit()
}

// travelled audits anew with what a run of the journeys showed.
func (l *live) travelled(j *journeys.Judged) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.options.Journeys = j
	l.audit()
}

// audit gives the screens the result of what is in; l.mu is held. With fewer than two environments there is nothing to compare.
func (l *live) audit() {
	if len(l.taken) < 2 && len(l.envs) > 1 {
		return
	}
	var all []*snapshot.Snapshot
	for _, e := range l.cfg.Names() {
		all = append(all, l.taken[e]...)
	}
	r := audit.Audit(all, l.cfg, l.options)
	l.last = r
	select { // only the newest result matters
	case <-l.results:
	default:
	}
	l.results <- r
}

// renew reads the config and what people have decided anew, as a new start would: rules, waivers and the baseline may have
// changed since, most likely by this very program. The environments must be the same ones: what was taken of them stays.
func (l *live) renew(ctx context.Context) error {
	s, err := l.app.prepare(ctx, l.asked)
	if err != nil {
		return err
	}
	envs := s.only
	if envs == nil {
		envs = s.config.Names()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(envs, l.envs) {
		return errors.New("the config has other environments now; start envparity anew to see them")
	}
	s.options.Journeys = l.options.Journeys // what was shown stays shown
	l.cfg, l.options = s.config, s.options
	return nil
}

// Retry implements screen.Retry. A source cannot be collected apart from its environment's others, so all of them are.
func (l *live) Retry(ctx context.Context, environment, _, _, _ string) error {
	if err := l.renew(ctx); err != nil {
		return err
	}
	l.collect([]string{environment})
	return nil
}

// RetryAll implements screen.Retry.
func (l *live) RetryAll(ctx context.Context) error {
	if err := l.renew(ctx); err != nil {
		return err
	}
	l.collect(l.envs)
	return nil
}
