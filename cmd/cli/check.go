package cli

import "github.com/spf13/cobra"

func (a *app) checkCommand() *cobra.Command {
	var o auditOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Audit, print a report, and exit with a code",
		Long: `Audit the environments and print a report on stdout; everything else goes to stderr.

Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 usage or config error (no report);
3 nothing to fail on was found, but not everything could be observed.`,
		Example: `  envparity check
  envparity check --format json > report.json
  envparity check --from snapshots/ --fail-on should-fix`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), a.workspace(), o) },
	}
	o.flags(cmd)
	return cmd
}
