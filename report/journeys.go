package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/rules"
)

// travel is a journey in one environment, in words.
type travel struct {
	x                               *judge.Judgement
	p50, refP50, p95, refP95, ratio string
	verdict, why                    string
	found                           bool // a finding is about it
}

// String says all of it in a few lines.
func (t *travel) String() string {
	return fmt.Sprintf("%s in %s: %s\np50 %s, in %s %s\np95 %s, in %s %s\ndifference %s\n%s", t.x.Journey, t.x.Environment, t.verdict, t.p50, t.x.Reference, t.refP50,
		t.p95, t.x.Reference, t.refP95, t.ratio, t.why)
}

// travels lists what a run of the journeys said, in the order of the run.
func travels(r *audit.Result) []travel {
	if r.Journeys == nil {
		return nil
	}
	var out []travel
	for i := range r.Journeys.Journeys {
		x := &r.Journeys.Journeys[i]
		t := travel{x: x, p50: millis(x.EnvMedian), refP50: millis(x.RefMedian), p95: tailOf(x.EnvP95), refP95: tailOf(x.RefP95), ratio: "-", why: travelWhy(x)}
		if x.Ratio.N > 0 && !math.IsNaN(x.Ratio.Value) {
			t.ratio = words.Percent(x.Ratio.Value)
		}
		t.verdict, t.found = travelVerdict(r, x)
		out = append(out, t)
	}
	return out
}

// travelVerdict is the worst verdict among the findings of a journey in an environment that nobody has accepted, else what the times alone say.
func travelVerdict(r *audit.Result, x *judge.Judgement) (verdict string, found bool) {
	worst, state := rules.Verdict(""), rules.New
	for i := range r.Findings {
		f := &r.Findings[i]
		about := f.Drift.Resource
		if about.Type != journeys.CollectorName || about.Kind != "journey" || about.Name != x.Journey || !slices.Contains(f.Drift.Facts.Differ, x.Environment) {
			continue
		}
		if worst == "" || f.Verdict.Rank() < worst.Rank() {
			worst, state = f.Verdict, f.State
		}
	}
	switch {
	case worst == "":
		return x.Severity(), false
	case state != rules.New:
		return string(worst) + " (" + string(state) + ")", true
	}
	return string(worst), true
}

// travelWhy is the one thing to say beside a verdict.
func travelWhy(x *judge.Judgement) string {
	switch {
	case x.Errors.Differs:
		return x.Errors.Why
	case x.SlowTail():
		return x.Tail.Why
	}
	return x.Why
}

func millis(e judge.Estimate) string {
	switch {
	case math.IsNaN(e.Value) || e.N == 0:
		return "-"
	case e.Value < 10:
		return fmt.Sprintf("%.1f ms", e.Value)
	case e.Value >= 10_000:
		return fmt.Sprintf("%.1f s", e.Value/1000)
	}
	return fmt.Sprintf("%.0f ms", e.Value)
}

// tailOf is a percentile as far as the sample bounds it.
func tailOf(e judge.Estimate) string {
	if e.N > 0 && e.High == nil && e.Low != nil {
		return "≥ " + millis(judge.Estimate{Value: *e.Low, N: e.N})
	}
	return millis(e)
}

// journeys prints a row for each journey and environment.
func (m *markdownWriter) journeys() {
	all := travels(m.r)
	if len(all) == 0 {
		return
	}
	const most = 60 // rows; more are counted
	ref := term.Markdown(m.r.Reference)
	m.line("| journey | environment | %s p50 | p50 | %s p95 | p95 | difference | verdict |\n|---|---|---:|---:|---:|---:|---:|---|", ref, ref)
	for i, t := range all {
		if i == most && !m.o.All {
			m.line("\n%s", plural(len(all)-most, "more journey and environment", "more journeys and environments"))
			break
		}
		m.line("| %s | %s | %s | %s | %s | %s | %s | %s |", bounded(term.Markdown(t.x.Journey), 80), bounded(term.Markdown(t.x.Environment), 80), t.refP50, t.p50, t.refP95, t.p95, t.ratio, t.verdict)
	}
	m.line("")
	m.visits()
}

// visits lists the slow and failed visits behind the findings of journeys, with links to their traces.
func (m *markdownWriter) visits() {
	const most = 20 // more are in the run file
	all := m.r.Journeys.Visits
	for i := range all {
		v := &all[i]
		if i == most && !m.o.All {
			m.line("- and %s", plural(len(all)-most, "more visit", "more visits"))
			break
		}
		text := "- " + term.Markdown(v.Journey) + " in " + bounded(term.Markdown(term.Line(v.Short())), 400)
		switch {
		case v.Link != "":
			text += fmt.Sprintf(", [trace %s](<%s>)", term.Markdown(v.Trace), term.MarkdownLink(v.Link))
		case v.Trace != "":
			text += ", trace " + term.Markdown(v.Trace)
		}
		m.line("%s", text)
	}
	if len(all) > 0 {
		m.line("")
	}
}

