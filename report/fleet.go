package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/internal/term"
)

// FleetFormats lists the formats of a fleet's overview.
func FleetFormats() []string { return []string{"text", "json", "html"} }

// WriteFleet writes a fleet's overview in one of its formats. version is that of the program.
func WriteFleet(w io.Writer, format string, o *fleet.Overview, version string) error {
	switch format {
	case "json":
		enc := json.NewEncoder(escaper{w})
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(o)
	case "html":
		return fleetHTML(w, o, version)
	}
	return fleetText(w, o)
}

// FleetLine says an overview in one line, for the log of a job.
func FleetLine(o *fleet.Overview) string {
	text := o.Tally.String() + "; " + o.Found()
	if o.Name != "" {
		text = term.Line(o.Name) + ": " + text
	}
	return text
}

// Bounds of the lists of a text, which a person reads from the top. JSON has all.
const (
	fleetRows    = 15
	fleetChanges = 20
)

// fleetWriter writes an overview as text.
type fleetWriter struct {
	*bufio.Writer
	o *fleet.Overview
}

func fleetText(w io.Writer, o *fleet.Overview) error {
	t := fleetWriter{bufio.NewWriter(w), o}
	title := "fleet"
	if o.Name != "" {
		title = term.Line(o.Name)
	}
	if o.Run != "" {
		title += ", run " + term.Line(o.Run)
	}
	fmt.Fprintf(t, "%s\n%s\n%s\nsince the audit before: %s\n", title, o.Tally.String(), o.Found(), o.Since.String())
	t.unknown()
	t.systems()
	t.groups("by tier", "TIER", o.Tiers)
	t.groups("by owner", "OWNER", o.Owners)
	t.campaigns("by rule", o.Rules)
	t.campaigns("by cause, in two systems or more", o.Causes)
	t.changes("new", o.Since.New)
	t.changes("fixed", o.Since.Fixed)
	t.waivers()
	t.shared("secrets that two systems share", o.Shared.Secrets)
	t.shared("databases that two systems share", o.Shared.Databases)
	t.trend()
	for _, n := range o.Notes {
		fmt.Fprintf(t, "\nnote: %s\n", term.Line(n))
	}
	return t.Flush()
}

// rest says that a list goes on.
func (t fleetWriter) rest(n int) {
	if n > 0 {
		fmt.Fprintf(t, "  and %s more; --format json has all\n", Count(n))
	}
}

