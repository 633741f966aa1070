package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/table"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/workspace"
)

// journeyOptions are the flags of the commands that run journeys.
type journeyOptions struct {
	envs        []string
	rounds      int
	warmup      int
	allowWrites []string
	maxRequests int
	format      string
	out         string
	baseline    string
	label       string
	strict      bool
	verbose     bool
	yes         bool
	seed        uint64
	keepValues  bool
	keep        bool
	floor       time.Duration
	also        []string
	grown       bool // a gap that has grown since the baseline fails the run
}

func (a *app) journeysCommand() *cobra.Command {
	var o journeyOptions
	cmd := &cobra.Command{
		Use:   "journeys [NAME…]",
		Short: "Run the same user journeys in every environment, and compare times and answers",
		Long: `Run journeys in all environments, interleaved round by round, and say which environment is slower than documented, by an
interval that can be defended, and which answers differ. Without names all journeys run.

Protected environments (the reference, unless the config says otherwise) get GET, HEAD and OPTIONS at most once a second; a step
that does more must declare its effect and be allowed with --allow-writes. "envparity journeys plan" shows every request first.

Exit codes: 0 nothing exceeds what is allowed; 1 a journey exceeds it or an expectation fails; 2 usage or config error; 3 nothing
to fail on, but not everything could be measured.`,
		Example: `  envparity journeys plan
  envparity journeys checkout --rounds 30 --out runs/
  envparity journeys --baseline runs/last-week.json --strict`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.journeys(cmd.Context(), a.workspace(), names, o)
		},
	}
	o.flags(cmd)
	cmd.AddCommand(a.journeysPlanCommand(), a.journeysCompareCommand(), a.journeysImportCommand(), a.journeysReplayCommand())
	return cmd
}

func (o *journeyOptions) scope(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.envs, "env", nil, "only these `ENVIRONMENTS`")
	f.IntVar(&o.rounds, "rounds", 0, fmt.Sprintf("measure `N` rounds (default: what the journey says, else %d)", journeys.DefaultRounds))
	f.IntVar(&o.warmup, "warmup", -1, "discard `N` rounds first (default: what the journey says, else 1)")
	f.StringSliceVar(&o.allowWrites, "allow-writes", nil, "let steps that declare an effect run in these protected `ENVIRONMENTS`")
	f.IntVar(&o.maxRequests, "max-requests", 0, "refuse to start when it would take more than `N` requests")
	f.Lookup("warmup").DefValue = ""
}

func (o *journeyOptions) view(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the result: "+strings.Join(report.Names(), ", "))
	f.StringArrayVar(&o.also, "also", nil, "write the same result in another format too, as `FORMAT=FILE`; may be given again")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.Names(), cobra.ShellCompDirectiveNoFileComp))
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show intervals, p95, steps and phases")
	f.BoolVar(&o.strict, "strict", false, "exit 1 also for results that are inconclusive")
	f.DurationVar(&o.floor, "floor", 0, "differences of medians below `DURATION` do not matter (default 5ms)")
	f.Lookup("floor").DefValue = ""
}

func (o *journeyOptions) flags(cmd *cobra.Command) {
	o.scope(cmd)
	o.view(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "", "keep the raw samples in `DIR`, or in this .json file")
	f.BoolVar(&o.keep, "keep", false, "keep the run in the store, for history, trend and gate")
	f.StringVar(&o.baseline, "baseline", "", "report whether the gap has grown since the run in `FILE`")
	f.StringVar(&o.label, "label", "", "`NAME` kept in the run file")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask before sending requests to a protected environment")
	f.Uint64Var(&o.seed, "seed", 0, "`SEED` of the random order of environments")
	f.BoolVar(&o.keepValues, "keep-values", false, "keep what answers hold in the run file, not only hashes")
}

func (o *journeyOptions) plan(names []string) runner.PlanOptions {
	return runner.PlanOptions{Names: names, Only: o.envs, Rounds: o.rounds, Warmup: o.warmup, AllowWrites: o.allowWrites, MaxRequests: o.maxRequests}
}

// checkFormats refuses what --format and --also do not have, before anything is sent.
func (o *journeyOptions) checkFormats() error {
	if _, err := report.Find(o.format); err != nil {
		return fmt.Errorf("%w (`--format`)", err)
	}
	_, err := alsoFormats(o.also)
	return err
}

// journeys runs them, keeps the run, prints the table.
func (a *app) journeys(ctx context.Context, w *workspace.Workspace, names []string, o journeyOptions) error {
	if err := o.checkFormats(); err != nil {
		return err
	}
	in, err := w.LoadJourneys()
	if err != nil {
		return err
	}
	plan, err := runner.MakePlan(in.Cases, in.Targets, o.plan(names))
	if err != nil {
		return err
	}
	var base *journeys.Run
	if o.baseline != "" {
		if base, err = runfile.Read(o.baseline); err != nil {
			return fmt.Errorf("baseline: %w", err)
		}
	}
	if err := w.MaySend(in.Config); err != nil {
		return err
	}
	if err := a.mayStart(plan, o.yes); err != nil {
		return err
	}
	run, runErr := a.execute(ctx, w, in.Config, plan, runner.Options{Label: o.label, Seed: o.seed})
	if run == nil {
		return runErr
	}
	if err := a.keepRun(run, o); err != nil {
		return err
	}
	unkept := a.storeRun(ctx, w, in.Config, run, o, runErr)
	judged := judge.Run(run, judge.Options{Floor: o.floor, Baseline: base})
	err = a.conclude(w, in.Config, run, judged, o, runErr)
	if unkept != nil && err == nil {
		return verdictError{exitIncomplete}
	}
	return err
}

