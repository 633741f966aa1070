package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers/gor"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/replay"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/workspace"
)

type replayOptions struct {
	journeyOptions
	to, against string
	hosts       []string
	speed       float64
}

func (a *app) journeysReplayCommand() *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay FILE… --to ENVIRONMENT",
		Short: "Send captured reading traffic to an environment and compare times and answers",
		Long: `Send the GET, HEAD and OPTIONS requests of a GoReplay capture to an environment at their recorded pace, without any of their
credentials, and compare times and answers with the recorded ones, or live with a second environment.

Exit codes as for "envparity journeys".`,
		Example: `  envparity journeys replay 'requests_*.gor' --to staging --speed 2
  envparity journeys replay requests.gor --to staging --against prod --max-requests 500`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error { return a.journeysReplay(cmd.Context(), files, o) },
	}
	o.view(cmd)
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "the `ENVIRONMENT` to send to")
	f.StringVar(&o.against, "against", "", "send the same to this `ENVIRONMENT` and hold the two against one another")
	f.StringSliceVar(&o.hosts, "host", nil, "replay requests that went to these `HOSTS` only")
	f.Float64Var(&o.speed, "speed", 1, "`MULTIPLE` of the recorded pace")
	f.IntVar(&o.maxRequests, "max-requests", 0, fmt.Sprintf("send at most `N` requests (default %d)", runner.DefaultReplay))
	f.StringVarP(&o.out, "out", "o", "", "keep the raw samples in `DIR`, or in this .json file")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask before sending requests to a protected environment")
	return cmd
}

func (a *app) journeysReplay(ctx context.Context, files []string, o replayOptions) error {
	if err := o.checkFormats(); err != nil {
		return err
	}
	switch {
	case o.to == "":
		return errors.New("say with `--to` which environment the capture is sent to")
	case o.to == o.against:
		return fmt.Errorf("`--to` and `--against` are both %q: an environment does not differ from itself", o.to)
	case !(o.speed > 0) || math.IsInf(o.speed, 0):
		return fmt.Errorf("invalid value %v for `--speed`, must be a multiple above 0 such as 0.5 or 2", o.speed)
	case o.maxRequests < 0:
		return fmt.Errorf("invalid value %d for `--max-requests`, must be 1 or more", o.maxRequests)
	}
	w := a.workspace()
	cfg, err := w.Load()
	if err != nil {
		return err
	}
	plan := &runner.Plan{}
	for _, name := range []string{o.to, o.against} {
		if name == "" {
			continue
		}
		env := cfg.Environment(name)
		if env == nil {
			return fmt.Errorf("unknown environment %q, there are %v", name, cfg.Names())
		}
		t, diags := workspace.Target(cfg, env)
		if diags.HasErrors() {
			return diags
		}
		plan.Targets = append(plan.Targets, t)
	}
	if err := w.MayAsk(cfg, plan.Targets); err != nil {
		return err
	}
	if err := a.countReplay(plan, files, o); err != nil {
		return err
	}
	if err := a.mayReplay(plan, o.yes); err != nil {
		return err
	}
	r, err := gor.Open(files...)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	sealer, err := w.Sealer()
	if err != nil {
		return err
	}
	live := a.liveLine()
	ro := runner.ReplayOptions{Speed: o.speed, MaxRequests: o.maxRequests}
	ro.Version, ro.Dir, ro.Seal, ro.Now, ro.Observe, ro.Secrets = w.Version, cfg.Dir, sealer.Fingerprint, a.clock, live.event, w.Secret
	ro.Environments = audit.Named(cfg.Environments)
	run, runErr := replay.Run(ctx, r, plan.Targets, replay.Options{ReplayOptions: ro, Hosts: o.hosts})
	live.clear()
	if run == nil {
		return runErr
	}
	if err := a.keepRun(run, o.journeyOptions); err != nil {
		return err
	}
	judged := judge.Run(run, judge.Options{Floor: o.floor})
	return a.conclude(w, cfg, run, judged, o.journeyOptions, runErr)
}

// countReplay reads the capture once before anything is sent, to say how much that is and what is left out.
func (a *app) countReplay(plan *runner.Plan, files []string, o replayOptions) error {
	r, err := gor.Open(files...)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	n, err := replay.Count(r, o.hosts, o.maxRequests)
	if err != nil {
		return err
	}
	plan.Requests = n.Requests * len(plan.Targets)
	for _, why := range slices.Sorted(maps.Keys(n.Left)) {
		a.notef("%s not sent: %s", names.Count(n.Left[why], "captured request"), why)
	}
	if n.More > 0 {
		a.notef("%s not sent: --max-requests sends %d", names.Count(n.More, "captured request"), n.Requests)
	}
	return nil
}

// mayReplay asks for protected environments as mayStart does.
func (a *app) mayReplay(p *runner.Plan, yes bool) error {
	for i := range p.Targets {
		if t := &p.Targets[i]; t.Protected {
			p.Cases = append(p.Cases, runner.PlannedCase{In: map[string]*journeys.Journey{t.Name: {}}})
		}
	}
	return a.mayStart(p, yes)
}
