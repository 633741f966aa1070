// Package table prints a judged run for people: the table of journeys, what explains its verdicts, and how the answers differ.
package table

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// Options say how much the table shows.
type Options struct {
	Verbose bool // intervals, p95, steps, phases
	ASCII   bool
	Width   int                           // of the terminal: longer lines are folded at a space; 0 folds none
	Verdict func(*judge.Judgement) string // the word beside a journey; nil takes Judgement.Severity
}

// Write prints the table people know: journey, reference, environment, difference, verdict; one for each environment.
func Write(w io.Writer, j *judge.Judged, o Options) error {
	p := &printer{w: w, width: o.Width}
	for i, env := range judgedEnvironments(j) {
		var rows [][]string
		if i > 0 {
			p.line("")
		}
		head := []string{"journey", j.Reference + " p50", env + " p50", "difference", j.Reference + " p95", env + " p95", "verdict", ""}
		for i := range j.Journeys {
			if x := &j.Journeys[i]; x.Environment == env {
				rows = append(rows, row(x, j.Reference, o))
				if o.Verbose {
					for k := range j.Steps {
						if s := &j.Steps[k]; s.Environment == env && s.Journey == x.Journey {
							rows = append(rows, row(s, j.Reference, o))
						}
					}
				}
			}
		}
		p.table(head, rows, o)
		for i := range j.Journeys {
			if x := &j.Journeys[i]; x.Environment == env {
				p.details(x, o)
			}
		}
	}
	p.limits(j, o)
	if len(j.Functional) > 0 {
		p.line("")
		p.line("expectations that failed")
		for i := range j.Functional {
			p.line("  " + j.Functional[i].Sentence())
		}
	}
	p.visits(j)
	p.answers(j)
	if len(j.Problems) > 0 {
		p.line("")
		p.line("not measured, or not wholly")
		for _, s := range j.Problems {
			p.line("  " + words.Printable(s))
		}
	}
	for _, n := range j.Notes {
		p.line("note: " + n)
	}
	return p.err
}

// limits prints the limits that are broken or may be, with -v all.
func (p *printer) limits(j *judge.Judged, o Options) {
	head := false
	for i := range j.Limits {
		x := &j.Limits[i]
		if x.Outcome == judge.Within && !o.Verbose {
			continue
		}
		if !head {
			head = true
			p.line("")
			p.line("limits")
		}
		p.line(fmt.Sprintf("  %s  %s: %s", x.Journey, x.Outcome, x.Why))
	}
}

// visits lists the slow and failed visits behind the findings.
func (p *printer) visits(j *judge.Judged) {
	for i := range j.Visits {
		if i == 0 {
			p.line("")
			p.line("slow and failed visits")
		}
		p.line("  " + j.Visits[i].Journey + " in " + words.Printable(j.Visits[i].Sentence()))
	}
}

