package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/names"
)

func (a *app) journeysPlanCommand() *cobra.Command {
	var o journeyOptions
	cmd := &cobra.Command{
		Use:   "plan [NAME…]",
		Short: "Print every request that would be sent, and how often; nothing is sent",
		Long: `Print every request that the journeys would send, to which environment and how often, and what is refused and why. Nothing is
sent; captured values and secrets appear by name.

Exit codes: 0 everything would run; 2 usage or config error; 3 something would be refused.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, which []string) error { return a.journeysPlan(which, o) },
	}
	o.scope(cmd)
	return cmd
}

func (a *app) journeysPlan(which []string, o journeyOptions) error {
	in, err := a.workspace().LoadJourneys()
	if err != nil {
		return err
	}
	p, err := runner.MakePlan(in.Cases, in.Targets, o.plan(which))
	if err != nil {
		return err
	}
	refused := len(p.Problems) > 0
	for _, c := range p.Cases {
		if _, err := fmt.Fprintf(a.out, "%s: %s after %d of warm-up\n", a.term.Clean(c.Name), names.Count(c.Rounds, "round"), c.Warmup); err != nil {
			return err
		}
		for _, l := range c.Lines {
			note := ""
			if l.Effect != "" {
				note = "  (" + string(l.Effect) + ")"
			}
			for _, w := range l.Warnings {
				note += "  (" + w + ")"
			}
			fmt.Fprintf(a.out, "  %4d × %-10s %-6s %s%s\n", l.Times, a.term.Clean(l.Environment), l.Method, a.term.Clean(l.URL), note)
		}
		for _, r := range c.Refused {
			refused = true
			fmt.Fprintf(a.out, "  refused in %s: %s\n", a.term.Clean(r.Environment), a.term.Clean(r.Why))
		}
	}
	for _, s := range append(slices.Clone(p.Problems), p.Notes...) {
		fmt.Fprintln(a.out, a.term.Clean(s))
	}
	fmt.Fprintf(a.out, "%s at most, redirects not counted; nothing was sent\n", names.Count(p.Requests, "request"))
	if refused {
		return verdictError{exitIncomplete}
	}
	return nil
}
