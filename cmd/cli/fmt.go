package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) fmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt",
		Short: "Format envparity.hcl",
		Long: `Lay out the config file in the canonical format of HCL: indentation, spaces, aligned equals signs. Comments and order stay.
A config with an error is left as it is. With --check nothing is written, and the exit code is 1 when the file is not formatted.`,
		Example: `  envparity fmt
  envparity fmt --check   # in CI`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.format(check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 1 when the file is not formatted")
	return cmd
}

func (a *app) format(check bool) error {
	w := a.workspace()
	f, err := w.Format()
	if err != nil || f.Same {
		return err
	}
	if !check {
		err = w.WriteFormatted(f)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.out, a.term.Clean(f.Config.File)); err != nil {
		return err
	}
	if check {
		return verdictError{exitFindings}
	}
	return nil
}