// table writes rows of cells in columns.
func (t fleetWriter) table(head string, rows [][]string) {
	tw := tabwriter.NewWriter(t, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(tw, "  "+head)
	for _, r := range rows {
		_, _ = fmt.Fprintln(tw, "  "+strings.TrimRight(strings.Join(r, "\t"), "\t "))
	}
	_ = tw.Flush() // into a bufio.Writer, which keeps its error
}

func fleetCell(s string) string {
	if s == "" {
		return "-"
	}
	return term.Clean(s, 60)
}

// unknown lists the systems that are not current, and those of which something was not observed, each with why.
func (t fleetWriter) unknown() {
	var rows [][]string
	for i := range t.o.Systems {
		s := &t.o.Systems[i]
		if s.State == fleet.Audited {
			continue
		}
		why := ""
		if len(s.Why) > 0 {
			why = term.Clean(s.Why[0], 300)
		}
		rows = append(rows, []string{fleetCell(s.Name), fleetCell(s.Tier), fleetCell(s.Owner), s.State.Word(), why})
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(t, "\nnot wholly known\n")
	t.table("SYSTEM\tTIER\tOWNER\tSTATE\tWHY", rows[:min(len(rows), fleetRows)])
	t.rest(len(rows) - fleetRows)
}

// systems lists the worst.
func (t fleetWriter) systems() {
	var rows [][]string
	for i := range t.o.Systems {
		s := &t.o.Systems[i]
		if s.Counts == nil || s.Counts.MustFix+s.Counts.ShouldFix == 0 {
			continue
		}
		rows = append(rows, []string{
			fleetCell(s.Name), fleetCell(s.Tier), fleetCell(s.Owner), Count(s.Counts.MustFix), Count(s.Counts.ShouldFix), fleetNumber(s.New), fleetNumber(s.Fixed), fleetParity(s.Parity),
		})
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(t, "\nworst systems\n")
	t.table("SYSTEM\tTIER\tOWNER\tMUST-FIX\tSHOULD-FIX\tNEW\tFIXED\tPARITY", rows[:min(len(rows), fleetRows)])
	t.rest(len(rows) - fleetRows)
}

// fleetNumber is a number that may not be known.
func fleetNumber(n *int) string {
	if n == nil {
		return "?"
	}
	return Count(*n)
}

func fleetParity(v *float64) string {
	if v == nil {
		return "?"
	}
	return percent(*v)
}

func (t fleetWriter) groups(title, column string, list []fleet.Group) {
	if len(list) == 0 || len(list) == 1 && list[0].Name == "" {
		return
	}
	var rows [][]string
	for _, g := range list[:min(len(list), fleetRows)] {
		name := "(none)"
		if g.Name != "" {
			name = fleetCell(g.Name)
		}
		rows = append(rows, []string{name, Count(g.Systems), Count(g.Unknown), Count(g.MustFix), Count(g.ShouldFix), term.Clean(strings.Join(g.Worst, ", "), 120)})
	}
	fmt.Fprintf(t, "\n%s\n", title)
	t.table(column+"\tSYSTEMS\tNOT KNOWN\tMUST-FIX\tSHOULD-FIX\tWORST", rows)
	t.rest(len(list) - fleetRows)
}

func (t fleetWriter) campaigns(title string, list []fleet.Campaign) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", title)
	for i := range list[:min(len(list), fleetRows)] {
		c := &list[i]
		fmt.Fprintf(t, "  %s  %s\n", c.Verdict, fleetCampaign(c))
		fmt.Fprintf(t, "    %s must-fix and %s should-fix in %s: %s\n", Count(c.MustFix), Count(c.ShouldFix), plural(len(c.Systems), "system", "systems"), term.Line(fleet.Some(c.Systems)))
		if c.Hint != "" {
			fmt.Fprintf(t, "    → %s\n", term.Line(c.Hint))
		}
	}
	t.rest(len(list) - fleetRows)
}

// fleetCampaign names a campaign.
func fleetCampaign(c *fleet.Campaign) string {
	if c.About == "" {
		return term.Clean(c.Rule, 120)
	}
	return fmt.Sprintf("%s by %s, such as %s in %s", term.Line(c.Kind), term.Clean(c.Rule, 120), fleetWhere(&c.Example), term.Clean(c.Example.System, 60))
}

func (t fleetWriter) changes(title string, list []fleet.Change) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s since the audit before\n", title)
	for i := range list[:min(len(list), fleetChanges)] {
		fmt.Fprintf(t, "  %s\n", fleetChange(&list[i]))
	}
	t.rest(len(list) - fleetChanges)
}

func fleetChange(c *fleet.Change) string {
	return fmt.Sprintf("%s  %s  %s %s  [%s]", c.Verdict, term.Clean(c.System, 60), term.Line(c.Kind), fleetWhere(c), term.Clean(c.Fingerprint, 40))
}

func (t fleetWriter) waivers() {
	if len(t.o.Waivers) == 0 {
		return
	}
	fmt.Fprintf(t, "\nwaivers that end soon or have ended\n")
	for _, w := range t.o.Waivers {
		owner := "(no owner)"
		if w.Owner != "" {
			owner = term.Clean(w.Owner, 80)
		}
		fmt.Fprintf(t, "  %s\n", owner)
		for i := range w.Waivers[:min(len(w.Waivers), fleetRows)] {
			fmt.Fprintf(t, "    %s\n", term.Line(w.Waivers[i].String()))
		}
		t.rest(len(w.Waivers) - fleetRows)
	}
}

func (t fleetWriter) shared(title string, list []fleet.SharedThing) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", title)
	for i := range list[:min(len(list), fleetRows)] {
		fmt.Fprintf(t, "  one in %s\n", term.Line(list[i].By()))
		for _, u := range list[i].Systems[:min(len(list[i].Systems), fleetRows)] {
			fmt.Fprintf(t, "    %s\n", term.Line(u.String()))
		}
		t.rest(len(list[i].Systems) - fleetRows)
	}
	t.rest(len(list) - fleetRows)
}

func (t fleetWriter) trend() {
	if len(t.o.Trend) < 2 {
		return
	}
	var rows [][]string
	shown := t.o.Trend[max(0, len(t.o.Trend)-fleetRows):]
	for i := range shown {
		p := &shown[i]
		rows = append(rows, []string{
			p.At.Format("2006-01-02 15:04"), term.Clean(p.Run, 63), Count(p.Systems), Count(p.Failed), Count(p.Counts.MustFix), Count(p.Counts.ShouldFix), fleetParity(p.Parity), p.Remark(),
		})
	}
	fmt.Fprintf(t, "\ntrend\n")
	t.table("WHEN\tRUN\tSYSTEMS\tFAILED\tMUST-FIX\tSHOULD-FIX\tPARITY", rows)
	if n := len(t.o.Trend) - len(shown); n > 0 {
		fmt.Fprintf(t, "  %s before; --format json has all\n", plural(n, "run", "runs"))
	}
}
