package past

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// moment is an audit with what came and went since the one before.
type moment struct {
	screen.Point
	now        bool // today's audit
	first      bool // there is none before it
	came, went []screen.Found
}

// moments lists the audits, the newest first: today's, then earlier ones.
func moments(points []screen.Point, today screen.Point) []moment {
	var out []moment
	var before []screen.Found
	for i, p := range append(slices.Clone(points), today) {
		m := moment{Point: p, now: i == len(points), first: i == 0}
		if !m.first {
			m.came, m.went = beyond(p.Found, before), beyond(before, p.Found)
		}
		before = p.Found
		out = append(out, m)
	}
	slices.Reverse(out)
	return out
}

// beyond returns what list has and other lacks.
func beyond(list, other []screen.Found) []screen.Found {
	known := make(map[string]bool, len(other))
	for i := range other {
		known[other[i].Fingerprint] = true
	}
	var out []screen.Found
	for i := range list {
		if !known[list[i].Fingerprint] {
			out = append(out, list[i])
		}
	}
	return out
}

// today is the audit that the program shows.
func (s *Screen) today() screen.Point {
	r := s.env.Catalog.Result
	p := screen.Point{At: r.GeneratedAt, MustFix: r.Summary.MustFix, ShouldFix: r.Summary.ShouldFix, Found: screen.FoundIn(r.Findings)}
	n := 0
	for i := range r.Scores {
		if r.Scores[i].Pillar == "" {
			p.Score += r.Scores[i].Value
			n++
		}
	}
	p.Score /= float64(max(n, 1))
	return p
}

// build makes the lines.
func (s *Screen) build() {
	s.times = nil
	s.list.Clear()
	if len(s.points) > 0 {
		s.times = moments(s.points, s.today())
	}
	for i := range s.times {
		s.list.Add(screen.RowLine{Row: i, Text: s.row(i)})
		if s.list.Open(i) {
			s.changes(i)
		}
	}
	s.list.SetHeight(s.h - len(s.head()))
}

// The widths of the columns.
const (
	whenW, scoreW, numberW = 17, 8, 7
	roomy                  = 90 // from here on the label stands beside the numbers, in cells
)

// head is the course of the score as a line, and the heads of the columns.
func (s *Screen) head() []cell.Line {
	if len(s.times) == 0 {
		return []cell.Line{{}}
	}
	oldest, newest := s.times[len(s.times)-1], s.times[0]
	course := cell.T(theme.Dim, "  parity ").Add(theme.Accent, s.spark()).Add(theme.Text, fmt.Sprintf("  %s → %s", percent(oldest.Score), percent(newest.Score))).
		Add(theme.Dim, " since "+oldest.At.UTC().Format("2006-01-02")+", by the rules of today")
	return []cell.Line{course, {}, cell.T(theme.Dim, "   "+cell.Fit("WHEN", whenW)+cell.FitRight("PARITY", scoreW)+cell.FitRight("MUST", numberW)+cell.FitRight("SHOULD", numberW)+
		cell.FitRight("CAME", numberW)+cell.FitRight("WENT", numberW))}
}

// spark draws the scores, oldest first.
func (s *Screen) spark() string {
	signs := s.env.Theme.Glyphs.Spark
	lo, hi := 1.0, 0.0
	for i := range s.times {
		lo, hi = min(lo, s.times[i].Score), max(hi, s.times[i].Score)
	}
	var b strings.Builder
	for _, m := range slices.Backward(s.times) {
		i := len(signs) - 1
		if hi > lo {
			i = int((m.Score - lo) / (hi - lo) * float64(len(signs)-1))
		}
		b.WriteString(signs[i])
	}
	return b.String()
}

func percent(v float64) string { return fmt.Sprintf("%.1f%%", v*100) }

// row is a time in one line.
func (s *Screen) row(i int) cell.Line {
	m, g := &s.times[i], &s.env.Theme.Glyphs
	sign := g.Closed
	switch {
	case len(m.came)+len(m.went) == 0:
		sign = g.Leaf
	case s.list.Open(i):
		sign = g.Open
	}
	when := m.At.UTC().Format("2006-01-02 15:04")
	if m.now {
		when = "now"
	}
	came, went := "", ""
	if !m.first {
		came, went = screen.Number(len(m.came)), screen.Number(len(m.went))
	}
	l := cell.T(theme.Dim, sign+" ").Add(theme.Text, cell.Fit(when, whenW)+cell.FitRight(percent(m.Score), scoreW)).
		Add(quiet(theme.Must, m.MustFix), cell.FitRight(screen.Number(m.MustFix), numberW)).Add(quiet(theme.Should, m.ShouldFix), cell.FitRight(screen.Number(m.ShouldFix), numberW)).
		Add(quiet(theme.Warn, len(m.came)), cell.FitRight(came, numberW)).Add(quiet(theme.Okay, len(m.went)), cell.FitRight(went, numberW))
	if m.Label != "" && s.w >= roomy {
		l = l.Add(theme.Strong, "  "+term.Clean(m.Label, 60))
	}
	return l
}

// quiet is a token for a number, a quiet one for zero.
func quiet(tok theme.Token, n int) theme.Token {
	if n == 0 {
		return theme.Dim
	}
	return tok
}

// changes adds what came and went at a time.
func (s *Screen) changes(i int) {
	m := &s.times[i]
	if m.Label != "" && s.w < roomy {
		s.list.Add(screen.RowLine{Row: i, Text: cell.T(theme.Strong, "    "+term.Clean(m.Label, 60))})
	}
	for _, x := range []struct {
		word string
		tok  theme.Token
		list []screen.Found
	}{{"came", theme.Warn, m.came}, {"went", theme.Okay, m.went}} {
		for k := range x.list {
			s.list.Add(s.change(i, x.word, x.tok, &x.list[k]))
		}
	}
	if len(m.came)+len(m.went) == 0 {
		text := "nothing came or went since the audit before"
		if m.first {
			text = "there is no audit before it"
		}
		s.list.Add(screen.RowLine{Row: i, Text: cell.T(theme.Dim, "    "+text)})
	}
}

// change is one finding that came or went. One that is still there can be opened.
func (s *Screen) change(i int, word string, tok theme.Token, f *screen.Found) screen.RowLine {
	g := &s.env.Theme.Glyphs
	sign := cell.T(theme.Should, g.Should+" ")
	if f.Verdict == rules.MustFix {
		sign = cell.T(theme.Must, g.Must+" ")
	}
	where := strings.TrimSpace(term.Clean(f.Kind, 40) + " " + term.Clean(f.Resource, 200) + " " + term.Clean(f.Path, 300))
	out := screen.RowLine{Row: i, Text: cell.T(tok, "    "+cell.Fit(word, 6)).Append(sign).Add(theme.Text, where)}
	if s.env.Catalog.Index(f.Fingerprint) >= 0 {
		out.Of = f.Fingerprint
	} else if !s.times[i].now && word == "came" {
		out.Text = out.Text.Add(theme.Dim, "  (gone since)")
	}
	return out
}
