package cli

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/workspace"
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
func (a *app) watch(ctx context.Context, w *workspace.Workspace, o auditOptions, f screenFlags, start string) error {
	// What can be wrong with flags, config, rules and waivers is told before the screen is taken.
	a.onScreen.Store(true)
	defer a.onScreen.Store(false)
	s, err := w.Prepare(ctx, o.Request)
	if err != nil {
		return err
	}
	l := w.NewLive(s)
	opts := tui.Options{
		Results: l.Results, Events: l.Events, Failures: l.Failures, Services: w.Services(s, l), Session: workspace.LastSession(s.Config),
		Owner: a.getenv("USER"), Authors: authors(s.Config, ""), Start: start, Query: o.filter, Theme: f.theme, NoColor: !a.term.Color, ASCII: !a.term.Unicode,
		Plain: f.plain || a.term.Dumb, NoMouse: f.noMouse, Keys: workspace.Keymap(s.Config), Environ: os.Environ(), Now: a.clock, Input: a.in, Output: a.out,
	}
	opts.Judged = s.Options.Journeys
	if len(s.Config.Journeys) > 0 && o.From == "" {
		runs := w.NewJourneyRuns(l.Travelled, f.allowWrites)
		defer runs.Stop()
		opts.Services.Journeys, opts.JudgedNow, opts.JourneyEvents = runs, runs.Judged, runs.Events
	}
	if o.From != "" {
		if err := w.Observe(ctx, s, func(audit.Event) {}); err != nil {
			return err
		}
		l.Hold(s)
		opts.Result = s.Result
	} else {
		ctx2, stop := context.WithCancel(ctx)
		defer stop()
		l.Start(ctx2)
	}
	return tui.Run(ctx, opts)
}
