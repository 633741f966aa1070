package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func (a *app) rulesCommand() *cobra.Command {
	var o auditOptions
	var output string
	list := &cobra.Command{
		Use:   "rules",
		Short: "List all rules in the order they are tried, or test your own",
		Long: `List all rules, a line each, in the order they are tried: yours, the built-in packs, the default of each pillar. The first that
matches a difference decides.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := a.ruleSet()
			if err != nil {
				return err
			}
			return a.write(output, func(w io.Writer) error { return listRules(w, set) })
		},
	}
	list.Flags().StringVarP(&output, "output", "o", "", "write to `FILE` instead of stdout")
	test := &cobra.Command{
		Use:   "test",
		Short: "Run the examples of your own rules, and say which rules never matched",
		Long: `Run the examples and counterexamples beside your own rules: against the rule alone, then in the order in which all rules are tried, where
the rule must decide them, then, of acceptable rules, turned round (the environments exchanged, a switch inverted, absent for present), where it must
not. Then audit and say which of your rules decided nothing.

Exit codes: 0 all examples hold; 1 one does not; 2 usage or config error.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.testRules(cmd.Context(), o) },
	}
	o.sourceFlags(test)
	list.AddCommand(test)
	return list
}

// ruleSet is the built-in rules, and the team's where there is a config.
func (a *app) ruleSet() (*rules.Set, error) {
	cfg, err := a.workspace().Configured()
	if err != nil {
		return nil, err
	}
	if cfg == nil {
		cfg = &config.Config{}
	}
	d, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	return d.Rules, nil
}

func listRules(w io.Writer, set *rules.Set) error {
	var b strings.Builder
	width := 0
	for _, r := range set.Rules() {
		width = max(width, len(r.Name))
	}
	for _, r := range set.Rules() {
		verdict := string(r.Verdict)
		if r.Disabled {
			verdict = "disabled"
		}
		line := fmt.Sprintf("%-*s  %-10s  %s", width, r.Name, verdict, term.Line(r.Reason))
		if r.Overridden != "" {
			line += "  (changed in " + r.Overridden + ")"
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (a *app) testRules(ctx context.Context, o auditOptions) error {
	s, err := a.audit(ctx, a.workspace(), o)
	if err != nil {
		return err
	}
	own := 0
	var b strings.Builder
	checked := s.Options.Decisions.Rules.CheckExamples("team/", func(envs []drift.Environment, snaps []*snapshot.Snapshot) []drift.Drift {
		return diffing.Compare(envs, snaps, diffing.Options{}).Drifts
	})
	for _, f := range checked.Failures {
		fmt.Fprintf(&b, "%s:%d: %s: %s\n", f.File, f.Line, f.Rule, term.Line(f.What))
	}
	for _, r := range s.Options.Decisions.Rules.Rules() {
		if !strings.HasPrefix(r.Name, "team/") || r.Disabled {
			continue
		}
		own++
		if s.Result.Matched[r.Name] == 0 {
			fmt.Fprintf(&b, "%s:%d: %s decided nothing in this audit\n", r.File, r.Line, r.Name)
		}
	}
	fmt.Fprintf(&b, "%s, %s, %d failed\n", names.Count(own, "rule"), names.Count(checked.Examples, "example"), len(checked.Failures))
	if _, err := io.WriteString(a.out, b.String()); err != nil {
		return err
	}
	if len(checked.Failures) > 0 {
		return verdictError{exitFindings}
	}
	return nil
}
