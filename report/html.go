package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

//go:embed html.tmpl
var htmlTemplate string

// htmlView is what the page shows, ready to be escaped by the template.
type htmlView struct {
	Project, Date, Version, Headline, Conclusion, Reference, Compared string
	Environments                                                      []string
	Sections                                                          []htmlSection
	Scores                                                            []htmlScore
	Unobserved                                                        []audit.Outcome
	Problems                                                          []string
	Journeys                                                          []htmlJourney
}

type htmlSection struct {
	Verdict  string
	Glyph    string
	Open     bool
	Findings []htmlFinding
}

type htmlFinding struct {
	Resource, Path, Kind, Reason, Hint, Rule, Fingerprint, Owner, State, Story, Risk string
	Places                                                                           []string
	Sides                                                                            []htmlSide
}

type htmlSide struct{ Environment, State, Text, Source string }

type htmlScore struct{ Environment, Pillar, Value string }

// HTML writes the result as one page that needs no network and no script.
func HTML(w io.Writer, r *audit.Result, o Options) error {
	t, err := template.New("report").Funcs(template.FuncMap{"count": Count}).Parse(htmlTemplate)
	if err != nil {
		return err
	}
	v := htmlView{
		Project: term.Line(r.Project), Date: r.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"), Version: o.Version,
		Headline: headline(r), Conclusion: capitalised(r.Conclude(o.FailOn).String()), Reference: term.Line(r.Reference), Compared: compared(r),
	}
	v.Journeys = htmlJourneys(r)
	for _, name := range namesOf(r) {
		v.Environments = append(v.Environments, term.Line(name))
	}
	for _, s := range []struct {
		v     rules.Verdict
		glyph string
	}{{rules.MustFix, "✗"}, {rules.ShouldFix, "!"}, {rules.Acceptable, "✓"}} {
		section := htmlSection{Verdict: string(s.v), Glyph: s.glyph, Open: s.v == rules.MustFix}
		for i := range r.Findings {
			if r.Findings[i].Verdict == s.v {
				section.Findings = append(section.Findings, htmlFindingOf(&r.Findings[i], v.Environments))
			}
		}
		v.Sections = append(v.Sections, section)
	}
	for _, s := range r.Scores {
		pillar := string(s.Pillar)
		if pillar == "" {
			pillar = "overall"
		}
		v.Scores = append(v.Scores, htmlScore{term.Line(s.Environment), pillar, percent(s.Value)})
	}
	for _, name := range unseen(r) {
		v.Scores = append(v.Scores, htmlScore{term.Line(name), "overall", notSeen})
	}
	for _, out := range r.Outcomes {
		if out.Status != snapshot.Complete {
			out.Error, out.Source, out.Collector = term.Sanitize(out.Error), term.Line(out.Source), term.Line(out.Collector)
			v.Unobserved = append(v.Unobserved, out)
		}
	}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, term.Sanitize(p))
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := t.Execute(b, v); err != nil {
		return err
	}
	return b.Flush()
}

func htmlFindingOf(f *rules.Finding, envs []string) htmlFinding {
	d := f.Drift
	out := htmlFinding{
		Resource: resourceText(d.Resource), Path: term.Line(d.Path), Kind: kindText(d.Kind), Reason: term.Line(f.Reason), Hint: term.Line(f.Hint),
		Rule: term.Line(f.Rule), Fingerprint: f.Fingerprint, Owner: term.Line(f.Owner), Places: placesText(d, envs),
	}
	if f.State != rules.New {
		out.State = string(f.State)
	}
	if s := d.Story; s != nil && !strings.Contains(f.Reason, s.Text) {
		out.Story = term.Line(s.Text)
	}
	if f.Risk > 0 {
		out.Risk = fmt.Sprintf("%.2f", f.Risk)
	}
	texts := sidesText(d.Path, d.Sides)
	for i := range d.Sides {
		if i < len(envs) {
			out.Sides = append(out.Sides, htmlSide{envs[i], string(d.Sides[i].State), texts[i], sourceText(d.Sides[i].Source)})
		}
	}
	return out
}
