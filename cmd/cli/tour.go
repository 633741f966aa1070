package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/tui/screen/tour"
)

func (a *app) tourCommand() *cobra.Command {
	o := auditOptions{failOn: "never"}
	var f screenFlags
	var format string
	cmd := &cobra.Command{
		Use:   "tour",
		Short: "Be taken through the environments: what each is for, and how they differ on purpose",
		Long: `Take a newcomer through the environments: what each is for, how they differ on purpose and who decided so, what is known to be
broken. Pages to turn in a terminal; one Markdown document with --format markdown, or where stdout is no terminal.`,
		Example: `  envparity tour
  envparity tour --format markdown > ENVIRONMENTS.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.tour(cmd.Context(), o, f, format) },
	}
	o.sourceFlags(cmd)
	f.add(cmd)
	cmd.Flags().StringVarP(&format, "format", "f", "", "`FORMAT`: screen or markdown (default: screen on a terminal)")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "write Markdown to `FILE` instead of stdout")
	return cmd
}

func (a *app) tour(ctx context.Context, o auditOptions, f screenFlags, format string) error {
	switch format {
	case "":
		if a.interactive() && o.output == "" {
			return a.watch(ctx, a.workspace(), o, f, "tour")
		}
	case "screen":
		return a.watch(ctx, a.workspace(), o, f, "tour")
	case "markdown", "md":
	default:
		return fmt.Errorf("invalid value %q for `--format`, must be one of screen, markdown", format)
	}
	s, err := a.audit(ctx, a.workspace(), o)
	if err != nil {
		return err
	}
	pages := tour.Pages(s.Result, s.Options.Journeys, s.Options.Now, tour.Most)
	return a.write(o.output, func(w io.Writer) error { return tour.Markdown(w, pages) })
}
