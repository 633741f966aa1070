package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"

	"github.com/envparity/envparity/internal/term"
)

//go:embed page/trend.tmpl
var trendTemplate string

// htmlTrends is what the page of a trend shows.
type htmlTrends struct {
	Any          bool
	Groups       []htmlLines
	Environments []string
	Rows         []htmlTrendRow
	Runs         []htmlTrendRun
	Notes        []string
}

// htmlLines are pictures of one kind.
type htmlLines struct {
	ID, Title, About string
	Lines            []htmlLine
}

type htmlLine struct {
	Name, Text string
	Picture    template.HTML
}

type htmlTrendRow struct {
	When, Remark string
	Scores       []string
	Counts       []int
}

type htmlTrendRun struct{ When, Journey, Environment, P50, P95, Reference, ReferenceP50, ReferenceP95, Outcome string }

// TrendHTML writes the trend as one page without scripts: a picture for each line, and all figures as tables.
func TrendHTML(w io.Writer, t *Trend) error {
	x := htmlTrends{Any: len(t.Points)+len(t.Runs) > 0}
	x.audits(t)
	x.runs(t)
	for _, n := range t.Notes {
		x.Notes = append(x.Notes, term.Line(n))
	}
	p := plainPage{Title: "Trend of environment parity", Sub: map[string]string{
		BasisSnapshots: "the stored snapshots, judged by the rules of today", BasisAudits: "the audits that were kept, as they were judged then",
	}[t.Basis], Data: x}
	if t.Project != "" {
		p.Title += ": " + term.Line(t.Project)
	}
	return writePlain(w, p, trendTemplate)
}

func (x *htmlTrends) audits(t *Trend) {
	if len(t.Points) == 0 {
		return
	}
	envs := t.environments()
	scores := htmlLines{ID: "parity", Title: "Parity with the reference", About: "On an axis from the lowest tenth to 100 %."}
	for _, e := range envs {
		x.Environments = append(x.Environments, term.Line(e))
		scores.Lines = append(scores.Lines, shareLine(e, t.line(func(p *TrendPoint) (float64, bool) { v, ok := p.Scores[e]; return v, ok })))
	}
	if len(envs) > 0 {
		x.Groups = append(x.Groups, scores)
	}
	counts := htmlLines{ID: "findings", Title: "Findings that are neither waived nor in the baseline", About: "On an axis from 0 to the most there were."}
	for _, c := range []struct {
		name string
		of   func(*TrendPoint) int
	}{{"must-fix", func(p *TrendPoint) int { return p.Counts.MustFix }}, {"should-fix", func(p *TrendPoint) int { return p.Counts.ShouldFix }}} {
		line := t.line(func(p *TrendPoint) (float64, bool) { return float64(c.of(p)), true })
		counts.Lines = append(counts.Lines, fromZero(c.name, line, func(v float64) string { return Count(int(v)) }))
	}
	x.Groups = append(x.Groups, counts)
	for i := range t.Points {
		p := &t.Points[i]
		row := htmlTrendRow{When: day(p.At), Remark: p.remark(), Counts: []int{p.Counts.MustFix, p.Counts.ShouldFix, p.Counts.Acceptable, p.Counts.Waived, p.Counts.Known}}
		for _, e := range envs {
			v, ok := p.Scores[e]
			row.Scores = append(row.Scores, scoreText(v, ok))
		}
		x.Rows = append(x.Rows, row)
	}
}

// runs draws what the journeys took: for each journey in each environment its p95, and for each environment how many journeys are within what they may take.
func (x *htmlTrends) runs(t *Trend) {
	if len(t.Runs) == 0 {
		return
	}
	envs := map[string]bool{}
	type pair struct{ journey, env string }
	var pairs []pair
	for i := range t.Runs {
		r := &t.Runs[i]
		for e := range r.Scores {
			envs[e] = true
		}
		for k := range r.Journeys {
			j := &r.Journeys[k]
			if p := (pair{j.Journey, j.Environment}); !slices.Contains(pairs, p) {
				pairs = append(pairs, p)
			}
			x.Runs = append(x.Runs, htmlTrendRun{
				day(r.At), term.Line(j.Journey), term.Line(j.Environment), took(j.P50), took(j.P95), term.Line(j.Reference), took(j.ReferenceP50), took(j.ReferenceP95), string(j.Outcome),
			})
		}
	}
	behave := htmlLines{ID: "behaviour", Title: "Journeys within what they may take", About: "The share of the journeys that could be judged, on an axis from the lowest tenth to 100 %."}
	for _, e := range slices.Sorted(maps.Keys(envs)) {
		behave.Lines = append(behave.Lines, shareLine(e, t.runLine(func(r *TrendRun) (float64, bool) { v, ok := r.Scores[e]; return v, ok })))
	}
	if len(behave.Lines) > 0 {
		x.Groups = append(x.Groups, behave)
	}
	slow := htmlLines{ID: "times", Title: "p95 of each journey", About: "Nineteen of twenty visits took no longer. On an axis from 0 to the longest."}
	for _, p := range pairs {
		slow.Lines = append(slow.Lines, fromZero(p.journey+" in "+p.env, t.runLine(func(r *TrendRun) (float64, bool) {
			for k := range r.Journeys {
				if j := &r.Journeys[k]; j.Journey == p.journey && j.Environment == p.env && j.P95 != nil {
					return *j.P95, true
				}
			}
			return 0, false
		}), func(v float64) string { return fmt.Sprintf("%.1f ms", v) }))
	}
	x.Groups = append(x.Groups, slow)
}

// line is a value of each audit. A line is not drawn from one audit to the next where other rules judged.
func (t *Trend) line(of func(*TrendPoint) (float64, bool)) []trendPoint {
	out := make([]trendPoint, len(t.Points))
	for i := range t.Points {
		v, ok := of(&t.Points[i])
		out[i] = trendPoint{at: t.Points[i].At, value: v, gap: !ok, apart: t.Points[i].Break}
	}
	return out
}

// runLine is a value of each run of the journeys.
func (t *Trend) runLine(of func(*TrendRun) (float64, bool)) []trendPoint {
	out := make([]trendPoint, len(t.Runs))
	for i := range t.Runs {
		v, ok := of(&t.Runs[i])
		out[i] = trendPoint{at: t.Runs[i].At, value: v, gap: !ok}
	}
	return out
}

// shareLine draws a share that is mostly near one.
func shareLine(name string, line []trendPoint) htmlLine {
	low := lowestTenth(line)
	return htmlLine{term.Line(name), fromTo(line, func(v float64) string { return scoreText(v, true) }), drawTrend(line, low, 1,
		fmt.Sprintf("%s over %s, on an axis from %.0f %% to 100 %%", term.Line(name), plural(len(line), "time", "times"), low*100))}
}

// fromZero draws an amount.
func fromZero(name string, line []trendPoint, text func(float64) string) htmlLine {
	high := 0.0
	for _, p := range line {
		if !p.gap {
			high = max(high, p.value)
		}
	}
	label := fmt.Sprintf("%s over %s, on an axis from 0 to %s", term.Line(name), plural(len(line), "time", "times"), text(high))
	return htmlLine{term.Line(name), fromTo(line, text), drawTrend(line, 0, max(high, 1), label)}
}

// fromTo says the first and the last value.
func fromTo(line []trendPoint, text func(float64) string) string {
	seen := slices.DeleteFunc(slices.Clone(line), func(p trendPoint) bool { return p.gap })
	if len(seen) == 0 {
		return "never seen"
	}
	return "from " + text(seen[0].value) + " to " + text(seen[len(seen)-1].value)
}