// conclude prints what a run says, and returns the exit code that its findings and its gaps deserve. What somebody has waived, or what
// is known, does not fail it.
func (a *app) conclude(w *workspace.Workspace, cfg *config.Config, run *journeys.Run, judged *judge.Judged, o journeyOptions, runErr error) error {
	d, err := w.DecideJourneys(cfg, run, judged)
	if err != nil {
		return err
	}
	var unmet []string
	if o.strict && judged.Undecided() {
		unmet = append(unmet, "not everything is decided yet (--strict)")
	}
	if o.grown && slices.ContainsFunc(judged.Journeys, func(x judge.Judgement) bool { return x.Baseline != nil && x.Baseline.Worse }) {
		unmet = append(unmet, "a gap has grown")
	}
	r := d.Result(runErr == nil && judged.Complete, unmet)
	if err := a.printJudged(d, r, o); err != nil {
		return err
	}
	if o.format != "text" {
		a.notef("envparity: %s", report.Line(r, audit.FailOnMustFix))
	}
	return asExit(r, audit.FailOnMustFix)
}

// execute runs a plan with a live line on stderr where that is a terminal.
func (a *app) execute(ctx context.Context, w *workspace.Workspace, cfg *config.Config, plan *runner.Plan, o runner.Options) (*journeys.Run, error) {
	sealer, err := w.Sealer()
	if err != nil {
		return nil, err
	}
	live := a.liveLine()
	live.total = plan.Requests
	for i := range plan.Targets {
		live.envs = append(live.envs, plan.Targets[i].Name)
	}
	o.Version, o.Dir, o.Seal, o.Now, o.Observe = w.Version, cfg.Dir, sealer.Fingerprint, a.clock, live.event
	o.Secrets, o.Environments = w.Secret, audit.Named(cfg.Environments)
	run, err := runner.Execute(ctx, plan, o)
	live.clear()
	return run, err
}

// mayStart says how much would be sent and asks where a protected environment is among the targets.
func (a *app) mayStart(p *runner.Plan, yes bool) error {
	var protected []string
	for i := range p.Targets {
		if t := &p.Targets[i]; t.Protected && p.SendsTo(t.Name) {
			protected = append(protected, t.Name)
		}
	}
	a.notef("%s to %s at most", names.Count(p.Requests, "request"), names.Count(len(p.Targets), "environment"))
	if len(protected) == 0 || yes || p.Requests == 0 {
		return nil
	}
	who := strings.Join(protected, ", ")
	if !a.term.In || !a.term.Err {
		return fmt.Errorf("requests would go to %s, which is protected, and nobody is there to ask: run with --yes, or look at `envparity journeys plan` first", who)
	}
	ok, err := a.confirm(who + " is protected. Send them?")
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("nothing was sent")
	}
	return nil
}

// printJudged writes the result to stdout and to the files of --also.
func (a *app) printJudged(d *workspace.Decided, r *audit.Result, o journeyOptions) error {
	if err := a.writeJudged(a.out, o.format, false, d, r, o); err != nil {
		return err
	}
	also, err := alsoFormats(o.also)
	if err != nil {
		return err
	}
	for _, x := range also {
		if err := a.write(x.file, func(out io.Writer) error { return a.writeJudged(out, x.format.Name, true, d, r, o) }); err != nil {
			return err
		}
	}
	return nil
}

// writeJudged writes one format: text and JSON have forms of their own for journeys, the rest are those of a check.
func (a *app) writeJudged(out io.Writer, format string, toFile bool, d *workspace.Decided, r *audit.Result, o journeyOptions) error {
	switch format {
	case "json":
		return journeysJSON(out, d, o.keepValues)
	case "text":
		width := a.width()
		if toFile {
			width = 0
		}
		to := table.Options{Width: width, Verbose: o.verbose, ASCII: !toFile && !a.term.Unicode, Verdict: d.Verdict}
		if err := table.Write(out, d.Judged, to); err != nil {
			return err
		}
		return a.findingLines(out, width, d.Findings)
	}
	f, err := report.Find(format)
	if err != nil {
		return err
	}
	if format == "github" && !toFile && a.commands != nil {
		out = a.commands
	}
	return f.Write(out, r, report.Options{Whole: true, Unicode: true, All: o.verbose, Version: version(), FailOn: audit.FailOnMustFix, Prefix: d.Prefix})
}

// runPath is --out itself when it names a file, else a file in that folder.
func runPath(out string, run *journeys.Run) string {
	if strings.HasSuffix(out, ".json") {
		return out
	}
	return filepath.Join(out, run.StartedAt.Format("20060102-150405")+"-"+run.RunID+".json")
}

// keepRun writes the raw samples where --out says.
func (a *app) keepRun(run *journeys.Run, o journeyOptions) error {
	if o.out == "" {
		return nil
	}
	path := runPath(o.out, run)
	if err := runfile.Write(run, path, o.keepValues); err != nil {
		return fmt.Errorf("keep the run: %w", err)
	}
	a.notef("the raw samples are in %s", path)
	return nil
}

// storeRun keeps the run in the store where the flag or the config says so. The error is said at once: the result is printed all the same. A run that was
// interrupted is not kept.
func (a *app) storeRun(ctx context.Context, w *workspace.Workspace, cfg *config.Config, run *journeys.Run, o journeyOptions, runErr error) error {
	if !o.keep && !cfg.Store.Keep || runErr != nil {
		return nil //nolint:nilerr // the run's own error is said by its result
	}
	may, err := w.Permission(cfg)
	if err == nil {
		var k archive.Kept
		if k, _, err = w.KeepRun(ctx, cfg, may, run, o.keepValues); err == nil {
			a.notef("kept %s (%d bytes)", k.Name, k.Written)
			return nil
		}
	}
	a.notef("the run was not kept: %v", err)
	return err
}
