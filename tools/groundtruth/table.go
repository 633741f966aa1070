package groundtruth

import (
	"fmt"
	"io"
	"strings"
)

// Tally is what an audit of one system left of its differences.
type Tally struct {
	System                         string
	Compared, Raw, Equivalent      int
	Unknown                        int
	MustFix, ShouldFix, Acceptable int
}

// tally counts a report. Raw differences are what is not identical, nor unknown.
func tally(name string, r *report) Tally {
	s := &r.Summary
	return Tally{
		System: name, Compared: s.Compared, Raw: s.Compared - s.Identical - s.Unknown, Equivalent: s.Equivalent, Unknown: s.Unknown,
		MustFix: s.MustFix, ShouldFix: s.ShouldFix, Acceptable: s.Acceptable,
	}
}

// Told is what a person is asked to read.
func (t Tally) Told() int { return t.MustFix + t.ShouldFix }

// Silent is the share of raw differences that is no must-fix or should-fix finding, in per cent.
func (t Tally) Silent() int {
	if t.Raw == 0 {
		return 100
	}
	return (200*(t.Raw-t.Told()) + t.Raw) / (2 * t.Raw)
}

func (t Tally) plus(o Tally) Tally {
	return Tally{
		t.System, t.Compared + o.Compared, t.Raw + o.Raw, t.Equivalent + o.Equivalent, t.Unknown + o.Unknown,
		t.MustFix + o.MustFix, t.ShouldFix + o.ShouldFix, t.Acceptable + o.Acceptable,
	}
}

// Table writes the systems as a Markdown table, with their sum.
func Table(w io.Writer, list []Tally) {
	row := func(cells ...string) { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }
	row("system", "raw", "equivalent", "must-fix", "should-fix", "acceptable", "silent")
	row("---", "---", "---", "---", "---", "---", "---")
	all := Tally{System: "all"}
	for i, t := range append(list, all) {
		if i == len(list) {
			t = all
		}
		all = all.plus(t)
		row(t.System, thousands(t.Raw), thousands(t.Equivalent), thousands(t.MustFix), thousands(t.ShouldFix), thousands(t.Acceptable), fmt.Sprintf("%d %%", t.Silent()))
	}
	fmt.Fprintf(w, "\n%d systems, %s attributes compared, %s unknown\n", len(list), thousands(all.Compared), thousands(all.Unknown))
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
