package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
)

func (a *app) explainCommand() *cobra.Command {
	var o auditOptions
	var task bool
	cmd := &cobra.Command{
		Use:   "explain FINGERPRINT",
		Short: "Show how a finding came by its verdict",
		Long: `Show the values of a finding, what comparing understood of them, every rule that was tried and why it did not match, the one that
decided with its file and line, and the edit that would change the verdict. The beginning of the fingerprint is enough.`,
		Example: `  envparity explain 9f2c01
  envparity explain 9f2c01 --task   # for a ticket or an assistant`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.audit(cmd.Context(), a.workspace(), o)
			if err != nil {
				return err
			}
			f, err := s.Result.Find(args[0])
			if err != nil {
				return err
			}
			if task {
				return a.write(o.output, func(w io.Writer) error { return report.Task(w, s.Result, f, a.reportOptions(s, o)) })
			}
			x := s.Options.Decisions.Rules.Explain(f, s.Options.Decisions.Context(s.Result, s.Options.Now))
			return a.write(o.output, func(w io.Writer) error {
				if err := report.TextFinding(w, s.Result, f, a.reportOptions(s, o)); err != nil {
					return err
				}
				return explain(w, x)
			})
		},
	}
	o.sourceFlags(cmd)
	cmd.Flags().BoolVar(&task, "task", false, "print the finding as a task to copy into a ticket: what, where, why, what to do")
	return cmd
}

// explain prints what led to a verdict.
func explain(w io.Writer, x rules.Explanation) error {
	var b strings.Builder
	if len(x.Facts) > 0 {
		b.WriteString("\nWhat rules can ask of it\n")
		for _, f := range x.Facts {
			fmt.Fprintf(&b, "  %s = %s\n", f.Fact, term.Line(f.Value))
		}
	}
	b.WriteString("\nRules tried, in order\n")
	skipped := 0
	for _, t := range x.Tried {
		switch {
		case t.Matched:
			fmt.Fprintf(&b, "  %s matches", t.Rule.Name)
			if t.Rule.File != "" {
				fmt.Fprintf(&b, " (%s:%d)", t.Rule.File, t.Rule.Line)
			}
			b.WriteByte('\n')
			if t.Rule.When != "" {
				fmt.Fprintf(&b, "    when %s\n", term.Line(t.Rule.When))
			}
		case t.Why == "":
			skipped++
		default:
			fmt.Fprintf(&b, "  %s: no, %s\n", t.Rule.Name, term.Line(t.Why))
		}
	}
	if skipped > 0 {
		fmt.Fprintf(&b, "  and %d more that are about other things\n", skipped)
	}
	if x.Edit.Say != "" {
		b.WriteString("\nTo change the verdict\n  " + term.Line(x.Edit.Say))
		if x.Edit.File != "" {
			b.WriteString(" (" + x.Edit.File)
			if x.Edit.Line > 0 {
				fmt.Fprintf(&b, ":%d", x.Edit.Line)
			}
			b.WriteString(")")
		}
		b.WriteByte('\n')
		for line := range strings.Lines(x.Edit.HCL) {
			b.WriteString("    " + term.Sanitize(line))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
