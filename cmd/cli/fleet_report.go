package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/fleet/kept"
	"github.com/envparity/envparity/fleet/run"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/tui"
)

type fleetReportOptions struct {
	*fleetOptions
	format, output, now, failOn string
	days                        int
	screen                      bool
}

func (o *fleetReportOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the overview: "+strings.Join(report.FleetFormats(), ", "))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.StringVar(&o.now, "now", "", "the `TIME` of the overview (RFC 3339 or a date), for the same bytes every time")
	f.StringVar(&o.failOn, "fail-on", "must-fix", "exit 1 from this `VERDICT` up: must-fix, should-fix or never")
	f.BoolVar(&o.screen, "tui", false, "open the overview in the terminal interface")
	f.IntVar(&o.days, "days", fleet.DefaultDays, "how many `DAYS` the trend goes back")
	_ = cmd.RegisterFlagCompletionFunc("format", fixed(report.FleetFormats()...))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", fixed("must-fix", "should-fix", "never"))
}

func (o *fleetReportOptions) check() error {
	if formats := report.FleetFormats(); !slices.Contains(formats, o.format) {
		return fmt.Errorf("invalid value %q for `--format`, must be one of %s", o.format, strings.Join(formats, ", "))
	}
	if verdicts := []string{"must-fix", "should-fix", "never"}; !slices.Contains(verdicts, o.failOn) {
		return fmt.Errorf("invalid value %q for `--fail-on`, must be one of %s", o.failOn, strings.Join(verdicts, ", "))
	}
	if o.days < 1 {
		return fmt.Errorf("invalid value %d for `--days`: write a number of days", o.days)
	}
	return nil
}

func (a *app) fleetReportCommand(shared *fleetOptions) *cobra.Command {
	o := fleetReportOptions{fleetOptions: shared}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Make one overview of what the store has of all systems",
		Long: `Make one overview of the newest record of each system: counts; the worst by tier and owner; what many systems have alike, by rule and by cause; what is new and
fixed since the run before; waivers that end soon; secrets and databases that two systems share; and the trend. A system that never ran, failed, or whose newest
record is old is named as such, and counts as unknown, never as zero.

Exit codes: 0 no new finding at or above --fail-on; 1 there are some; 2 usage error, or the store cannot be read; 3 nothing to fail on was found, but not
everything is known.`,
		Example: `  envparity fleet report
  envparity fleet report --tui
  envparity fleet report --format html -o fleet.html
  envparity fleet report --format json --store s3://fleet/records`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.fleetReport(cmd.Context(), &o) },
	}
	o.flags(cmd)
	return cmd
}

func (a *app) fleetReport(ctx context.Context, o *fleetReportOptions) error {
	overview, err := a.fleetOverview(ctx, o)
	if err != nil {
		return err
	}
	if o.screen {
		return a.fleetScreen(ctx, overview)
	}
	if err := a.write(o.output, func(w io.Writer) error { return report.WriteFleet(w, o.format, overview, version()) }); err != nil {
		return err
	}
	if o.format != "text" {
		a.notef("envparity: %s", report.FleetLine(overview))
	}
	return fleetExit(overview, audit.FailOn(o.failOn))
}

// fleetScreen shows an overview in the terminal interface, and as text where there is no terminal.
func (a *app) fleetScreen(ctx context.Context, o *fleet.Overview) error {
	if !a.interactive() || a.term.Dumb {
		return report.WriteFleet(a.out, "text", o, version())
	}
	a.onScreen.Store(true)
	defer a.onScreen.Store(false)
	return tui.Run(ctx, tui.Options{Fleet: o, NoColor: !a.term.Color, ASCII: !a.term.Unicode, Environ: os.Environ(), Now: a.clock, Input: a.in, Output: a.out})
}

// fleetOverview reads the store and folds it.
func (a *app) fleetOverview(ctx context.Context, o *fleetReportOptions) (*fleet.Overview, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	w, err := a.fleetWorkspace()
	if err != nil {
		return nil, err
	}
	f, err := o.loadOptional()
	if err != nil {
		return nil, err
	}
	clock, err := w.ClockOf(o.now)
	if err != nil {
		return nil, err
	}
	if f != nil && o.store == "" {
		run.Agree(w, f)
	}
	store, err := o.open(w, f)
	if err != nil {
		return nil, err
	}
	in := fleet.Input{Now: clock(), Days: o.days}
	if in.Entries, in.Loaded, err = kept.Read(ctx, store); err != nil {
		return nil, err
	}
	if f == nil && len(in.Entries) == 0 {
		return nil, fmt.Errorf("%s has no record of any system, and no file describes a fleet; `envparity fleet run` keeps records", store)
	}
	describe(&in, f)
	return fleet.Fold(in), nil
}

// describe says which systems there are.
func describe(in *fleet.Input, f *fleetfile.File) {
	if f == nil {
		return
	}
	in.Described, in.Name, in.StaleAfter, in.Soon = true, f.Name, f.Stale, f.Soon
	for i := range f.Systems {
		s := &f.Systems[i]
		in.Systems = append(in.Systems, fleet.Described{Name: s.Name, Owner: s.Owner, Tier: s.Tier})
	}
}

// fleetExit is the exit code of an overview.
func fleetExit(o *fleet.Overview, l audit.FailOn) error {
	fails := l != audit.FailOnNever && o.Counts.MustFix > 0 || l == audit.FailOnShouldFix && o.Counts.ShouldFix > 0
	switch {
	case fails:
		return verdictError{exitFindings}
	case o.Tally.Unknown()+o.Tally.Incomplete > 0:
		return verdictError{exitIncomplete}
	}
	return nil
}
