package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// htmlOverview is what a person sees first: how much is wrong, how near the environments are, where to begin.
type htmlOverview struct {
	Tiles   []htmlTile
	Pairs   []htmlPair
	Pillars []htmlPillar
	Data    []htmlFidelity
	Parts   htmlParts
	First   []htmlFirst
	Owners  []htmlCount
	Rules   []htmlCount
}

// htmlFidelity says how far the data of an environment's databases is from the reference's.
type htmlFidelity struct{ Environment, Text string }

// htmlTile is a verdict with its number of findings.
type htmlTile struct {
	Verdict, Glyph, Meaning string
	Count, New              int
}

// htmlPair is an environment's parity with the reference, all pillars together.
type htmlPair struct {
	Environment, Score string
	Ring               template.HTML
	htmlTally
}

// htmlPillar is one row of the picture: a pillar in each environment, in the order of the pairs.
type htmlPillar struct {
	Name  string
	Cells []htmlPillarCell
}

type htmlPillarCell struct {
	Score string
	Bar   template.HTML
	htmlTally
}

// htmlTally counts the findings of a pair of environments by verdict.
type htmlTally struct{ Must, Should int }

// worst is the class of the worst verdict.
func (t htmlTally) worst() string {
	switch {
	case t.Must > 0:
		return string(rules.MustFix)
	case t.Should > 0:
		return string(rules.ShouldFix)
	}
	return string(rules.Acceptable)
}

// htmlFirst is a finding to begin with.
type htmlFirst struct{ Fingerprint, Verdict, Glyph, Title, Reason, Hint string }

// htmlCount is a value of some field of the findings, and how many have it.
type htmlCount struct {
	Name         string
	Must, Should int
}

// Bounds of the lists of the overview: what fits beside the picture on one screen.
const (
	htmlFirsts = 5
	htmlCounts = 8
)

func glyphOf(v rules.Verdict) string {
	switch v {
	case rules.MustFix:
		return "✗"
	case rules.ShouldFix:
		return "!"
	}
	return "✓"
}

func htmlOverviewOf(r *audit.Result) htmlOverview {
	out := htmlOverview{Tiles: htmlTiles(r), Parts: partsOf(&r.Summary), First: htmlFirstOf(r)}
	out.pillars(r)
	out.Owners = htmlCountsOf(r, func(f *rules.Finding) string { return f.Owner })
	out.Rules = htmlCountsOf(r, func(f *rules.Finding) string { return f.Rule })
	return out
}

func htmlTiles(r *audit.Result) []htmlTile {
	out := []htmlTile{
		{Verdict: string(rules.MustFix), Meaning: "A test can pass here and the release still fail there."},
		{Verdict: string(rules.ShouldFix), Meaning: "Noise, and investigations that lead nowhere."},
		{Verdict: string(rules.Acceptable), Meaning: "Known, documented or compensated."},
	}
	for i := range out {
		v := rules.Verdict(out[i].Verdict)
		out[i].Glyph = glyphOf(v)
		for k := range r.Findings {
			if f := &r.Findings[k]; f.Verdict == v {
				out[i].Count++
				if gates(f) {
					out[i].New++
				}
			}
		}
	}
	return out
}

// pillars makes the picture of parity by pillar and pair.
func (v *htmlOverview) pillars(r *audit.Result) {
	ref := slices.Index(namesOf(r), r.Reference)
	score := map[string]map[snapshot.Pillar]float64{}
	for _, s := range r.Scores {
		if score[s.Environment] == nil {
			score[s.Environment] = map[snapshot.Pillar]float64{}
		}
		score[s.Environment][s.Pillar] = s.Value
	}
	for i := range r.Fidelity {
		v.Data = append(v.Data, htmlFidelity{term.Line(r.Fidelity[i].Environment), r.Fidelity[i].Says()})
	}
	rows := make([]htmlPillar, len(snapshot.Pillars()))
	seen := make([]bool, len(rows))
	for e, name := range namesOf(r) {
		if e == ref {
			continue
		}
		total := htmlTally{}
		for i, p := range snapshot.Pillars() {
			t := tallyFindings(r, p, e, ref)
			total.Must, total.Should = total.Must+t.Must, total.Should+t.Should
			value, ok := score[name][p]
			seen[i] = seen[i] || ok
			rows[i].Name = string(p)
			rows[i].Cells = append(rows[i].Cells, htmlPillarCell{scoreText(value, ok), scoreBar(value, ok, t.worst()), t})
		}
		value, ok := score[name][""]
		text := scoreText(value, ok)
		v.Pairs = append(v.Pairs, htmlPair{term.Line(name), text, scoreRing(value, ok, total.worst(), term.Line(name)+": "+text), total})
	}
	for i := range rows {
		if seen[i] {
			v.Pillars = append(v.Pillars, rows[i])
		}
	}
}

