package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// The page's own files. They hold nothing of a fleet.
var (
	//go:embed page/fleet.tmpl
	fleetTemplate string
	//go:embed page/fleet.js
	fleetScript string
)

// Bounds of the lists of the page, which a browser draws at once; JSON has all. The systems are all there.
const (
	htmlCampaigns = 100
	htmlChanged   = 300
	htmlShared    = 100
	htmlUsers     = 50
)

type fleetPage struct {
	Name, Run, Date, Version, Ending, Tally, Counts, Since string

	Policy     string
	Style      template.CSS
	Script     template.JS
	Notes      []string
	Tiles      []fleetTile
	Groups     []fleetGroups
	Systems    []fleetSystem
	Causes     *fleetCampaigns // nil without any
	Rules      *fleetCampaigns
	Changes    []fleetChangeList
	Waivers    []fleetWaiverRow
	Shared     []fleetSharedRow
	SharedRest int
	Trend      fleetTrend
}

type fleetTile struct{ Class, To, Number, Glyph, Name, Meaning string }

type fleetGroups struct {
	Title, Column string
	Rows          []fleet.Group
}

type fleetSystem struct {
	Name, Tier, Owner, Class, Glyph, State, Why, MustText, ShouldText, New, Fixed, Parity, When string
	Must                                                                                        int
}

type fleetCampaigns struct {
	ID, Title string
	Rows      []fleetCampaignRow
	Rest      int
}

type fleetCampaignRow struct {
	Verdict, Glyph, Title, Rule, Reason, Hint, Owners, Example string
	Must, Should, Count                                        int
	Systems                                                    []string
}

type fleetChangeList struct {
	Title string
	Rows  []fleetChangeRow
	Rest  int
}

type fleetChangeRow struct{ Verdict, Glyph, System, Text, Fingerprint string }

type fleetWaiverRow struct {
	Owner string
	fleet.FleetWaiver
}

type fleetSharedRow struct {
	Title string
	Users []string
}

type fleetTrend struct {
	Points []fleetPointRow
	Lines  []fleetLine
}

type fleetPointRow struct {
	Run, When, Parity, Break      string
	Systems, Failed, Must, Should int
}

type fleetLine struct {
	Name, Span string
	Picture    template.HTML
}

// fleetHTML writes an overview as one page that needs no network. It is whole without its script, which filters the systems.
func fleetHTML(w io.Writer, o *fleet.Overview, version string) error {
	t, err := template.New("fleet").Funcs(template.FuncMap{"count": Count, "plural": plural}).Parse(fleetTemplate)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := t.Execute(b, newFleetPage(o, version)); err != nil {
		return err
	}
	return b.Flush()
}

func newFleetPage(o *fleet.Overview, version string) *fleetPage {
	p := &fleetPage{
		Name: term.Line(o.Name), Run: term.Line(o.Run), Date: o.At.UTC().Format("2006-01-02 15:04 UTC"), Version: version, Ending: "passed",
		Tally: capitalised(o.Tally.String()), Counts: capitalised(o.Found()), Since: capitalised(o.Since.String()),
		Policy: pagePolicy(fleetScript), Style: template.CSS(pageStyle), Script: template.JS(fleetScript), //nolint:gosec // both are this program's own
		Tiles: fleetTiles(o), Causes: fleetCampaignsOf("causes", "One cause in two systems or more", o.Causes), Rules: fleetCampaignsOf("rules", "By rule", o.Rules), Trend: fleetTrendOf(o),
	}
	switch {
	case o.Counts.MustFix > 0:
		p.Ending = "failed"
	case o.Tally.Unknown()+o.Tally.Incomplete > 0:
		p.Ending = "incomplete"
	}
	for _, n := range o.Notes {
		p.Notes = append(p.Notes, capitalised(term.Line(n))+".")
	}
	p.Groups = []fleetGroups{{"Worst by tier", "tier", fleetGroupRows(o.Tiers)}, {"Worst by owner", "owner", fleetGroupRows(o.Owners)}}
	for i := range o.Systems {
		p.Systems = append(p.Systems, fleetSystemRow(&o.Systems[i]))
	}
	p.Changes = []fleetChangeList{fleetChangesOf("new", o.Since.New), fleetChangesOf("fixed", o.Since.Fixed)}
	for _, w := range o.Waivers {
		for _, x := range w.Waivers {
			x.System, x.Name, x.Expires = term.Line(x.System), term.Clean(x.Name, 200), term.Line(x.Expires)
			p.Waivers = append(p.Waivers, fleetWaiverRow{term.Clean(w.Owner, 120), x})
		}
	}
	p.shared(o)
	return p
}

func fleetTiles(o *fleet.Overview) []fleetTile {
	known, unknown := plural(o.Tally.Audited+o.Tally.Incomplete, "system", "systems"), o.Tally.Unknown()
	out := []fleetTile{
		{"must-fix", "systems", Count(o.Counts.MustFix), "✗", "must-fix", "In " + known + " of which it is known."},
		{"should-fix", "systems", Count(o.Counts.ShouldFix), "!", "should-fix", "In " + known + " of which it is known."},
		{"should-fix", "systems", Count(unknown), "?", "not known", "Systems that failed, are stale, damaged or never ran."},
		{"must-fix", "changes", Count(len(o.Since.New)), "+", "new", "Since the audit before of each system."},
		{"acceptable", "changes", Count(len(o.Since.Fixed)), "✓", "fixed", "Since the audit before of each system."},
	}
	if unknown == 0 {
		out[2].Class = "acceptable"
	}
	if len(o.Since.New) == 0 {
		out[3].Class = "acceptable"
	}
	return out
}

