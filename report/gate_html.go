package report

import (
	_ "embed"
	"io"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
)

//go:embed page/gate.tmpl
var gateTemplate string

// htmlGate is what the page of a gate shows.
type htmlGate struct {
	Decision, Class, Meaning string
	Todo                     []string
	Criteria                 []htmlCriterion
}

type htmlCriterion struct {
	Name, Status, Class, Glyph, Asks string
	Evidence                         []string
}

// gateHTML writes a gate as one page without scripts.
func gateHTML(w io.Writer, g *Gate) error {
	x := htmlGate{Decision: strings.ToUpper(string(g.Decision)), Class: map[audit.Decision]string{audit.NoGo: "failed", audit.Undecided: "incomplete"}[g.Decision]}
	x.Meaning = map[audit.Decision]string{
		audit.Go: "Every criterion is met.", audit.NoGo: "A criterion is not met.", audit.Undecided: "Something was not observed, or a person has to confirm it.",
	}[g.Decision]
	for _, t := range g.todo() {
		x.Todo = append(x.Todo, term.Line(t))
	}
	for i := range g.Criteria {
		c := &g.Criteria[i]
		row := htmlCriterion{Name: term.Line(c.Name), Status: string(c.Status), Asks: term.Line(c.Asks)}
		switch c.Status {
		case audit.Met:
			row.Class, row.Glyph = "acceptable", "✓"
		case audit.NotMet:
			row.Class, row.Glyph = "must-fix", "✗"
		default:
			row.Class, row.Glyph = "should-fix", "?"
		}
		for _, e := range c.Evidence {
			row.Evidence = append(row.Evidence, term.Line(e))
		}
		x.Criteria = append(x.Criteria, row)
	}
	p := plainPage{Title: "Release gate", Sub: g.At.UTC().Format(time.RFC3339), Data: x}
	if g.Project != "" {
		p.Title += ": " + term.Line(g.Project)
	}
	if g.Since != "" {
		p.Sub += ", since " + term.Line(g.Since)
	}
	return writePlain(w, p, gateTemplate)
}
