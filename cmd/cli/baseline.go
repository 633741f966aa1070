package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func (a *app) baselineCommand() *cobra.Command {
	group := &cobra.Command{
		Use:   "baseline",
		Short: "Record what is known, so that checks fail on what is new",
		Args:  cobra.NoArgs,
	}
	var o auditOptions
	write := &cobra.Command{
		Use:   "write",
		Short: "Write the findings there are now to the baseline file",
		Long: `Write the fingerprints of all findings there are now to the baseline file (envparity.baseline.json beside the config). From then on
"envparity check" fails only on what is new, and lists what was fixed. The file holds no values; keep it with the code.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.baselineWrite(cmd.Context(), o) },
	}
	o.sourceFlags(write)
	group.AddCommand(write)
	return group
}

func (a *app) baselineWrite(ctx context.Context, o auditOptions) error {
	s, err := a.audit(ctx, a.workspace(), o)
	if err != nil {
		return err
	}
	b := rules.NewBaseline(s.Config.Project, s.Result.Findings, s.Options.Now)
	text, err := b.Encode()
	if err != nil {
		return err
	}
	path := s.Config.Resolve(s.Config.Baseline)
	if err := snapshot.WriteFile(path, 0o644, func(f *os.File) error { _, err := f.Write(text); return err }); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	a.notef("wrote %s: %s known", s.Config.Baseline, names.Count(len(s.Result.Findings), "finding"))
	if !s.Result.Complete {
		a.notef("not everything could be observed; what was not will be new when it is")
		return verdictError{exitIncomplete}
	}
	return nil
}
