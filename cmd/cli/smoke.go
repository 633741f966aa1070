package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

func (a *app) smokeCommand() *cobra.Command {
	var o journeyOptions
	cmd := &cobra.Command{
		Use:   "smoke [NAME…] --env ENVIRONMENT",
		Short: "Run each journey once in one environment and check what it expects",
		Long: `Run each journey once and check its expectations; nothing is compared, and of times only the limits
p95 and p99 of a journey are held. For a pipeline that promotes from one
environment to the next.

Exit codes: 0 all expectations hold; 1 one does not; 2 usage or config error; 3 a journey could not be run.`,
		Example: `  envparity smoke --env staging && promote staging prod`,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, names []string) error { return a.smoke(cmd.Context(), names, o) },
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.envs, "env", nil, "in these `ENVIRONMENTS`")
	f.StringSliceVar(&o.allowWrites, "allow-writes", nil, "let steps that declare an effect run in these protected `ENVIRONMENTS`")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask before sending requests to a protected environment")
	return cmd
}

func (a *app) smoke(ctx context.Context, names []string, o journeyOptions) error {
	if len(o.envs) == 0 {
		return errors.New("name the environment with `--env`: a smoke test is of one environment")
	}
	w := a.workspace()
	in, err := w.LoadJourneys()
	if err != nil {
		return err
	}
	o.rounds, o.warmup = 1, 0
	plan, err := runner.MakePlan(in.Cases, in.Targets, o.plan(names))
	if err != nil {
		return err
	}
	if err := w.MaySend(in.Config); err != nil {
		return err
	}
	if err := a.mayStart(plan, o.yes); err != nil {
		return err
	}
	run, runErr := a.execute(ctx, w, in.Config, plan, runner.Options{Smoke: true})
	if run == nil {
		return runErr
	}
	failed, err := a.smokeReport(run)
	switch {
	case err != nil:
		return err
	case failed:
		return verdictError{exitFindings}
	case runErr != nil || len(run.Problems) > 0:
		return verdictError{exitIncomplete}
	}
	return nil
}

// smokeReport prints a line a journey and environment, and what failed.
func (a *app) smokeReport(run *journeys.Run) (failed bool, err error) {
	for i := range run.Journeys {
		j := &run.Journeys[i]
		for k := range j.Samples {
			s := &j.Samples[k]
			word := "ok"
			over := j.Limits.Over(s.Total)
			switch {
			case s.Setup: // among the problems, with its reason
				continue
			case s.Failed, over != "":
				word, failed = "failed", true
			}
			if _, err := fmt.Fprintf(a.out, "%-7s %s in %s\n", word, a.term.Clean(j.Name), a.term.Clean(s.Environment)); err != nil {
				return failed, err
			}
			if over != "" {
				fmt.Fprintf(a.out, "        %s\n", over)
			}
			for n := range s.Steps {
				st := &s.Steps[n]
				for _, f := range append(append([]string(nil), st.Failures...), st.Error) {
					if f != "" {
						fmt.Fprintf(a.out, "        step %s: %s\n", a.term.Clean(st.Step), a.term.Clean(f))
					}
				}
			}
		}
	}
	for _, p := range run.Problems {
		fmt.Fprintf(a.out, "not run %s\n", a.term.Clean(p))
	}
	return failed, nil
}
