package tuitest

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Nasty are texts that break careless terminal programs.
func Nasty() []string {
	return []string{
		"\x1b[2J\x1b[H\x1b]0;owned\a", "\x1b]52;c;aGFja2Vk\a", "\u009b31mred\u009b0m", "nul\x00nul", "bell\a\b\b\bback", "\r\nsplit\r\nline", "tab\tand\vvt\f",
		"\u202egnp.exe\u202c", "\u2066isolate\u2069", "zero\u200bwidth\u200e\ufeff", "bad\xff\xfe\xc3utf8", "漢字仮名交じり文のとても長い値です", "👨‍👩‍👧‍👦🏳️‍🌈👩🏽‍💻", "e\u0301\u0302\u0303\u0304combining",
		"العربية و עברית mixed", strings.Repeat("\u0301", 400), "", " ", strings.Repeat("x", 300), "🇩🇪🇫🇷flags", "\U000e0041tags", "a\u2028b\u2029c", "\u061cmarks", "ก็ไทย", "𝕬𝖇𝖈",
	}
}

// Hostile returns an audit in which every text is nasty: names, paths, values, reasons, errors; with a megabyte string, a list of
// 10,000 elements and a tree 200 deep.
func Hostile() *audit.Result { return hostile(100_000, 10_000) }

// HostileSmall is Hostile with shorter texts and lists, for what runs many times.
func HostileSmall() *audit.Result { return hostile(1000, 300) }

func hostile(mega10, elements int) *audit.Result {
	r := Empty()
	nasty := Nasty()
	pick := func(i int) string { return nasty[i%len(nasty)] }
	for i := range r.Environments {
		r.Environments[i].Purpose = pick(i)
	}
	r.Project = pick(0)
	r.Problems = nasty
	r.Outcomes[0].Status, r.Outcomes[0].Error = snapshot.Failed, strings.Join(nasty, "\n")
	r.Complete = false
	mega := strings.Repeat("\x1b[31mm\u202e漢", mega10)
	list := snapshot.Node{Kind: snapshot.List}
	other := snapshot.Node{Kind: snapshot.List}
	for i := range elements {
		list.Children = append(list.Children, snapshot.Node{Kind: snapshot.String, Text: fmt.Sprint(i)})
		other.Children = append(other.Children, snapshot.Node{Kind: snapshot.String, Text: fmt.Sprint(i % (elements - 1))})
	}
	deep, deep2 := str("end", "a"), str("end", "b")
	for i := range 200 {
		deep = snapshot.Node{Kind: snapshot.Map, Key: pick(i), Children: []snapshot.Node{deep}}
		deep2 = snapshot.Node{Kind: snapshot.Map, Key: pick(i), Children: []snapshot.Node{deep2}}
	}
	sides := [][]drift.Side{
		{Value(mega, 0, "f", 1), Value(mega+"x", 1, "f", 2), Value("short", 2, "f", 3)},
		{Value(strings.Repeat("line\n", mega10/2), 0, "f", 1), Value(strings.Repeat("line\n", mega10/2-1)+"odd\n", 1, "f", 2), Absent()},
		{Tree(list, 0, "f", 1), Tree(other, 1, "f", 1), Tree(list, 0, "f", 1)},
		{Tree(deep, 0, "f", 1), Tree(deep2, 1, "f", 1), Unknown(mega)},
		{Tree(list, 0, "f", 1), Value("not a list", 1, "f", 1), Absent()},
		{Absent(), Absent(), Absent()},
		{},
		{Value("one side only", 0, "", 0)},
		{{State: drift.Present, Text: mega}, {State: drift.Present}, {State: "odd"}},
	}
	kinds := []drift.Kind{drift.Changed, drift.Missing, drift.Extra, drift.Leaked, drift.Shared, drift.TypeChanged, drift.Misspelt, "unheard-of"}
	for i := range 160 {
		d := &drift.Drift{
			Kind: kinds[i%len(kinds)], Pillar: snapshot.Pillar(pick(i + 1)), Collector: pick(i), Path: pick(i + 2), Split: pick(i + 3), Cause: pick(i + 4), Confident: 0.5,
			Resource: drift.ResourceRef{Kind: pick(i + 5), Name: pick(i + 6), Scope: pick(i + 7)},
		}
		if i < len(sides)*3 {
			d.Sides = append([]drift.Side(nil), sides[i%len(sides)]...)
		} else {
			d.Sides = []drift.Side{Value(pick(i), 0, pick(i), i), Value(pick(i+1), 1, pick(i+1), i), Value(pick(i), 0, pick(i+2), i)}
			d.Sides[1].Word, d.Sides[1].WordOf = pick(i+1), pick(i)
		}
		d.Facts.Notes = []string{pick(i), mega}
		if i%3 == 0 {
			d.Places = []drift.Place{{Resource: d.Resource, Path: mega}, {Path: pick(i)}}
		}
		r.Findings = append(r.Findings, rules.Finding{
			Fingerprint: fp(1000 + i), Drift: d, Verdict: []rules.Verdict{rules.MustFix, rules.ShouldFix, rules.Acceptable, "odd"}[i*4/160], State: rules.New,
			Rule: pick(i), Reason: mega, Hint: pick(i), Owner: pick(i + 8), Compensation: pick(i), Notes: nasty,
			Waiver: &rules.WaiverRef{Name: pick(i), Owner: pick(i + 1), Reason: mega, File: pick(i), Expired: i%2 == 0},
		})
		row := drift.Row{Resource: d.Resource}
		for range i % 5 {
			row.Cells = append(row.Cells, drift.RowCell{State: drift.Present, Drifts: i % 4})
		}
		r.Grid = append(r.Grid, row)
		r.Vocabulary = append(r.Vocabulary, drift.Word{Environment: pick(i), Word: pick(i + 1), Example: mega})
	}
	count(r)
	return r
}