// htmlJourney is a row of the page.
type htmlJourney struct {
	Journey, Environment, Reference, P50, RefP50, P95, RefP95, Difference, Verdict, Why string
	Picture                                                                             template.HTML
	Visits                                                                              []htmlVisit
}

// htmlVisit is a slow or failed visit, with the id and the address of its trace where they are known.
type htmlVisit struct{ Text, Trace, Link string }

// visitsOf lists the slow and failed visits of a journey in an environment.
func visitsOf(r *audit.Result, x *judge.Judgement) []htmlVisit {
	var out []htmlVisit
	for i := range r.Journeys.Visits {
		if v := &r.Journeys.Visits[i]; v.Journey == x.Journey && v.Environment == x.Environment {
			out = append(out, htmlVisit{term.Line(v.Short()), term.Line(v.Trace), term.Line(v.Link)})
		}
	}
	return out
}

func htmlJourneys(r *audit.Result) []htmlJourney {
	all := travels(r)
	out := make([]htmlJourney, 0, len(all))
	for _, t := range all {
		x := t.x
		times := r.Journeys.Times[x.Journey]
		out = append(out, htmlJourney{
			Journey: term.Line(x.Journey), Environment: term.Line(x.Environment), Reference: term.Line(x.Reference), P50: t.p50, RefP50: t.refP50,
			P95: t.p95, RefP95: t.refP95, Difference: t.ratio, Verdict: t.verdict, Why: term.Line(t.why),
			Visits: visitsOf(r, x), Picture: ecdf(times[x.Environment], times[x.Reference], term.Line(x.Journey)+" in "+term.Line(x.Environment)+" and "+term.Line(x.Reference)),
		})
	}
	return out
}

// The picture of two distributions: its size, the margins of the plot, and how many steps are drawn of a sample, whose curve 240 pixels cannot
// show more of.
const (
	ecdfWidth, ecdfHeight                 = 240.0, 84.0
	ecdfLeft, ecdfRight, ecdfTop, ecdfBot = 4.0, 4.0, 4.0, 14.0
	ecdfSteps                             = 200
)

// ecdf draws the empirical distribution functions of two samples, which are sorted, as an SVG. The axis of times is logarithmic, as the comparison
// is of ratios.
func ecdf(env, ref []float64, what string) template.HTML {
	if len(env) == 0 || len(ref) == 0 {
		return ""
	}
	lo := math.Max(math.Min(env[0], ref[0]), 0.001)
	hi := math.Max(math.Max(env[len(env)-1], ref[len(ref)-1]), lo*1.01)
	at := func(ms float64) float64 {
		share := math.Log(math.Max(ms, lo)/lo) / math.Log(hi/lo)
		return ecdfLeft + share*(ecdfWidth-ecdfLeft-ecdfRight)
	}
	up := func(share float64) float64 { return ecdfTop + (1-share)*(ecdfHeight-ecdfTop-ecdfBot) }
	path := func(class string, sample []float64) string {
		var b strings.Builder
		fmt.Fprintf(&b, "M%.1f %.1f", at(sample[0]), up(0))
		step := max(1, len(sample)/ecdfSteps)
		for i := 0; i < len(sample); i += step {
			last := min(i+step, len(sample)) - 1
			fmt.Fprintf(&b, "H%.1fV%.1f", at(sample[last]), up(float64(last+1)/float64(len(sample))))
		}
		return fmt.Sprintf(`<path class="%s" d="%s"/>`, class, b.String())
	}
	var b strings.Builder
	title := template.HTMLEscapeString(fmt.Sprintf("%s: distribution of %s and %d, from %s to %s", what, plural(len(env), "answer", "answers"), len(ref), millisText(lo), millisText(hi)))
	fmt.Fprintf(&b, `<svg class="ecdf" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s"><title>%s</title>`, ecdfWidth, ecdfHeight, title, title)
	fmt.Fprintf(&b, `<path class="axis" d="M%.1f %.1fH%.1fM%.1f %.1fH%.1f"/>`, ecdfLeft, up(0), ecdfWidth-ecdfRight, ecdfLeft, up(0.5), ecdfWidth-ecdfRight)
	b.WriteString(path("ref", ref) + path("env", env))
	fmt.Fprintf(&b, `<text x="%.0f" y="%.0f">%s</text><text x="%.0f" y="%.0f" text-anchor="end">%s</text></svg>`,
		ecdfLeft, ecdfHeight-3, millisText(lo), ecdfWidth-ecdfRight, ecdfHeight-3, millisText(hi))
	return template.HTML(b.String()) //nolint:gosec // numbers, and a title that is escaped
}

func millisText(ms float64) string { return millis(judge.Estimate{Value: ms, N: 1}) }
