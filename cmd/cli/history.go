package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/workspace"
)

// pastOptions are the flags of commands that look back.
type pastOptions struct {
	workspace.Request
	format, output  string
	formats         []string // that there are
	recorded, quick bool
}

func (o *pastOptions) flags(cmd *cobra.Command, formats ...string) {
	f := cmd.Flags()
	o.formats = formats
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the result: "+strings.Join(formats, ", "))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.StringVar(&o.Now, "now", "", "the `TIME` up to which findings have lived (RFC 3339 or a date)")
	_ = cmd.RegisterFlagCompletionFunc("format", fixed(formats...))
}

func (o *pastOptions) check() error {
	if !slices.Contains(o.formats, o.format) {
		return fmt.Errorf("invalid value %q for `--format`, must be one of %s", o.format, strings.Join(o.formats, ", "))
	}
	return nil
}

func (a *app) historyCommand() *cobra.Command {
	var o pastOptions
	cmd := &cobra.Command{
		Use:   "history [FINGERPRINT]",
		Short: "Say when each finding came, when it went, and how long must-fix findings live",
		Long: `Say of each must-fix and should-fix finding when it came and when it went, and how long such findings live.

It goes by the snapshots in the store, audited with the rules of today, so that a new rule does not look like a new drift. Each state of the environments that
differs from the one before is audited once. With --quick it searches by halves and audits only as many as it takes to find between which two each finding came
or went, and misses what came and went in between. With --audits it goes by the audits that "check --keep" kept, as they were judged then.`,
		Example: `  envparity history
  envparity history 3f2a9c
  envparity history --audits --format json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.history(cmd.Context(), args, o) },
	}
	o.flags(cmd, "text", "json")
	cmd.Flags().BoolVar(&o.recorded, "audits", false, "go by the audits that were kept instead of the snapshots")
	cmd.Flags().BoolVar(&o.quick, "quick", false, "search by halves: audit few states, and take what lies between two with the same findings for the same")
	return cmd
}

func (a *app) history(ctx context.Context, args []string, o pastOptions) error {
	s, past, err := a.past(ctx, o)
	if err != nil {
		return err
	}
	h := report.MakeLifetimes(s.Config.Project, past.Records, past.Runs, s.Options.Now)
	h.Basis, h.Times, h.Audited, h.Notes = past.Basis, past.States, past.Audited, append(h.Notes, past.Notes...)
	if past.Basis == report.BasisAudits {
		h.Times, h.Audited = len(past.Records), len(past.Records)
	}
	if len(args) > 0 {
		h.Findings = slices.DeleteFunc(h.Findings, func(f report.LivedFinding) bool { return !strings.HasPrefix(f.Fingerprint, args[0]) })
		if len(h.Findings) == 0 {
			return fmt.Errorf("no finding %q among those of %s; `envparity history` lists all", args[0], names.Count(h.Times, "earlier state"))
		}
	}
	return a.write(o.output, func(w io.Writer) error {
		if o.format == "json" {
			return report.LifetimesJSON(w, h)
		}
		return report.LifetimesText(w, h)
	})
}

func (a *app) past(ctx context.Context, o pastOptions) (*workspace.Session, *workspace.Past, error) {
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	w := a.workspace()
	s, err := w.Prepare(ctx, o.Request)
	if err != nil {
		return nil, nil, err
	}
	past, err := w.PastOf(ctx, s, o.recorded, o.quick)
	return s, past, err
}

func (a *app) trendCommand() *cobra.Command {
	var o pastOptions
	var snapshots bool
	cmd := &cobra.Command{
		Use:   "trend",
		Short: "Show the score and the counts of findings over time",
		Long: `Show parity with the reference and the counts of findings over time, a row an audit.

It goes by the audits that "check --keep" kept, as they were judged then, after waivers and baseline, and says from where on other rules judged. With
--snapshots it goes by the snapshots in the store, audited with the rules of today.`,
		Example: `  envparity trend
  envparity trend --snapshots --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.recorded = !snapshots
			s, past, err := a.past(cmd.Context(), o)
			if err != nil {
				return err
			}
			t := report.MakeTrend(s.Config.Project, past.Basis, past.Records, past.Runs)
			t.Notes = append(t.Notes, past.Notes...)
			return a.write(o.output, func(w io.Writer) error {
				switch o.format {
				case "json":
					return report.TrendJSON(w, t)
				case "html":
					return report.TrendHTML(w, t)
				}
				return report.TrendText(w, t)
			})
		},
	}
	o.flags(cmd, "text", "json", "html")
	cmd.Flags().BoolVar(&snapshots, "snapshots", false, "go by the snapshots in the store instead of the audits that were kept")
	return cmd
}
