package fleet

import (
	"fmt"
	"strings"

	data "github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// The widths from which on there is room for more, in cells.
const (
	wide  = 90  // what changed beside the counts; all lists are named at once
	owned = 112 // tier and owner beside it
	roomy = 140 // the reason of a state beside it
)

// view is one list of the overview.
type view struct {
	name, nothing string
	size          func(*data.Overview) int
	head          func(*Screen) string
	rows          func(*Screen) []row
}

func views() []view {
	none := func(*Screen) string { return "" }
	return []view{
		{"systems", "there is no system", func(o *data.Overview) int { return len(o.Systems) }, func(s *Screen) string { return s.systemHead() }, (*Screen).systems},
		{"causes", "no two systems have a finding of one cause", func(o *data.Overview) int { return len(o.Causes) }, none, func(s *Screen) []row { return s.campaigns(s.overview().Causes) }},
		{"rules", "there is no finding", func(o *data.Overview) int { return len(o.Rules) }, none, func(s *Screen) []row { return s.campaigns(s.overview().Rules) }},
		{"new", "nothing is new where that is known", func(o *data.Overview) int { return len(o.Since.New) }, none, func(s *Screen) []row { return s.changes(s.overview().Since.New) }},
		{"fixed", "nothing is fixed where that is known", func(o *data.Overview) int { return len(o.Since.Fixed) }, none, func(s *Screen) []row { return s.changes(s.overview().Since.Fixed) }},
		{"waivers", "no waiver ends soon", waivers, none, (*Screen).waivers},
		{"shared", "no two systems share a secret or a database that is known", func(o *data.Overview) int { return len(o.Shared.Secrets) + len(o.Shared.Databases) }, none, (*Screen).shared},
		{"trend", "there is no run", func(o *data.Overview) int { return len(o.Trend) }, func(*Screen) string { return trendHead }, (*Screen).trend},
	}
}

func tally(o *data.Overview) string {
	if o.Run == "" {
		return o.Tally.String()
	}
	return "run " + o.Run + "; " + o.Tally.String()
}

func counts(o *data.Overview) string { return o.Found() }

func since(o *data.Overview) string { return "since the audit before: " + o.Since.String() }

// The widths of the columns of systems.
const (
	nameW, tierW, ownerW, stateW, numberW, parityW = 24, 6, 22, 12, 8, 9
)

func (s *Screen) systemHead() string {
	head := "  " + cell.Fit("SYSTEM", nameW) + cell.Fit("STATE", stateW) + cell.FitRight("MUST", numberW) + cell.FitRight("SHOULD", numberW)
	if s.w < wide {
		return head
	}
	head += cell.FitRight("NEW", numberW) + cell.FitRight("FIXED", numberW) + cell.FitRight("PARITY", parityW)
	if s.w >= owned {
		head += "  " + cell.Fit("TIER", tierW) + cell.Fit("OWNER", ownerW)
	}
	if s.w >= roomy {
		head += "WHY"
	}
	return head
}

// systems are a row each, worst first.
func (s *Screen) systems() []row {
	o := s.overview()
	out := make([]row, len(o.Systems))
	for i := range o.Systems {
		out[i] = s.system(&o.Systems[i])
	}
	return out
}

func (s *Screen) system(x *data.System) row {
	name := cell.Fit(cell.Cut(term.Clean(x.Name, 63), nameW-1), nameW)
	l := cell.T(theme.Strong, name).Append(s.state(x))
	if x.Counts != nil {
		l = l.Add(zero(theme.Must, x.Counts.MustFix), cell.FitRight(screen.Number(x.Counts.MustFix), numberW)).Add(zero(theme.Should, x.Counts.ShouldFix), cell.FitRight(screen.Number(x.Counts.ShouldFix), numberW))
	} else {
		l = l.Add(theme.Unsure, cell.FitRight("?", numberW)+cell.FitRight("?", numberW))
	}
	if s.w >= wide {
		l = l.Add(theme.Text, cell.FitRight(number(x.New), numberW)+cell.FitRight(number(x.Fixed), numberW)+cell.FitRight(parity(x.Parity), parityW))
	}
	if s.w >= owned {
		l = l.Add(theme.Dim, "  "+cell.Fit(cell.Cut(term.Clean(x.Tier, 20), tierW-1), tierW)+cell.Fit(cell.Cut(term.Clean(x.Owner, 60), ownerW-1), ownerW))
	}
	if s.w >= roomy && len(x.Why) > 0 {
		l = l.Add(theme.Dim, term.Clean(x.Why[0], 300))
	}
	var more []string
	for _, w := range x.Why {
		more = append(more, term.Clean(w, 600))
	}
	if x.Tier+x.Owner != "" && s.w < owned {
		more = append(more, strings.TrimSpace("tier "+orNone(x.Tier)+", owner "+orNone(x.Owner)))
	}
	if x.RulesChanged {
		more = append(more, "other rules judged the audit before, so what is new and fixed is not known")
	}
	if x.At != nil {
		text := "newest record: " + x.At.UTC().Format("2006-01-02 15:04")
		if x.Run != "" {
			text += ", run " + term.Clean(x.Run, 63)
		}
		more = append(more, text)
	}
	return row{l, more}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return term.Clean(s, 120)
}

// zero is a token for a number, a quiet one for zero.
func zero(tok theme.Token, n int) theme.Token {
	if n == 0 {
		return theme.Dim
	}
	return tok
}

func (s *Screen) state(x *data.System) cell.Line {
	g := &s.env.Theme.Glyphs
	sign, tok := g.Unsure, theme.Unsure
	switch x.State {
	case data.Audited:
		sign, tok = g.Okay, theme.Okay
	case data.Incomplete:
		sign, tok = g.Should, theme.Should
	}
	return cell.T(tok, cell.Fit(sign+" "+x.State.Word(), stateW))
}

func number(n *int) string {
	if n == nil {
		return "?"
	}
	return screen.Number(*n)
}

func parity(v *float64) string {
	if v == nil {
		return "?"
	}
	return fmt.Sprintf("%.1f %%", *v*100)
}

// verdict is the sign of a verdict.
func (s *Screen) verdict(text string) cell.Line {
	g := &s.env.Theme.Glyphs
	if text == "must-fix" {
		return cell.T(theme.Must, g.Must+" ")
	}
	return cell.T(theme.Should, g.Should+" ")
}

func (s *Screen) campaigns(list []data.Campaign) []row {
	out := make([]row, len(list))
	for i := range list {
		c := &list[i]
		title := term.Clean(c.Rule, 120)
		if c.About != "" {
			title = term.Clean(c.Kind, 20) + " " + term.Clean(c.Example.Where(), 200)
		}
		l := s.verdict(c.Verdict).Add(theme.Accent, cell.Fit(screen.Plural(len(c.Systems), "system"), 14)).Add(theme.Text, title)
		more := []string{fmt.Sprintf("%s must-fix and %s should-fix in %s", screen.Number(c.MustFix), screen.Number(c.ShouldFix), term.Clean(strings.Join(c.Systems, ", "), 1000))}
		if c.About != "" {
			more = append(more, "rule "+term.Clean(c.Rule, 120)+", such as in "+term.Clean(c.Example.System, 63))
		}
		if len(c.Owners) > 0 {
			more = append(more, "owners: "+term.Clean(strings.Join(c.Owners, ", "), 400))
		}
		for _, text := range []string{c.Reason, c.Hint} {
			if text != "" {
				more = append(more, term.Clean(text, 600))
			}
		}
		out[i] = row{l, more}
	}
	return out
}

func (s *Screen) changes(list []data.Change) []row {
	out := make([]row, len(list))
	for i := range list {
		c := &list[i]
		l := s.verdict(c.Verdict).Add(theme.Strong, cell.Fit(cell.Cut(term.Clean(c.System, 63), nameW-1), nameW)).Add(theme.Text, term.Clean(c.Kind, 20)+" "+term.Clean(c.Where(), 300))
		more := []string{"rule " + orNone(c.Rule) + ", owner " + orNone(c.Owner), "fingerprint " + term.Clean(c.Fingerprint, 40) + "; `envparity explain` in the system's folder says more"}
		out[i] = row{l, more}
	}
	return out
}

func waivers(o *data.Overview) int {
	n := 0
	for i := range o.Waivers {
		n += len(o.Waivers[i].Waivers)
	}
	return n
}

func (s *Screen) waivers() []row {
	var out []row
	for i := range s.overview().Waivers {
		w := &s.overview().Waivers[i]
		for k := range w.Waivers {
			tok := theme.Text
			if w.Waivers[k].Expired {
				tok = theme.Warn
			}
			out = append(out, row{head: cell.T(theme.Strong, cell.Fit(cell.Cut(orNone(w.Owner), nameW-1), nameW)).Add(tok, term.Clean(w.Waivers[k].String(), 300))})
		}
	}
	return out
}

func (s *Screen) shared() []row {
	var out []row
	for _, x := range []struct {
		what string
		list []data.SharedThing
	}{{"secret", s.overview().Shared.Secrets}, {"database", s.overview().Shared.Databases}} {
		for i := range x.list {
			var more []string
			for k := range x.list[i].Systems {
				more = append(more, term.Clean(x.list[i].Systems[k].String(), 600))
			}
			out = append(out, row{cell.T(theme.Secret, cell.Fit(x.what, 10)).Add(theme.Text, term.Clean(x.list[i].By(), 300)), more})
		}
	}
	return out
}

const trendHead = "  WHEN              SYSTEMS  FAILED    MUST  SHOULD   PARITY"

// trend is a row a run, the newest first.
func (s *Screen) trend() []row {
	list := s.overview().Trend
	out := make([]row, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		p := &list[i]
		l := cell.T(theme.Text, p.At.UTC().Format("2006-01-02 15:04")+cell.FitRight(screen.Number(p.Systems), 9)).Add(zero(theme.Unsure, p.Failed), cell.FitRight(screen.Number(p.Failed), 8)).
			Add(zero(theme.Must, p.Counts.MustFix), cell.FitRight(screen.Number(p.Counts.MustFix), numberW)).Add(zero(theme.Should, p.Counts.ShouldFix), cell.FitRight(screen.Number(p.Counts.ShouldFix), numberW)).
			Add(theme.Text, cell.FitRight(parity(p.Parity), parityW))
		if r := p.Remark(); r != "" {
			l = l.Add(theme.Warn, "  "+r)
		}
		out = append(out, row{l, []string{"run " + term.Clean(p.Run, 63)}})
	}
	return out
}
