package report

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Planned is what a plan makes of an environment and of its drifts.
type Planned struct {
	Environment  string          `json:"environment"`
	Source       string          `json:"source"`
	Replaces     string          `json:"replaces"`
	Changes      []PlannedChange `json:"changes"`
	Opens        []string        `json:"opens"`  // fingerprints of findings
	Closes       []Gone          `json:"closes"` // drifts that are there now and will not be
	Undetermined []Gone          `json:"untold"` // drifts of which nobody can tell before the plan is applied
}

// PlannedChange is one attribute, or one whole resource, that will be another.
type PlannedChange struct {
	Action   string   `json:"action"` // create, delete, change, known-after-apply
	Resource Resource `json:"resource"`
	Path     string   `json:"path"`
	Before   *Value   `json:"before,omitempty"`
	After    *Value   `json:"after,omitempty"`
}

// Gone is a drift that was there.
type Gone struct {
	Fingerprint string `json:"fingerprint"`
	Verdict     string `json:"verdict"`
	Kind        string `json:"kind"`
	Resource    string `json:"resource"`
	Path        string `json:"path"`
}

// opens lists the findings that plans open: what is new against what is there now.
func opens(r *audit.Result) []*rules.Finding {
	var out []*rules.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.State == rules.New {
			out = append(out, f)
		}
	}
	return out
}

// plannedOf turns the plans of a result into the report's document. All that opens stands with the first: which of several plans opened it
// is no question that has an answer.
func plannedOf(r *audit.Result) []Planned {
	var out []Planned
	for i := range r.Planned {
		p := &r.Planned[i]
		x := Planned{
			Environment: p.Environment, Source: p.Source, Replaces: p.Replaces, Changes: []PlannedChange{}, Opens: []string{},
			Closes: goneOf(p.Closed), Undetermined: goneOf(p.Undetermined),
		}
		if i == 0 {
			for _, f := range opens(r) {
				x.Opens = append(x.Opens, f.Fingerprint)
			}
		}
		for k := range p.Changes {
			c := &p.Changes[k]
			x.Changes = append(x.Changes, PlannedChange{Action: string(c.Action), Resource: resource(c.Resource), Path: c.Path, Before: plannedValue(c.Before), After: plannedValue(c.After)})
		}
		out = append(out, x)
	}
	return out
}

// plannedValue is one side of a change; what is not known before apply is unknown, never absent.
func plannedValue(n *snapshot.Node) *Value {
	switch {
	case n == nil:
		return nil
	case n.Kind == snapshot.Unknown:
		return &Value{State: "unknown", Why: firstOf(n.Text, "not resolved")}
	case n.Kind == snapshot.Secret:
		return &Value{State: "present", Secret: n.Text, Note: secretNote(n)}
	}
	return &Value{State: "present", Value: appendNode(nil, n)}
}

func goneOf(entries []rules.BaselineEntry) []Gone {
	out := []Gone{}
	for _, e := range entries {
		out = append(out, Gone{Fingerprint: e.Fingerprint, Verdict: string(e.Verdict), Kind: e.Kind, Resource: e.Resource, Path: e.Path})
	}
	return out
}

// plannedHead says what a plan is and does in a sentence.
func plannedHead(p *audit.Planned) string {
	var parts []string
	for _, x := range []struct {
		action          audit.Action
		one, many, says string
	}{
		{audit.Create, "thing", "things", "created"},
		{audit.Delete, "thing", "things", "deleted"},
		{audit.Change, "attribute", "attributes", "changed"},
		{audit.Later, "value", "values", "known after apply only"},
	} {
		if n := p.Count(x.action); n > 0 {
			parts = append(parts, plural(n, x.one, x.many)+" "+x.says)
		}
	}
	text := "nothing changes"
	if len(parts) > 0 {
		text = names.And(parts)
	}
	return fmt.Sprintf("%s as %s will make it, in the place of its source %s: %s", term.Line(p.Environment), term.Line(p.Source), term.Line(p.Replaces), text)
}

// changeText says one change in a line.
func changeText(c *audit.PlannedChange) string {
	text := resourceText(c.Resource)
	if c.Path == "" {
		return string(c.Action) + " " + text
	}
	text += ": " + term.Line(c.Path) + " "
	side := func(n *snapshot.Node) string {
		if n == nil {
			return "(absent)"
		}
		return nodeText(n, -1)
	}
	if c.Action == audit.Later {
		return text + side(c.Before) + " → (known after apply)"
	}
	return text + side(c.Before) + " → " + side(c.After)
}

