package overview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/theme"
)

// The lines of what to begin with: never fewer than leastFirst, and so many of one rule that they become one line.
const (
	leastFirst = 5
	alike      = 3
)

// first lists the findings to begin with, in order of harm. Where they do not all fit, those that one rule decided become one
// line with their number: of a thousand differences a person can read the twenty reasons.
func (s *Screen) first() {
	s.gap()
	if s.env.Catalog.Len() == 0 {
		switch r := s.env.Catalog.Result; {
		case r.Complete && len(r.Scores) == 0 && r.Summary.Compared == 0:
			s.still(cell.T(theme.Unsure, s.env.Theme.Glyphs.Unsure+" Nothing was compared. "+screen.NothingCompared(s.env)))
		case r.Complete:
			s.still(cell.T(theme.Okay, s.env.Theme.Glyphs.Okay+" The environments match."))
		default:
			s.still(cell.T(theme.Unsure, s.env.Theme.Glyphs.Unsure+" Nothing was found, but not everything was seen."))
		}
		return
	}
	todo := s.undecided()
	if len(todo) == 0 {
		s.title("Begin with")
		s.still(cell.T(theme.Okay, s.env.Theme.Glyphs.Okay+" Nothing is left to decide."))
		return
	}
	room := s.room()
	bunches := s.bunches(todo, room)
	s.title("Begin with")
	shown := 0
	for k, b := range bunches {
		if k == room-1 && len(bunches) > room {
			break
		}
		shown += len(b)
		s.items = append(s.items, s.bunch(todo, b))
	}
	if rest := len(todo) - shown; rest > 0 {
		s.items = append(s.items, item{
			line: cell.T(theme.Dim, fmt.Sprintf("%s %s more of %s", s.env.Theme.Glyphs.Ellipsis, screen.Number(rest), screen.Plural(len(todo), "finding"))), query: toDecide,
		})
	}
}

// toDecide is what nobody has decided yet.
const toDecide = "verdict:must,should is:open"

// room is how many lines there are for the findings, after what stands above and below them.
func (s *Screen) room() int {
	used := len(s.items) + 2
	if s.two() {
		used -= s.split
	}
	if n := len(s.env.Catalog.Result.Problems); n > 0 {
		used += min(n, maxProblems) + 2
	}
	return max(s.h-used, leastFirst)
}

// todo is what is undecided, kept while neither the result nor the decisions change: there may be many thousands.
type todo struct {
	of       *catalog.Catalog
	version  int
	findings []*rules.Finding
}

func (s *Screen) undecided() []*rules.Finding {
	if v := s.env.Decisions.Version(); s.todo.of != s.env.Catalog || s.todo.version != v {
		s.todo = todo{s.env.Catalog, v, s.find()}
	}
	return s.todo.findings
}

func (s *Screen) find() []*rules.Finding {
	var out []*rules.Finding
	for i := range s.env.Catalog.Result.Findings {
		f := s.env.Catalog.Finding(i)
		if f.Verdict == rules.Acceptable {
			break // sorted by harm
		}
		if !s.env.Decisions.Decided(f) {
			out = append(out, f)
		}
	}
	return out
}

// bunches returns the indexes of todo, line by line: each on its own when all fit, else those of one rule and verdict together.
func (s *Screen) bunches(todo []*rules.Finding, room int) [][]int {
	if len(todo) <= room {
		out := make([][]int, len(todo))
		for i := range todo {
			out[i] = []int{i}
		}
		return out
	}
	type kind struct {
		rule    string
		verdict rules.Verdict
	}
	count := map[kind]int{}
	for _, f := range todo {
		count[kind{f.Rule, f.Verdict}]++
	}
	together := func(f *rules.Finding) bool { return count[kind{f.Rule, f.Verdict}] >= alike }
	var out [][]int
	at := map[kind]int{}
	for i, f := range todo {
		k := kind{f.Rule, f.Verdict}
		if n, ok := at[k]; ok && together(f) {
			out[n] = append(out[n], i)
			continue
		}
		at[k] = len(out)
		out = append(out, []int{i})
	}
	return out
}

