package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys/journeystest"
	"github.com/envparity/envparity/workspace"
)

func (a *app) demoJourneysCommand() *cobra.Command {
	var o journeyOptions
	cmd := &cobra.Command{
		Use:   "journeys [NAME…]",
		Short: "Run the example system's journeys against three servers on this machine",
		Long: `Start the example system as three small servers on loopback, one of them slow in search and one with another body in checkout,
and run its journeys against them. Takes about twenty seconds; nothing is left running or on disk.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, names []string) error { return a.demoJourneys(cmd.Context(), names, o) },
	}
	o.flags(cmd)
	return cmd
}

// demoJourneys runs journeys against servers of its own.
func (a *app) demoJourneys(ctx context.Context, names []string, o journeyOptions) error {
	w := a.workspace()
	d, err := startDemo(w)
	if err != nil {
		return err
	}
	defer d.Close()
	dir, err := os.MkdirTemp("", "envparity-demo-")
	if err != nil {
		return fmt.Errorf("unpack the example system: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w.File = filepath.Join(dir, "envparity.hcl")
	if err := os.WriteFile(w.File, []byte(d.Config()), 0o600); err != nil {
		return fmt.Errorf("unpack the example system: %w", err)
	}
	w.Trusted = true // it is this program's own
	o.yes, o.allowWrites = true, []string{"prod"}
	return a.journeys(ctx, w, names, o)
}

// startDemo starts the example system's servers, and lets w find their secret.
func startDemo(w *workspace.Workspace) (*journeystest.Demo, error) {
	d, err := journeystest.StartDemo()
	if err != nil {
		return nil, fmt.Errorf("start the example system: %w", err)
	}
	getenv := w.Getenv
	w.Getenv = func(name string) string {
		if v, err := journeystest.DemoSecret(name); err == nil {
			return v
		}
		return getenv(name)
	}
	return d, nil
}