// entryText names a drift of which only its entry is left.
func entryText(e *rules.BaselineEntry) string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Verdict, term.Line(e.Resource), term.Line(e.Path)))
}

// plannedPart is one list of what a plan does.
type plannedPart struct {
	title string
	lines []string
	most  int // how many are shown unless everything is asked for
}

// plannedParts lists what plans do, for people: to drifts first, as that is the question.
func plannedParts(r *audit.Result) []plannedPart {
	var closed, undetermined, opened, changed plannedPart
	for _, f := range opens(r) {
		opened.lines = append(opened.lines, string(f.Verdict)+": "+title(f.Drift)+" "+kindText(f.Drift.Kind)+" ["+f.Fingerprint+"]")
	}
	for i := range r.Planned {
		p := &r.Planned[i]
		for k := range p.Closed {
			closed.lines = append(closed.lines, entryText(&p.Closed[k]))
		}
		for k := range p.Undetermined {
			undetermined.lines = append(undetermined.lines, entryText(&p.Undetermined[k]))
		}
		for k := range p.Changes {
			changed.lines = append(changed.lines, changeText(&p.Changes[k]))
		}
	}
	opened.title, closed.title = "opens "+plural(len(opened.lines), "drift", "drifts"), "closes "+plural(len(closed.lines), "drift", "drifts")
	undetermined.title = "of " + plural(len(undetermined.lines), "drift", "drifts") + " nobody can tell before it is applied"
	changed.title = "what changes"
	opened.most, closed.most, undetermined.most, changed.most = 50, 20, 20, 20
	out := []plannedPart{opened, closed}
	for _, p := range []plannedPart{undetermined, changed} {
		if len(p.lines) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// shown cuts the list of a part.
func (p *plannedPart) shown(all bool) (lines []string, rest int) {
	if all || len(p.lines) <= p.most {
		return p.lines, 0
	}
	return p.lines[:p.most], len(p.lines) - p.most
}

// planned writes what plans do, above the findings.
func (t *textWriter) planned() {
	if len(t.r.Planned) == 0 {
		return
	}
	for i := range t.r.Planned {
		t.wrapped("", plannedHead(&t.r.Planned[i]), plainly)
	}
	for _, p := range plannedParts(t.r) {
		t.line("  %s", t.paint("1", p.title))
		lines, rest := p.shown(t.o.All)
		for _, l := range lines {
			t.wrapped("    ", l, plainly)
		}
		if rest > 0 {
			t.line("    and %s; --all lists them", plural(rest, "more", "more"))
		}
	}
	t.line("")
}

// planned writes what plans do, above the findings.
func (m *markdownWriter) planned() {
	if len(m.r.Planned) == 0 {
		return
	}
	m.line("## Before apply\n")
	for i := range m.r.Planned {
		m.line("%s.\n", bounded(term.Markdown(plannedHead(&m.r.Planned[i])), 500))
	}
	for _, p := range plannedParts(m.r) {
		m.line("<details><summary>%s</summary>\n", p.title)
		lines, rest := p.shown(m.o.All)
		for _, l := range lines {
			m.line("- %s", bounded(term.Markdown(l), 300))
		}
		if rest > 0 {
			m.line("- and %s", plural(rest, "more", "more"))
		}
		m.line("\n</details>\n")
	}
}

// htmlPlanned is what plans do, for the page.
type htmlPlanned struct {
	Heads []string
	Parts []htmlPlannedPart
}

type htmlPlannedPart struct {
	Title string
	Lines []string
}

func htmlPlannedOf(r *audit.Result) htmlPlanned {
	var out htmlPlanned
	for i := range r.Planned {
		out.Heads = append(out.Heads, plannedHead(&r.Planned[i]))
	}
	if len(out.Heads) > 0 {
		for _, p := range plannedParts(r) {
			out.Parts = append(out.Parts, htmlPlannedPart{capitalised(p.title), p.lines})
		}
	}
	return out
}

// plainly leaves a line as it is.
func plainly(s string) string { return s }
