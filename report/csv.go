package report

import (
	"encoding/csv"
	"io"
	"regexp"
	"strconv"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// CSV writes a row for every place of every finding, for spreadsheets (RFC 4180). Rows of one finding share its fingerprint; "place" counts
// them from 1. A cell that a spreadsheet would take for a formula begins with an apostrophe.
func CSV(w io.Writer, r *audit.Result, _ Options) error {
	c := csv.NewWriter(w)
	head := []string{
		"fingerprint", "place", "verdict", "state", "kind", "pillar", "collector", "resource_kind", "resource", "scope", "path",
		"rule", "reason", "hint", "owner", "risk", "story",
	}
	envs := namesOf(r)
	for _, e := range envs {
		head = append(head, "value_"+e, "source_"+e)
	}
	rows := [][]string{head}
	for i := range r.Findings {
		f := &r.Findings[i]
		d := f.Drift
		rows = append(rows, csvRow(f, 1, d.Kind, d.Resource, d.Path, d.Story, d.Sides, len(envs)))
		for k := range d.Places {
			p := &d.Places[k]
			rows = append(rows, csvRow(f, k+2, p.Of(d).Kind, p.Resource, p.Path, p.Story, p.Sides, len(envs)))
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = csvCell(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func csvRow(f *rules.Finding, place int, kind drift.Kind, res drift.ResourceRef, path string, story *drift.Story, sides []drift.Side, envs int) []string {
	row := []string{
		f.Fingerprint, strconv.Itoa(place), string(f.Verdict), string(f.State), string(kind), string(f.Drift.Pillar), f.Drift.Collector,
		res.Kind, res.Name, res.Scope, path, f.Rule, f.Reason, f.Hint, f.Owner, strconv.FormatFloat(f.Risk, 'f', 4, 64), "",
	}
	if story != nil {
		row[len(row)-1] = string(story.Kind)
	}
	for i := range envs {
		value, source := "", ""
		if i < len(sides) {
			value, source = sideText(path, &sides[i]), sourceText(sides[i].Source)
		}
		row = append(row, value, source)
	}
	return row
}

// csvFormula finds where a spreadsheet could begin to compute: at the beginning of a cell, blanks before it or not, and after a semicolon, which
// parts cells where the comma is the decimal sign. Wide forms of the signs count as the signs do.
var csvFormula = regexp.MustCompile(`(^|;)(\s*)([=+\-@|%＝＋－＠])`)

// csvCell makes foreign text one line that no spreadsheet computes.
func csvCell(s string) string { return csvFormula.ReplaceAllString(term.Line(s), "$1'$2$3") }
