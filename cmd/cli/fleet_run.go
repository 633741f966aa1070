package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/fleet/kept"
	"github.com/envparity/envparity/fleet/run"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/workspace"
)

// indexVariable is where an indexed Job of Kubernetes says which part a pod has.
const indexVariable = "JOB_COMPLETION_INDEX"

type fleetRunOptions struct {
	*fleetOptions
	index, of int
	run, now  string
	timeout   time.Duration
}

func (a *app) fleetRunCommand(shared *fleetOptions) *cobra.Command {
	o := fleetRunOptions{fleetOptions: shared}
	cmd := &cobra.Command{
		Use:   "run [SYSTEM...]",
		Short: "Audit systems of the fleet, and keep a record of each in the store",
		Long: `Audit systems of the fleet one after the other, and keep a record of each in the store: all of them, those that are named, or with --index and --of the part
of one worker: those whose index leaves the remainder --index when it is divided by --of.

What goes wrong with a system is its record ("failed", and why), and stops no other. A worker that is killed leaves no record, and the overview says so. One that
runs twice leaves two records of one run, of which one counts.

Exit codes: 0 each system was audited and its record is kept, whatever was found; 2 a usage error, or the store cannot be written to; 3 the same as 0, but a system
failed.`,
		Example: `  envparity fleet run
  envparity fleet run orders billing
  envparity fleet run --index $JOB_COMPLETION_INDEX --of 300 --store s3://fleet/records`,
		ValidArgsFunction: shared.systemNames,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.fleetRun(cmd, args, &o) },
	}
	f := cmd.Flags()
	f.IntVar(&o.index, "index", 0, "the `INDEX` of this worker, from 0; without it $"+indexVariable)
	f.IntVar(&o.of, "of", 0, "how many workers there are: `N`")
	f.StringVar(&o.run, "run", "", "the `NAME` of the run, one for all of its workers (default: the day; none for systems that are named)")
	f.StringVar(&o.now, "now", "", "the `TIME` of the audits (RFC 3339 or a date)")
	f.DurationVar(&o.timeout, "timeout", defaultDeadline, "`DURATION` that reading all sources of one system may take; what was not read by then is unknown")
	return cmd
}

// part picks the systems of this worker.
func (o *fleetRunOptions) part(cmd *cobra.Command, f *fleetfile.File, args []string, getenv func(string) string) ([]fleetfile.System, error) {
	indexed, divided := cmd.Flags().Changed("index"), cmd.Flags().Changed("of")
	switch {
	case len(args) > 0 && (indexed || divided):
		return nil, errors.New("give the names of systems, or `--index` and `--of`, not both")
	case len(args) > 0:
		return named(f, args)
	case indexed && !divided:
		return nil, errors.New("`--index` needs `--of N`: how many workers there are")
	case !divided:
		return f.Systems, nil
	case o.of < 1:
		return nil, fmt.Errorf("invalid value %d for `--of`: there is at least one worker", o.of)
	}
	if !indexed {
		n, err := strconv.Atoi(getenv(indexVariable))
		if err != nil {
			return nil, fmt.Errorf("`--of` needs `--index`: $%s is %q and no number", indexVariable, getenv(indexVariable))
		}
		o.index = n
	}
	if o.index < 0 || o.index >= o.of {
		return nil, fmt.Errorf("invalid value %d for `--index`, must be from 0 to %d", o.index, o.of-1)
	}
	return f.Part(o.index, o.of), nil
}

func (a *app) fleetRun(cmd *cobra.Command, args []string, o *fleetRunOptions) error {
	w, err := a.fleetWorkspace()
	if err != nil {
		return err
	}
	f, err := o.load()
	if err != nil {
		return err
	}
	run.Agree(w, f)
	systems, err := o.part(cmd, f, args, a.getenv)
	if err != nil {
		return err
	}
	clock, err := w.ClockOf(o.now)
	if err != nil {
		return err
	}
	if o.run == "" && len(args) == 0 {
		o.run = kept.RunOf(clock())
	}
	if o.run != "" {
		if err := kept.CheckRun(o.run); err != nil {
			return err
		}
	}
	store, err := o.open(w, f)
	if err != nil {
		return err
	}
	if len(systems) == 0 {
		a.notef("this worker has no system: the fleet has %d", len(f.Systems))
		return nil
	}
	options := run.Options{Run: o.run, Now: o.now, Timeout: o.timeout, Refuse: run.Refuse(f, run.Permission(w, f))}
	failed := 0
	for i := range systems {
		ok, err := a.fleetOne(cmd.Context(), w, store, &systems[i], options)
		if err != nil {
			return err
		}
		if !ok {
			failed++
		}
	}
	if failed > 0 {
		return verdictError{exitIncomplete}
	}
	return nil
}

// fleetOne audits a system and keeps its record. It is false where the record says that the system failed, and where there is no record since the
// command was interrupted.
func (a *app) fleetOne(ctx context.Context, w *workspace.Workspace, store *archive.Archive, s *fleetfile.System, o run.Options) (bool, error) {
	bar := a.progress()
	o.Events = bar.event
	r := run.One(ctx, w, s, o)
	bar.done()
	if r == nil {
		return false, context.Cause(ctx)
	}
	if _, err := kept.Put(ctx, store, r); err != nil {
		return false, err
	}
	_, err := fmt.Fprintln(a.out, a.term.Clean(recordLine(r)))
	return r.Status != fleet.Failed, err
}

// recordLine says a record in one line.
func recordLine(r *fleet.Record) string {
	why := ""
	if len(r.Why) > 0 {
		why = ": " + r.Why[0]
	}
	if r.Status == fleet.Failed {
		return r.System + ": failed" + why
	}
	text := fmt.Sprintf("%s: %d must-fix, %d should-fix", r.System, r.Counts.MustFix, r.Counts.ShouldFix)
	if r.Status == fleet.Partial {
		text += "; not everything was observed" + why
	}
	return text
}