func fleetGroupRows(list []fleet.Group) []fleet.Group {
	out := make([]fleet.Group, len(list))
	for i, g := range list {
		g.Name, g.Worst = term.Clean(g.Name, 120), cleaned(g.Worst)
		out[i] = g
	}
	return out
}

func fleetSystemRow(s *fleet.System) fleetSystem {
	out := fleetSystem{
		Name: term.Line(s.Name), Tier: term.Clean(s.Tier, 60), Owner: term.Clean(s.Owner, 120), Class: "acceptable", Glyph: "✓", State: s.State.Word(),
		MustText: "?", ShouldText: "?", New: fleetNumber(s.New), Fixed: fleetNumber(s.Fixed), Parity: fleetParity(s.Parity),
	}
	switch {
	case !s.State.Current():
		out.Class, out.Glyph = "should-fix", "?"
	case s.State == fleet.Incomplete:
		out.Class, out.Glyph = "should-fix", "!"
	}
	if s.RulesChanged {
		out.New, out.Fixed = "other rules", "other rules"
	}
	if s.Counts != nil {
		out.Must, out.MustText, out.ShouldText = s.Counts.MustFix, Count(s.Counts.MustFix), Count(s.Counts.ShouldFix)
	}
	if s.At != nil {
		out.When = s.At.UTC().Format("2006-01-02 15:04")
	}
	out.Why = strings.Join(cleaned(s.Why), "; ")
	return out
}

// cleaned are texts that are safe to show.
func cleaned(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = term.Line(s)
	}
	return out
}

func fleetCampaignsOf(id, title string, list []fleet.Campaign) *fleetCampaigns {
	if len(list) == 0 {
		return nil
	}
	out := &fleetCampaigns{ID: id, Title: title, Rest: max(0, len(list)-htmlCampaigns)}
	for i := range list[:min(len(list), htmlCampaigns)] {
		c := &list[i]
		row := fleetCampaignRow{
			Verdict: c.Verdict, Glyph: glyphOf(rules.Verdict(c.Verdict)), Title: term.Clean(c.Rule, 120), Reason: term.Line(c.Reason), Hint: term.Line(c.Hint), Owners: term.Clean(fleet.Some(c.Owners), 120),
			Must: c.MustFix, Should: c.ShouldFix, Count: len(c.Systems), Example: fleetWhere(&c.Example) + " in " + term.Line(c.Example.System),
		}
		if c.About != "" {
			row.Title, row.Rule = c.Kind+": "+fleetWhere(&c.Example), term.Clean(c.Rule, 120)
		}
		row.Systems = cleaned(c.Systems)
		out.Rows = append(out.Rows, row)
	}
	return out
}

// fleetWhere names the place of a finding.
func fleetWhere(c *fleet.Change) string { return term.Clean(c.Where(), 360) }

func fleetChangesOf(what string, list []fleet.Change) fleetChangeList {
	out := fleetChangeList{Title: plural(len(list), "finding is ", "findings are ") + what, Rest: max(0, len(list)-htmlChanged)}
	for i := range list[:min(len(list), htmlChanged)] {
		c := &list[i]
		out.Rows = append(out.Rows, fleetChangeRow{c.Verdict, glyphOf(rules.Verdict(c.Verdict)), term.Line(c.System), term.Line(c.Kind) + " " + fleetWhere(c), term.Line(c.Fingerprint)})
	}
	return out
}

func (p *fleetPage) shared(o *fleet.Overview) {
	for _, x := range []struct {
		what string
		list []fleet.SharedThing
	}{{"one secret", o.Shared.Secrets}, {"one database", o.Shared.Databases}} {
		for i := range x.list {
			if len(p.Shared) == htmlShared {
				p.SharedRest++
				continue
			}
			row := fleetSharedRow{Title: capitalised(x.what) + " in " + term.Line(x.list[i].By())}
			users := x.list[i].Systems
			for k := range users[:min(len(users), htmlUsers)] {
				row.Users = append(row.Users, term.Line(users[k].String()))
			}
			if rest := len(users) - htmlUsers; rest > 0 {
				row.Users = append(row.Users, "and "+Count(rest)+" more")
			}
			p.Shared = append(p.Shared, row)
		}
	}
}

func fleetTrendOf(o *fleet.Overview) fleetTrend {
	var out fleetTrend
	if len(o.Trend) < 2 {
		return out
	}
	var parity, must []trendPoint
	most := 1.0
	for i := range o.Trend {
		p := &o.Trend[i]
		out.Points = append(out.Points, fleetPointRow{
			Run: term.Line(p.Run), When: p.At.UTC().Format("2006-01-02 15:04"), Parity: fleetParity(p.Parity), Break: p.Remark(), Systems: p.Systems, Failed: p.Failed, Must: p.Counts.MustFix, Should: p.Counts.ShouldFix,
		})
		must = append(must, trendPoint{at: p.At, value: float64(p.Counts.MustFix), apart: p.Break})
		most = max(most, float64(p.Counts.MustFix))
		point := trendPoint{at: p.At, gap: p.Parity == nil, apart: p.Break}
		if p.Parity != nil {
			point.value = *p.Parity
		}
		parity = append(parity, point)
	}
	low := lowestTenth(parity)
	last := o.Trend[len(o.Trend)-1]
	runs := plural(len(o.Trend), "run", "runs")
	out.Lines = []fleetLine{
		{"must-fix", fmt.Sprintf("%s now, at most %.0f", Count(last.Counts.MustFix), most), drawTrend(must, 0, most, fmt.Sprintf("Must-fix findings over %s, on an axis from 0 to %.0f", runs, most))},
		{"parity", fleetParity(last.Parity) + " now", drawTrend(parity, low, 1, fmt.Sprintf("Parity over %s, on an axis from %.0f %% to 100 %%", runs, low*100))},
	}
	return out
}
