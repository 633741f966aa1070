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
	"github.com/envparity/envparity/names"
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
	text := fleetTally(o) + "; " + fleetCounts(o)
	if o.Name != "" {
		text = term.Line(o.Name) + ": " + text
	}
	return text
}

// fleetTally counts the systems, each that is not current by its state.
func fleetTally(o *fleet.Overview) string {
	t := &o.Tally
	text := plural(t.Systems, "system", "systems") + ": " + Count(t.Audited) + " audited"
	for _, x := range []struct {
		n    int
		word string
	}{{t.Incomplete, "incomplete"}, {t.Failed, "failed"}, {t.Damaged, "damaged"}, {t.Stale, "stale"}, {t.Never, "never run"}} {
		if x.n > 0 {
			text += ", " + Count(x.n) + " " + x.word
		}
	}
	return text
}

// fleetCounts counts the findings, and says of how many systems nothing is known.
func fleetCounts(o *fleet.Overview) string {
	known := o.Tally.Audited + o.Tally.Incomplete
	if known == 0 {
		return "it is not known what differs in any of them"
	}
	text := fmt.Sprintf("%s must-fix and %s should-fix findings in the %s", Count(o.Counts.MustFix), Count(o.Counts.ShouldFix), plural(known, "system that is", "systems that are")) + " up to date"
	if n := o.Tally.Unknown(); n > 0 {
		text += "; of " + plural(n, "system", "systems") + " it is not known what differs now"
	}
	return text
}

// fleetSince says what changed.
func fleetSince(o *fleet.Overview) string {
	s := &o.Since
	if s.Compared+s.RulesChanged == 0 {
		return "no system has an earlier audit to compare with"
	}
	text := fmt.Sprintf("%s new and %s fixed in %s", Count(len(s.New)), Count(len(s.Fixed)), plural(s.Compared, "system that can be compared", "systems that can be compared"))
	if s.RulesChanged > 0 {
		text += "; " + plural(s.RulesChanged, "system was", "systems were") + " judged by other rules than before, so what is new there is not known"
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
	fmt.Fprintf(t, "%s\n%s\n%s\nsince the run before: %s\n", title, fleetTally(o), fleetCounts(o), fleetSince(o))
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

// fleetState is a state in words.
func fleetState(s fleet.State) string {
	if s == fleet.Never {
		return "never run"
	}
	return string(s)
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
		rows = append(rows, []string{fleetCell(s.Name), fleetCell(s.Tier), fleetCell(s.Owner), fleetState(s.State), why})
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
		fmt.Fprintf(t, "    %s must-fix and %s should-fix in %s: %s\n", Count(c.MustFix), Count(c.ShouldFix), plural(len(c.Systems), "system", "systems"), fleetSome(c.Systems))
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

// fleetSome names the first of some systems.
func fleetSome(list []string) string {
	const most = 5
	shown := make([]string, 0, most)
	for _, s := range list[:min(len(list), most)] {
		shown = append(shown, term.Clean(s, 60))
	}
	if rest := len(list) - most; rest > 0 {
		return strings.Join(shown, ", ") + " and " + Count(rest) + " more"
	}
	return names.And(shown)
}

func (t fleetWriter) changes(title string, list []fleet.Change) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s since the run before\n", title)
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
			fmt.Fprintf(t, "    %s\n", fleetWaiver(&w.Waivers[i]))
		}
		t.rest(len(w.Waivers) - fleetRows)
	}
}

func fleetWaiver(w *fleet.FleetWaiver) string {
	ends := "ends on "
	if w.Expired {
		ends = "ended on "
	}
	return fmt.Sprintf("%s  %s %s%s, %s", term.Clean(w.System, 60), term.Clean(w.Name, 120), ends, term.Clean(w.Expires, 20), plural(w.Findings, "finding", "findings"))
}

func (t fleetWriter) shared(title string, list []fleet.SharedThing) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", title)
	for i := range list[:min(len(list), fleetRows)] {
		fmt.Fprintf(t, "  %s\n", fleetSharedBy(&list[i]))
		for _, u := range list[i].Systems[:min(len(list[i].Systems), fleetRows)] {
			fmt.Fprintf(t, "    %s\n", fleetUser(&u))
		}
		t.rest(len(list[i].Systems) - fleetRows)
	}
	t.rest(len(list) - fleetRows)
}

// fleetSharedBy names the systems of one secret or database.
func fleetSharedBy(x *fleet.SharedThing) string {
	var list []string
	for _, u := range x.Systems {
		list = append(list, u.System)
	}
	return "one in " + fleetSome(list)
}

// fleetUser says where a system uses it.
func fleetUser(u *fleet.SharedUser) string {
	var list []string
	for _, p := range u.Places {
		text := term.Clean(p.Environment, 40) + ", " + term.Clean(p.Resource, 120)
		if p.Path != "" {
			text += ": " + term.Clean(p.Path, 160)
		}
		list = append(list, text)
	}
	if u.More > 0 {
		list = append(list, plural(u.More, "more place", "more places"))
	}
	return term.Clean(u.System, 60) + "  " + strings.Join(list, "; ")
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
			p.At.Format("2006-01-02 15:04"), term.Clean(p.Run, 63), Count(p.Systems), Count(p.Failed), Count(p.Counts.MustFix), Count(p.Counts.ShouldFix), fleetParity(p.Parity), fleetBreak(p),
		})
	}
	fmt.Fprintf(t, "\ntrend\n")
	t.table("WHEN\tRUN\tSYSTEMS\tFAILED\tMUST-FIX\tSHOULD-FIX\tPARITY", rows)
	if n := len(t.o.Trend) - len(shown); n > 0 {
		fmt.Fprintf(t, "  %s before; --format json has all\n", plural(n, "run", "runs"))
	}
}

// fleetBreak says that a point cannot be compared with the one before it.
func fleetBreak(p *fleet.Point) string {
	if !p.Break {
		return ""
	}
	return "other rules from here on in " + plural(p.RulesChanged, "system", "systems")
}
