package workspace

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/snapshot"
)

// Live collects environments in parallel and audits again whenever one is complete.
type Live struct {
	Events   chan audit.Event
	Results  chan *audit.Result // the newest result only
	Failures chan error         // of an audit without a result

	w     *Workspace
	asked Request
	ctx   context.Context
	envs  []string

	mu      sync.Mutex
	cfg     *config.Config
	may     *Permission
	options audit.Options
	taken   map[string][]*snapshot.Snapshot
	busy    int
	last    *audit.Result
	running bool // an audit is running
	again   bool // its input has changed since it began
}

// NewLive returns the live audit of a prepared session. It collects nothing before Start.
func (w *Workspace) NewLive(s *Session) *Live {
	envs := s.Only
	if envs == nil {
		envs = s.Config.Names()
	}
	return &Live{
		Events: make(chan audit.Event, 256), Results: make(chan *audit.Result, 1), Failures: make(chan error, 1),
		w: w, asked: s.Request, ctx: context.Background(), envs: envs, cfg: s.Config, may: s.May, options: s.Options,
		taken: map[string][]*snapshot.Snapshot{},
	}
}

// Start collects all environments, until ctx is done.
func (l *Live) Start(ctx context.Context) {
	l.ctx = ctx
	l.collect(l.envs)
}

// Hold uses the result of an audit of stored snapshots, and collects nothing.
func (l *Live) Hold(s *Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range s.Snapshots {
		l.taken[x.Environment] = append(l.taken[x.Environment], x)
	}
	l.last = s.Result
}

// collect takes new snapshots of envs, in parallel.
func (l *Live) collect(envs []string) {
	l.mu.Lock()
	l.busy += len(envs)
	cfg, may := l.cfg, l.may
	l.mu.Unlock()
	for _, e := range envs {
		go func() {
			defer l.ended()
			defer func() {
				// Otherwise this panic would be hidden by the screen.
				if r := recover(); r != nil {
					l.fail(fmt.Errorf("collecting %s broke: %v\n%s", e, r, debug.Stack()))
				}
			}()
			sealer, err := l.w.Sealer()
			if err != nil {
				l.fail(err)
				return
			}
			o := audit.CollectOptions{Only: []string{e}, Sealer: sealer, Now: l.w.Clock, Getenv: l.w.Getenv, Refuse: may.Refuse}
			snaps, err := audit.Collect(l.ctx, cfg, l.w.Types, o, l.event)
			if err != nil {
				l.fail(err)
				return
			}
			l.came(e, snaps)
		}()
	}
}

// ended counts an environment as done, with or without an error. After the last one the audit is complete.
func (l *Live) ended() {
	l.mu.Lock()
	l.busy--
	over := l.busy == 0
	if over && l.last == nil && len(l.taken) > 0 { // the reference could not be collected
		l.audit()
	}
	l.mu.Unlock()
	if over {
		l.event(audit.Event{Kind: audit.AuditDone, At: l.w.Clock()})
	}
}

func (l *Live) event(e audit.Event) {
	select {
	case l.Events <- e:
	case <-l.ctx.Done():
	}
}

func (l *Live) fail(err error) {
	select {
	case l.Failures <- err:
	default:
	}
}

// came adds the snapshots of an environment and audits what is there.
func (l *Live) came(env string, snaps []*snapshot.Snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken[env] = snaps
	l.audit()
}

// Travelled audits again with the results of a run of the journeys.
func (l *Live) Travelled(j *judge.Judged) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.options.Journeys = j
	l.audit()
}

// audit sends the screens the result of the present snapshots. l.mu must be held; audit releases it while the audit runs. Environments that
// arrive in the meantime are audited together afterwards. It needs at least two environments, and waits for the reference while that is being
// collected: against another environment every verdict would be a different one.
func (l *Live) audit() {
	if l.running {
		l.again = true
		return
	}
	l.running = true
	defer func() { l.running = false }()
	for l.again = true; l.again; {
		l.again = false
		if len(l.taken) < 2 && len(l.envs) > 1 || l.reference() {
			return
		}
		l.show(l.unlocked())
	}
}

// reference reports whether the reference is still being collected for the first time. l.mu must be held.
func (l *Live) reference() bool {
	ref := l.cfg.Ref()
	return l.busy > 0 && ref != nil && slices.Contains(l.envs, ref.Name) && l.taken[ref.Name] == nil
}

// unlocked audits the present snapshots without holding l.mu. It reads the repository only when all environments are there, because before that
// the reference may be missing.
func (l *Live) unlocked() *audit.Result {
	var all []*snapshot.Snapshot
	for _, e := range l.cfg.Names() {
		all = append(all, l.taken[e]...)
	}
	cfg, o := l.cfg, l.options
	if len(l.taken) < len(l.envs) {
		o = o.WithoutRepository()
	}
	l.mu.Unlock()
	defer l.mu.Lock()
	return audit.Audit(all, cfg, o)
}

// show sends a result to the screens. It replaces an older one.
func (l *Live) show(r *audit.Result) {
	l.last = r
	select {
	case <-l.Results:
	default:
	}
	l.Results <- r
}

// newest returns the newest result, nil before the first, and its options.
func (l *Live) newest() (*audit.Result, audit.Options) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last, l.options
}

// renew reads the config and decisions again, as at a new start, because rules, waivers and the baseline may have changed, mostly by this
// program. The environments must be the same; their snapshots stay.
func (l *Live) renew(ctx context.Context) error {
	s, err := l.w.Prepare(ctx, l.asked)
	if err != nil {
		return err
	}
	envs := s.Only
	if envs == nil {
		envs = s.Config.Names()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(envs, l.envs) {
		return errors.New("the config has other environments now; start envparity anew to see them")
	}
	s.Options.Journeys = l.options.Journeys // results of journeys stay
	l.cfg, l.may, l.options = s.Config, s.May, s.Options
	return nil
}

// Retry implements screen.Retry. One source cannot be collected without its environment's others, so it collects all of them.
func (l *Live) Retry(ctx context.Context, environment, _, _, _ string) error {
	if err := l.renew(ctx); err != nil {
		return err
	}
	l.collect([]string{environment})
	return nil
}

// RetryAll implements screen.Retry.
func (l *Live) RetryAll(ctx context.Context) error {
	if err := l.renew(ctx); err != nil {
		return err
	}
	l.collect(l.envs)
	return nil
}
