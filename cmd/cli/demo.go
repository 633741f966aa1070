package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/fixtures/shop"
)

func (a *app) demoCommand() *cobra.Command {
	var o auditOptions
	var f screenFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Audit an example system that is built in",
		Long: `Audit the example system that is built in: five services, a database, a queue and flags in dev, staging and prod, with
drifts planted among differences that do not matter. Nothing is left on disk. On a terminal it opens the terminal interface,
unless a report is asked for with --format, --output or --fail-on; its journeys can then be run against three small servers that
it starts on this machine and stops when it ends.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fl := cmd.Flags()
			report := fl.Changed("format") || fl.Changed("output") || fl.Changed("fail-on")
			return a.demo(cmd.Context(), o, f, a.interactive() && !report)
		},
	}
	o.flags(cmd)
	f.add(cmd)
	o.failOn = "never"
	cmd.Flags().Lookup("fail-on").DefValue = "never"
	for _, hidden := range []string{"from"} {
		_ = cmd.Flags().MarkHidden(hidden)
	}
	cmd.AddCommand(a.demoJourneysCommand())
	return cmd
}

// demo unpacks the example system for the time of one run.
func (a *app) demo(ctx context.Context, o auditOptions, f screenFlags, screen bool) error {
	dir, err := os.MkdirTemp("", "envparity-demo-")
	if err != nil {
		return fmt.Errorf("unpack the example system: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := a.workspace()
	if w.File, err = shop.Extract(dir); err != nil {
		return err
	}
	w.Trusted = true // it is this program's own
	if !screen {
		return a.check(ctx, w, o)
	}
	d, err := startDemo(w)
	if err != nil {
		return err
	}
	defer d.Close()
	src, err := os.ReadFile(w.File)
	if err == nil {
		src, err = d.Install(src)
	}
	if err == nil {
		err = os.WriteFile(w.File, src, 0o600)
	}
	if err != nil {
		return fmt.Errorf("unpack the example system: %w", err)
	}
	f.allowWrites = append(f.allowWrites, "prod")
	return a.watch(ctx, w, o, f, "")
}