// bunch is the line of one finding, or of several that one rule decided.
func (s *Screen) bunch(todo []*rules.Finding, b []int) item {
	width := s.w - 2
	if s.two() {
		width = s.w - s.leftWidth() - 3
	}
	f := todo[b[0]]
	if len(b) == 1 {
		return item{line: s.finding(f, width), finding: f.Fingerprint}
	}
	glyph, _, tok := s.env.Theme.Verdict(f.Verdict)
	what := last(f.Drift.Path)
	for _, i := range b {
		if last(todo[i].Drift.Path) != what {
			what = ""
		}
	}
	switch {
	case what != "":
	case f.Drift.Path == "":
		what = f.Drift.Resource.Kind
	default:
		what = f.Rule[strings.LastIndexByte(f.Rule, '/')+1:]
	}
	l := cell.T(tok, glyph+" ").Add(theme.Strong, screen.Number(len(b))+" × ").Add(theme.Text, cell.CutMiddle(term.Clean(what, 60), max(width/4, 12)))
	why := f.Reason
	for _, i := range b {
		if todo[i].Reason != why {
			why = resources(todo, b)
			break
		}
	}
	verdict, _, _ := strings.Cut(string(f.Verdict), "-")
	return item{
		line:  l.Add(theme.Dim, "  "+cell.Cut(term.Clean(why, 300), max(width-l.Width()-2, 8))),
		query: "verdict:" + verdict + " rule:" + query.Exactly(f.Rule) + " is:open",
	}
}

// resources names the resources of some findings.
func resources(todo []*rules.Finding, b []int) string {
	var out []string
	for _, i := range b[:min(len(b), 12)] {
		if n := todo[i].Drift.Resource.Name; !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// finding tells one finding in a line: what, where, and in which way.
func (s *Screen) finding(f *rules.Finding, w int) cell.Line {
	glyph, _, tok := s.env.Theme.Verdict(f.Verdict)
	l := cell.T(tok, glyph+" ").Add(theme.Text, screen.ResourceName(f.Drift.Resource.Kind, f.Drift.Resource.Name, max(w*2/5, 12)))
	text := finding.Sentence(s.env, f)
	if note := screen.Note(f.Drift); note != "" && f.Drift.Kind != drift.Leaked && f.Drift.Kind != drift.Shared {
		text = note
	}
	if path := attribute(f.Drift); path != "" {
		text = path + ": " + text
	}
	return l.Add(theme.Dim, "  "+cell.Cut(term.Clean(text, 300), max(w-l.Width()-2, 8)))
}

// attribute is what a finding in one line calls its path.
func attribute(d *drift.Drift) string {
	if d.Collector == journeys.CollectorName {
		return d.Key // without the grade: "latency"
	}
	if column, ok := strings.CutPrefix(d.Path, "columns."); ok && d.Resource.Kind == "table" {
		return column // known by its name: "total.type"
	}
	return last(d.Path)
}

// last is the part of a path that names the attribute: what stands after the last dot outside brackets and quotes, or the
// quoted key at its end.
func last(path string) string {
	path = strings.TrimSuffix(path, ".value")
	if head, ok := strings.CutSuffix(path, `"]`); ok {
		if i := strings.LastIndex(head, `["`); i >= 0 {
			return head[i+2:]
		}
	}
	depth := 0
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case ']':
			depth++
		case '[':
			depth--
		case '.':
			if depth == 0 {
				return named(path[i+1:])
			}
		}
	}
	return named(path)
}

// named is the name in a segment such as env[name=DB_HOST], else the segment.
func named(segment string) string {
	if i := strings.Index(segment, "[name="); i >= 0 && strings.HasSuffix(segment, "]") {
		return segment[i+6 : len(segment)-1]
	}
	return segment
}
