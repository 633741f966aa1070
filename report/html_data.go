package report

import (
	"slices"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
)

// htmlMatrix is things by environments. Its rows are the first of those in which something differs.
type htmlMatrix struct {
	Rows      []htmlRow
	All, Odds int // how many things there are, and in how many something differs
}

type htmlRow struct {
	Resource, Pillar string
	Cells            []htmlCell
}

// htmlCell is a thing in an environment: a class, and the same in words.
type htmlCell struct{ Class, Text string }

func htmlMatrixOf(r *audit.Result) htmlMatrix {
	out := htmlMatrix{All: len(r.Grid)}
	ref := slices.Index(namesOf(r), r.Reference)
	for i := range r.Grid {
		row := htmlRowOf(&r.Grid[i], ref)
		if !odd(row) {
			continue
		}
		if out.Odds++; out.Odds <= htmlRows {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

func odd(row htmlRow) bool {
	return slices.ContainsFunc(row.Cells, func(c htmlCell) bool { return c.Class != "same" && c.Class != "own" && c.Class != "ref" })
}

func htmlRowOf(row *drift.Row, ref int) htmlRow {
	out := htmlRow{Resource: resourceText(row.Resource), Pillar: string(row.Pillar)}
	for e := range row.Cells {
		out.Cells = append(out.Cells, cellOf(&row.Cells[e], e == ref))
	}
	return out
}

func cellOf(c *drift.RowCell, ref bool) htmlCell {
	switch {
	case c.State == drift.UnknownState:
		return htmlCell{"unknown", "? not observed"}
	case c.State == drift.AbsentState:
		return htmlCell{"absent", "− absent"}
	case ref:
		return htmlCell{"ref", "• present"}
	case c.Drifts > 0:
		return htmlCell{"differs", "≠ " + Count(c.Drifts)}
	case c.Equiv > 0:
		return htmlCell{"own", "≈ own names"}
	}
	return htmlCell{"same", "= same"}
}

// htmlData is what the script of the page reads: all findings and all rows of the matrix. Texts stand once, and are named by their place in Texts,
// where the first is empty: of twenty thousand findings most share their rule, reason, hint and much more.
type htmlData struct {
	Environments []string `json:"environments"`
	Columns      []string `json:"columns"`
	Texts        []string `json:"texts"`
	Findings     [][]any  `json:"findings"` // in the order of Columns
	Matrix       [][]any  `json:"matrix"`   // thing, pillar, then class and text of each cell
}

// packer gives each text a number.
type packer struct {
	texts []string
	at    map[string]int
}

func (p *packer) text(s string) int {
	if n, ok := p.at[s]; ok {
		return n
	}
	p.at[s] = len(p.texts)
	p.texts = append(p.texts, s)
	return len(p.texts) - 1
}

func (p *packer) list(all []string) []int {
	out := make([]int, len(all))
	for i, s := range all {
		out[i] = p.text(s)
	}
	return out
}

func packed(r *audit.Result, findings []htmlFinding) htmlData {
	p := &packer{at: map[string]int{}}
	p.text("")
	out := htmlData{
		Environments: []string{}, Findings: make([][]any, 0, len(findings)), Matrix: make([][]any, 0, len(r.Grid)),
		Columns: []string{
			"fingerprint", "verdict", "state", "kind", "pillar", "source", "resource", "path", "reason", "hint", "rule", "owner", "compensation", "waiver",
			"storyKind", "story", "risk", "differ", "sides", "signs", "notes", "places", "task", "links",
		},
	}
	for _, name := range namesOf(r) {
		out.Environments = append(out.Environments, term.Line(name))
	}
	for i := range findings {
		out.Findings = append(out.Findings, p.finding(&findings[i]))
	}
	ref := slices.Index(namesOf(r), r.Reference)
	for i := range r.Grid {
		row := htmlRowOf(&r.Grid[i], ref)
		cells := []any{p.text(row.Resource), p.text(row.Pillar)}
		for _, c := range row.Cells {
			cells = append(cells, p.text(c.Class), p.text(c.Text))
		}
		out.Matrix = append(out.Matrix, cells)
	}
	out.Texts = p.texts
	return out
}

func (p *packer) finding(f *htmlFinding) []any {
	out := make([]any, 0, 24)
	for _, s := range []string{
		f.Fingerprint, f.Verdict, f.State, f.Kind, f.Pillar, f.Source, f.Resource, f.Path, f.Reason, f.Hint, f.Rule, f.Owner, f.Compensation, f.Waiver,
		f.StoryKind, f.Story, f.Risk,
	} {
		out = append(out, p.text(s))
	}
	differ := f.Differ
	if differ == nil {
		differ = []int{}
	}
	sides := make([][]int, len(f.Sides))
	for i, s := range f.Sides {
		sides[i] = p.list([]string{s.State, s.Text, s.Source, s.Since, s.Mark, s.Stands, s.Word})
	}
	signs := make([][]int, len(f.Signs))
	for i, s := range f.Signs {
		signs[i] = p.list([]string{s.Weight, s.Text})
	}
	task, done := make([]int, len(f.Task)), taskDone(f.Fingerprint)
	for i, line := range f.Task {
		task[i] = taskDoneLine
		if line != done {
			task[i] = p.text(line)
		}
	}
	return append(out, differ, sides, signs, p.list(f.Notes), p.list(f.Places), task, p.list(f.Links))
}

// taskDoneLine stands for the one line of a task that is another in every finding.
const taskDoneLine = -1
