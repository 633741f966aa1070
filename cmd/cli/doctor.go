package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/workspace"
)

type doctorOptions struct {
	workspace.Request
	format, output string
}

func (a *app) doctorCommand() *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check each source of the config, and print what to do about those that fail",
		Long: `Look at every source of the config without reading all of it: whether it can be reached, as whom, in which version, whether it may be read,
and how far its clock is from this machine's. Look also at the key, the history of the repository, and what was agreed to. What to do stands below
each failure.

Nothing is written anywhere. A source that takes an agreement is asked only where there is one ("envparity trust"), and none is asked with --offline.
Hosts of journeys get a connection and no request.

Exit codes: 0 an audit would observe every source; 2 usage or config error; 3 it would not.`,
		Example: `  envparity doctor
  envparity doctor --env staging
  envparity doctor --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the result: text, json")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.StringSliceVar(&o.Environments, "env", nil, "only these `ENVIRONMENTS`")
	timeoutFlag(cmd, &o.Timeout)
	_ = cmd.RegisterFlagCompletionFunc("format", fixed("text", "json"))
	return cmd
}

func (a *app) doctor(ctx context.Context, o doctorOptions) error {
	if o.format != "text" && o.format != "json" {
		return fmt.Errorf("invalid value %q for `--format`, must be one of text, json", o.format)
	}
	d, err := a.workspace().Doctor(ctx, o.Request)
	if err != nil {
		return err
	}
	d.Conclude(exitIncomplete)
	err = a.write(o.output, func(w io.Writer) error {
		if o.format == "json" {
			return report.DoctorJSON(w, d)
		}
		whole := o.output != "" || !a.term.Out
		return report.DoctorText(w, d, report.Options{Color: a.term.Color && !whole, Width: a.term.Width, Whole: whole})
	})
	if err != nil {
		return err
	}
	if d.Summary.ExitCode != exitClean {
		return verdictError{d.Summary.ExitCode}
	}
	return nil
}
