package cli

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
)

// screenFlags are the flags of the commands that open the terminal program.
type screenFlags struct {
	plain   bool
	theme   string
	noMouse bool

	allowWrites []string // protected environments in which the journeys screen runs steps that declare an effect
}

func (f *screenFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&f.plain, "plain", false, "no screen: lines and questions, for screen readers and dumb terminals")
	fl.StringVar(&f.theme, "theme", "", "`THEME`: dark, light, contrast or none (default: as the terminal's background asks)")
	fl.StringSliceVar(&f.allowWrites, "allow-writes", nil, "let journeys that are run on the screen send steps that declare an effect to these protected `ENVIRONMENTS`")
	fl.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
}

// interactive reports whether there is a person at a terminal on both ends.
func (a *app) interactive() bool { return a.term.In && a.term.Out }

// watch opens the terminal program while the audit runs, at the screen called start.
func (a *app) watch(ctx context.Context, o auditOptions, f screenFlags, start string) error {
	// What can be wrong with flags, config, rules and waivers is told before the screen is taken.
	s, err := a.prepare(o)
	if err != nil {
		return err
	}
	cfg, envs := s.config, s.only
	if envs == nil {
		envs = cfg.Names()
	}
	l := &live{
		app: a, cfg: cfg, envs: envs, taken: map[string][]*snapshot.Snapshot{},
		options: s.options,
		events:  make(chan audit.Event, 256), results: make(chan *audit.Result, 1), failures: make(chan error, 1),
	}
	opts := tui.Options{
		Results: l.results, Events: l.events, Failures: l.failures, Services: a.services(cfg, l), Session: loadSession(cfg, a.getenv),
		Owner: a.getenv("USER"), Start: start, Query: o.filter, Theme: f.theme, NoColor: !a.term.Color, ASCII: !a.term.Unicode,
		Plain: f.plain || a.term.Dumb, NoMouse: f.noMouse, Keys: keymap(cfg), Environ: os.Environ(), Now: a.clock, Input: a.in, Output: a.out,
	}
	opts.Judged = l.options.Journeys
	if len(cfg.Journeys) > 0 && o.from == "" {
		jr := newJourneyRuns(a, l.travelled, f.allowWrites)
		defer jr.stop()
		opts.Services.Journeys, opts.JudgedNow, opts.JourneyEvents = jr, jr.judged, jr.events
	}
	if o.from != "" {
		snaps, err := fromFolder(o.from, cfg, s.only)
		if err != nil {
			return err
		}
		opts.Result = audit.Audit(snaps, cfg, l.options)
		l.last = opts.Result
		opts.Services.Retry = nil
	} else {
		ctx2, stop := context.WithCancel(ctx)
		defer stop()
		l.ctx = ctx2
		l.collect(envs)
	}
	return tui.Run(ctx, opts)
}

// live collects environments side by side and audits anew whenever one is in.
type live struct {
	app     *app
	cfg     *config.Config
	ctx     context.Context
	envs    []string
	options audit.Options

	events   chan audit.Event
	results  chan *audit.Result
	failures chan error

	mu    sync.Mutex
	taken map[string][]*snapshot.Snapshot
	busy  int
	last  *audit.Result
}

// collect takes the snapshots of envs anew, each as fast as it can.
func (l *live) collect(envs []string) {
	l.mu.Lock()
	l.busy += len(envs)
	l.mu.Unlock()
	for _, e := range envs {
		go func() {
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
			snaps, err := audit.Collect(l.ctx, l.cfg, l.app.types, o, l.event)
			if err != nil {
				l.fail(err)
				return
			}
			l.came(e, snaps)
		}()
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
	l.busy--
	l.audit()
	if l.busy == 0 {
		l.event(audit.Event{Kind: audit.AuditDone, At: l.app.clock()})
	}
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

// Retry implements screen.Retry. A source cannot be collected apart from its environment's others, so all of them are.
func (l *live) Retry(_ context.Context, environment, _, _, _ string) error {
	l.collect([]string{environment})
	return nil
}

// RetryAll implements screen.Retry.
func (l *live) RetryAll(context.Context) error {
	l.collect(l.envs)
	return nil
}
