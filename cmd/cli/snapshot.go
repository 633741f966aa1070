package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/workspace"
)

type snapshotOptions struct {
	output string
	label  string
	now    string
	envs   []string

	timeout time.Duration
}

func (a *app) snapshotCommand() *cobra.Command {
	var o snapshotOptions
	cmd := &cobra.Command{
		Use:   "snapshot",
		Short: "Keep what is observed of each environment",
		Long: `Keep all that was observed of each environment, and how far each collector got. Sensitive values are kept as keyed fingerprints only.

Without -o the snapshots go into the store (.envparity/store beside the config, or what "store" in the config says), where what did not
change is kept once. "envparity check --from latest" audits the newest of each environment, "check --from LABEL" those of a release. With -o DIR each
environment is one file (ENV.snapshot.json), which "check --from DIR" audits later, or elsewhere.

Snapshots that are to be compared must be taken with the same key: set ENVPARITY_KEY where they are taken on different machines.

Exit codes: 0 everything was observed; 2 usage or config error; 3 not everything could be observed (the snapshots are written).`,
		Example: `  envparity snapshot -o snapshots/
  envparity snapshot --label v1.8.0
  envparity snapshot --env staging -o /mnt/shared/snapshots
  envparity snapshot --env prod
  envparity snapshot --env prod -o s3://shop-snapshots/today`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.snapshot(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "write one file an environment to `DIR` or s3://BUCKET/PREFIX (default: into the store)")
	f.StringVar(&o.label, "label", "", "`NAME` of the release, kept in the files")
	f.StringVar(&o.now, "now", "", "the `TIME` written into the files (RFC 3339 or a date)")
	f.StringSliceVar(&o.envs, "env", nil, "only these `ENVIRONMENTS`")
	timeoutFlag(cmd, &o.timeout)
	return cmd
}

// overtaken is a place that finds a clock that has gone back.
type overtaken interface {
	Overtakes(ctx context.Context, snaps []*snapshot.Snapshot) error
}

func (a *app) snapshot(ctx context.Context, o snapshotOptions) error {
	if o.label != "" && !workspace.IsLabel(o.label) {
		return fmt.Errorf("invalid value %q for `--label`: use letters, digits, dots, dashes, underscores and plus signs, and not \"latest\"", o.label)
	}
	w := a.workspace()
	now, err := w.ClockOf(o.now)
	if err != nil {
		return err
	}
	cfg, err := w.Load()
	if err != nil {
		return err
	}
	for _, e := range o.envs {
		if cfg.Environment(e) == nil {
			return fmt.Errorf("unknown environment %q in `--env`, must be one of %s", e, strings.Join(cfg.Names(), ", "))
		}
	}
	may, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	may.PrintRefused(w, cfg)
	place, err := w.Place(ctx, cfg, may, o.output, o.label)
	if err != nil {
		return err
	}
	bar := a.progress()
	snaps, err := w.Collect(ctx, cfg, audit.CollectOptions{Only: o.envs, Label: o.label, Now: now, Frozen: o.now != "", Deadline: o.timeout, Refuse: may.Refuse}, bar.event)
	bar.done()
	if err != nil {
		return err
	}
	if ctx.Err() != nil { // what was collected by then is written all the same
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
	}
	if p, ok := place.(overtaken); ok && o.now == "" {
		if err := p.Overtakes(ctx, snaps); err != nil {
			return err
		}
	}
	complete := true
	for _, s := range snaps {
		path, err := place.Put(ctx, s)
		if err != nil {
			return err
		}
		a.notef("wrote %s: %s", path, names.Count(len(s.Resources), "resource"))
		for _, outcome := range s.Outcomes {
			if outcome.Status != snapshot.Complete {
				complete = false
				a.notef("%s: %s %s is %s: %s", s.Environment, outcome.Collector, outcome.Source, outcome.Status, outcome.Error)
			}
		}
	}
	if !complete {
		return verdictError{exitIncomplete}
	}
	return nil
}
