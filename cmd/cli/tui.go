package cli

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
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
	s, err := a.prepare(ctx, o)
	if err != nil {
		return err
	}
	cfg, envs := s.config, s.only
	if envs == nil {
		envs = cfg.Names()
	}
	l := &live{
		app: a, asked: o, cfg: cfg, envs: envs, taken: map[string][]*snapshot.Snapshot{},
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
		snaps, err := fromWhere(ctx, o.from, cfg, s.only)
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