func judgedEnvironments(j *judge.Judged) []string {
	var out []string
	seen := map[string]bool{}
	for i := range j.Journeys {
		if e := j.Journeys[i].Environment; !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}

// row makes the cells of one judgement.
func row(x *judge.Judgement, ref string, o Options) []string {
	name := x.Journey
	if x.Step != "" {
		name = "  " + x.Step
	}
	diff := "-"
	if !math.IsNaN(x.Ratio.Value) && x.Ratio.N > 0 {
		diff = words.Percent(x.Ratio.Value)
		if o.Verbose && x.Ratio.Low != nil && x.Ratio.High != nil {
			diff += fmt.Sprintf(" [%s, %s]", words.Percent(*x.Ratio.Low), words.Percent(*x.Ratio.High))
		}
	}
	verdict := x.Severity()
	if x.Step != "" {
		verdict = x.StepWord()
	} else if o.Verdict != nil {
		verdict = o.Verdict(x)
	}
	beside := remark(x)
	if x.Reference != ref {
		beside = "against " + x.Reference + ": " + beside
	}
	return []string{name, millis(x.RefMedian, o), millis(x.EnvMedian, o), diff, millis95(x.RefP95, o), millis95(x.EnvP95, o), verdict, beside}
}

// remark is the one thing to say beside a verdict.
func remark(x *judge.Judgement) string {
	switch {
	case x.Errors.Differs:
		return x.Errors.Why
	case x.SlowTail():
		return x.Tail.Why
	case x.Outcome == judge.Exceeds, x.Outcome == judge.TooFast:
		return "investigate: " + strings.Join(x.Next, ", ")
	case x.Outcome == judge.Inconclusive:
		if x.MoreRounds > 0 {
			return "about " + names.Count(x.MoreRounds, "more round") + " would decide it"
		}
		return "too close to the allowed ratio to tell"
	case x.Outcome == judge.NotComparable:
		return x.Why
	case x.Tail != nil && x.Tail.Outcome == judge.Inconclusive:
		return x.Tail.Why
	}
	if x.Documented && x.Ratio.Value > journeys.DefaultRatio {
		return fmt.Sprintf("documented: up to %s× (%s)", words.Trim(x.Allowed), cmp.Or(x.Reason, "no reason given"))
	}
	return ""
}

func millis(e judge.Estimate, o Options) string {
	if math.IsNaN(e.Value) || e.N == 0 {
		return "-"
	}
	s := words.Millis(e.Value)
	if o.Verbose && e.Low != nil && e.High != nil {
		s += fmt.Sprintf(" [%s, %s]", strings.TrimSuffix(words.Millis(*e.Low), " ms"), strings.TrimSuffix(words.Millis(*e.High), " ms"))
	}
	return s
}

// millis95 is a p95 as the sample bounds it: "≥" its lower end where it takes more rounds for the upper one.
func millis95(e judge.Estimate, o Options) string {
	if math.IsNaN(e.Value) || e.N == 0 {
		return "-"
	}
	if e.High == nil && e.Low != nil {
		if o.ASCII {
			return ">= " + words.Millis(*e.Low)
		}
		return "≥ " + words.Millis(*e.Low)
	}
	return millis(e, o)
}

// printer keeps the first error.
type printer struct {
	w     io.Writer
	width int
	err   error
}

func (p *printer) line(s string) {
	for _, l := range Fold(strings.TrimRight(s, " "), p.width) {
		if p.err == nil {
			_, p.err = io.WriteString(p.w, l+"\n")
		}
	}
}

// Fold breaks a line at spaces so that no part is longer than width, where it can; what follows is indented further. A width below 20
// folds nothing.
func Fold(s string, width int) []string {
	indent := strings.Repeat(" ", len(s)-len(strings.TrimLeft(s, " "))+4)
	var out []string
	for width >= 20 && utf8.RuneCountInString(s) > width {
		at, n, last := 0, 0, -1
		for i, c := range s {
			if n == width+1 {
				break
			}
			if c == ' ' && strings.TrimSpace(s[:i]) != "" {
				last = i
			}
			n, at = n+1, i
		}
		if last <= 0 || at == 0 {
			break
		}
		out = append(out, strings.TrimRight(s[:last], " "))
		s = indent + strings.TrimLeft(s[last:], " ")
	}
	return append(out, s)
}

func (p *printer) table(head []string, rows [][]string, o Options) {
	width := make([]int, len(head))
	all := append([][]string{head}, rows...)
	for _, r := range all {
		for i, c := range r {
			if o.ASCII {
				r[i] = strings.ReplaceAll(c, "×", "x")
			}
			width[i] = max(width[i], utf8.RuneCountInString(r[i]))
		}
	}
	for _, r := range all {
		var b strings.Builder
		for i, c := range r {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if i >= 1 && i <= 5 { // numbers to the right
				b.WriteString(pad + c + "   ")
			} else {
				b.WriteString(c + pad + "   ")
			}
		}
		p.line(b.String())
	}
}

func (p *printer) details(x *judge.Judgement, o Options) {
	interesting := x.Outcome != judge.Within && x.Outcome != judge.NotComparable || x.SlowTail() || x.Errors.Differs || x.Tail != nil && x.Tail.Outcome == judge.Inconclusive
	if !o.Verbose && !interesting && x.Baseline == nil {
		return
	}
	p.line("")
	p.line(fmt.Sprintf("%s in %s: %s", x.Journey, x.Environment, x.Why))
	p.sparklines(x, o)
	if x.Documented && x.Reason != "" {
		p.line("  documented because: " + x.Reason)
	}
	if x.Baseline != nil {
		p.line(fmt.Sprintf("  since run %s: %s", x.Baseline.Run, x.Baseline.Words))
	}
	if x.SlowTail() {
		p.line("  " + x.Tail.Why)
		for _, n := range x.Tail.Shared {
			p.line("  " + n)
		}
	}
	if x.Errors.Differs {
		p.line("  " + x.Errors.Why)
		for _, n := range x.Errors.Causes {
			p.line("    " + n)
		}
	}
	for _, n := range x.Notes {
		p.line("  " + n)
	}
	if !o.Verbose {
		return
	}
	for _, q := range []struct {
		name     string
		ref, env judge.Estimate
	}{{"p90", x.RefP90, x.EnvP90}, {"p95", x.RefP95, x.EnvP95}, {"p99", x.RefP99, x.EnvP99}} {
		p.line(fmt.Sprintf("  %s %s in %s, %s in %s", q.name, q.ref.AtLeast(), x.Reference, q.env.AtLeast(), x.Environment))
	}
	p.line(fmt.Sprintf("  failed %d of %d in %s, %d of %d in %s (p %.3f)", x.Errors.Ref, x.Errors.RefN, x.Reference, x.Errors.Env, x.Errors.EnvN, x.Environment, x.Errors.P))
	for i, g := range x.Gap {
		if i == 5 || g.Share < 0.02 {
			break
		}
		p.line(fmt.Sprintf("  %3.0f %% of the gap: %s / %s, %s against %s", 100*g.Share, g.Step, g.Phase, words.Round(g.Env), words.Round(g.Ref)))
	}
}

func (p *printer) answers(j *judge.Judged) {
	if len(j.Answers) == 0 {
		return
	}
	p.line("")
	p.line("answers that differ")
	for i := range j.Answers {
		d := &j.Answers[i]
		p.line(fmt.Sprintf("  %s / %s  %s: %s", d.Journey, d.Step, words.Printable(d.Path), d.Words()))
	}
}

// Sparkline draws counts as bars of eight heights, in ASCII of four. What is not nothing is never drawn as nothing.
func Sparkline(counts []int, ascii bool) string {
	bars := []rune(" ▁▂▃▄▅▆▇█")
	if ascii {
		bars = []rune(" .:|#")
	}
	most := slices.Max(append(slices.Clone(counts), 1))
	var b strings.Builder
	for _, n := range counts {
		at := 0
		if n > 0 {
			at = max(1, n*(len(bars)-1)/most)
		}
		b.WriteRune(bars[at])
	}
	return b.String()
}

// sparklines draws both distributions of a journey below one another.
func (p *printer) sparklines(x *judge.Judgement, o Options) {
	d := x.Distribution
	if d == nil {
		return
	}
	width := max(utf8.RuneCountInString(x.Reference), utf8.RuneCountInString(x.Environment))
	p.line(fmt.Sprintf("  %-*s  %s  from %s", width, x.Reference, Sparkline(d.Ref, o.ASCII), words.Millis(d.Edges[0])))
	p.line(fmt.Sprintf("  %-*s  %s  to %s", width, x.Environment, Sparkline(d.Env, o.ASCII), words.Millis(d.Edges[len(d.Edges)-1])))
}