func scoreText(value float64, ok bool) string {
	if !ok {
		return notSeen
	}
	return percent(value)
}

// tallyFindings counts the findings of a pillar between an environment and the reference.
func tallyFindings(r *audit.Result, p snapshot.Pillar, env, ref int) htmlTally {
	var t htmlTally
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Drift.Pillar != p || f.State == rules.Waived || !f.Drift.Changes(env, ref) {
			continue
		}
		switch f.Verdict {
		case rules.MustFix:
			t.Must++
		case rules.ShouldFix:
			t.Should++
		}
	}
	return t
}

// htmlFirstOf names the findings to begin with: what is new before what is known, by verdict and risk.
func htmlFirstOf(r *audit.Result) []htmlFirst {
	var fs []*rules.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict != rules.Acceptable && f.State != rules.Waived {
			fs = append(fs, f)
		}
	}
	slices.SortStableFunc(fs, func(a, b *rules.Finding) int {
		return cmp.Or(cmp.Compare(a.Verdict.Rank(), b.Verdict.Rank()), cmp.Compare(stateRank(a), stateRank(b)), cmp.Compare(b.Risk, a.Risk))
	})
	var out []htmlFirst
	for _, f := range fs[:min(len(fs), htmlFirsts)] {
		out = append(out, htmlFirst{f.Fingerprint, string(f.Verdict), glyphOf(f.Verdict), term.Clean(title(f.Drift), 160), term.Line(f.Reason), term.Line(f.Hint)})
	}
	return out
}

func stateRank(f *rules.Finding) int {
	if gates(f) {
		return 0
	}
	return 1
}

// htmlCountsOf counts must-fix and should-fix findings by what of gives, the most first; nothing where it gives nothing.
func htmlCountsOf(r *audit.Result, of func(*rules.Finding) string) []htmlCount {
	at := map[string]int{}
	var out []htmlCount
	for i := range r.Findings {
		f := &r.Findings[i]
		name := of(f)
		if name == "" || f.Verdict == rules.Acceptable || f.State == rules.Waived {
			continue
		}
		k, ok := at[name]
		if !ok {
			k = len(out)
			at[name] = k
			out = append(out, htmlCount{Name: term.Line(name)})
		}
		if f.Verdict == rules.MustFix {
			out[k].Must++
		} else {
			out[k].Should++
		}
	}
	slices.SortStableFunc(out, func(a, b htmlCount) int {
		return cmp.Or(cmp.Compare(b.Must, a.Must), cmp.Compare(b.Should, a.Should), cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), htmlCounts)]
}

// scoreRing draws a score as a part of a ring, in the colour of the worst verdict of the pair.
func scoreRing(value float64, ok bool, class, what string) template.HTML {
	arc := ""
	if ok {
		arc = fmt.Sprintf(`<circle class="arc %s" cx="18" cy="18" r="15" pathLength="100" stroke-dasharray="%.2f 100" transform="rotate(-90 18 18)"/>`, class, value*100)
	}
	return template.HTML(fmt.Sprintf(`<svg class="ring" viewBox="0 0 36 36" role="img" aria-label="%s"><circle class="track" cx="18" cy="18" r="15"/>%s</svg>`, //nolint:gosec // numbers, and a name that is escaped
		template.HTMLEscapeString(what), arc))
}

// scoreBar draws a score as a bar; its figure stands beside it.
func scoreBar(value float64, ok bool, class string) template.HTML {
	if !ok {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="%s" width="%.2f" height="8"/></svg>`, class, value*100)) //nolint:gosec // numbers
}

// htmlParts is what became of the attributes compared: a picture and its figures.
type htmlParts struct {
	Picture template.HTML
	All     []htmlPart
}

type htmlPart struct {
	Class, Name string
	Count       int
}

func partsOf(s *audit.Summary) htmlParts {
	if s.Compared == 0 {
		return htmlParts{}
	}
	out := htmlParts{All: []htmlPart{
		{"identical", "identical", s.Identical},
		{"equivalent", "with the environment's own names", s.Equivalent},
		{"drifted", "different", max(s.Compared-s.Identical-s.Equivalent-s.Unknown, 0)},
		{"unseen", "unknown", s.Unknown},
	}}
	picture, at := `<svg class="bar parts" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">`, 0.0
	for _, p := range out.All {
		width := 100 * float64(p.Count) / float64(s.Compared)
		picture += fmt.Sprintf(`<rect class="%s" x="%.2f" width="%.2f" height="8"/>`, p.Class, at, width)
		at += width
	}
	out.Picture = template.HTML(picture + `</svg>`) //nolint:gosec // numbers
	return out
}
