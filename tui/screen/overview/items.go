package overview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// rebuild makes the lines anew.
func (s *Screen) rebuild() {
	s.items = s.items[:0]
	if s.env.Loading {
		s.loading()
		s.wasLoading = true
	} else {
		if s.wasLoading {
			s.wasLoading = false
			s.list.Top()
		}
		s.scores()
		s.split = len(s.items)
		if !s.two() {
			s.gap()
		}
		s.counts()
		s.first()
		s.problems()
		if s.short() {
			s.gap()
			s.title("By pillar")
			s.pillars(snapshot.Pillars())
		}
	}
	s.list.SetLen(len(s.items))
	s.list.SetHeight(s.h)
	if s.two() {
		s.list.SetHeight(len(s.items))
	}
	s.list.Set(s.settle(s.list.Cursor(), 1, 0))
}

func (s *Screen) still(l cell.Line) { s.items = append(s.items, item{line: l, still: true}) }

func (s *Screen) gap() { s.still(cell.Line{}) }

func (s *Screen) title(text string) { s.still(cell.T(theme.Strong, text)) }

// loading tells how far the sources are, each in a line: nothing else is known yet.
func (s *Screen) loading() {
	done, bad, all := s.env.Live.Count()
	s.gap()
	s.title("Collecting")
	text := "Asking the sources."
	if all > 0 {
		text = fmt.Sprintf("%s %s in. Findings appear with the reference and a second environment.", names.Of(done, all, "source"), names.Verb(done, "is", "are"))
	}
	for _, l := range cell.Wrap(text, max(s.w-4, 10), 0) {
		s.still(cell.T(theme.Dim, l))
	}
	if bad > 0 {
		s.still(cell.T(theme.Unsure, s.env.Theme.Glyphs.Unsure+" "+screen.Plural(bad, "source")+" could not be read wholly. "+s.env.Key(screen.GoSources)+" shows why."))
	}
	s.gap()
	env := ""
	for _, i := range s.env.Live.Order(s.env.Catalog.Envs) {
		src := &s.env.Live.Sources[i]
		if src.Environment != env {
			env = src.Environment
			s.items = append(s.items, item{line: cell.T(theme.Strong, term.Clean(env, 60)), goTo: "sources"})
		}
		s.still(cell.T(theme.Text, "  ").Append(screen.SourceLine(s.env, src, min(s.w-6, 110))))
	}
	s.split = len(s.items)
}

// scores is the table of pillars by pairs.
func (s *Screen) scores() {
	r := s.env.Catalog.Result
	envs := s.others()
	s.title("In parity with " + term.Clean(nameOr(r.Reference, "the reference"), 30))
	if len(r.Scores) == 0 || len(envs) == 0 {
		s.still(cell.T(theme.Dim, "nothing was compared"))
		return
	}
	shown, col := s.shown()
	head := cell.T(theme.Dim, cell.Spaces(label))
	for _, e := range shown {
		head = head.Add(theme.Dim, cell.Fit(term.Clean(e, 40), col))
	}
	s.still(head)
	if s.short() {
		s.pillars([]snapshot.Pillar{""})
	} else {
		s.pillars(append([]snapshot.Pillar{""}, snapshot.Pillars()...))
	}
	if n := len(envs) - len(shown); n > 0 {
		s.still(cell.T(theme.Dim, fmt.Sprintf("%s on a wider terminal; %s shows %s", screen.Plural(n, "more environment"), s.env.Key(screen.GoMatrix), names.Verb(n, "it", "them"))))
	}
	s.fidelity()
	s.trendLine()
}

// fidelity says how far the data of databases is from the reference's.
func (s *Screen) fidelity() {
	r := s.env.Catalog.Result
	if len(r.Fidelity) == 0 {
		return
	}
	width := s.w
	if s.two() {
		width = s.leftWidth()
	}
	s.gap()
	s.title("Data beside " + term.Clean(nameOr(r.Reference, "the reference"), 30))
	for i := range r.Fidelity {
		f := &r.Fidelity[i]
		head := cell.Fit(term.Clean(f.Environment, 40), label)
		for n, text := range cell.Wrap(f.Says(), max(width-label-3, 20), 0) {
			if n > 0 {
				head = cell.Spaces(label)
			}
			s.items = append(s.items, item{line: cell.T(theme.Dim, head).Add(theme.Text, text), query: "type:table path:rows"})
		}
	}
}

// label is the width of the pillars' names.
const label = 16

// shown are the environments that have a column, and its width.
func (s *Screen) shown() (envs []string, col int) {
	width := s.w
	if s.two() {
		width = s.leftWidth()
	}
	all := s.others()
	envs = all[:min(len(all), max((width-label-3)/13, 1))]
	return envs, min((width-label-3)/max(len(envs), 1), 26)
}

func (s *Screen) pillars(ps []snapshot.Pillar) {
	shown, col := s.shown()
	for _, p := range ps {
		s.scoreRow(p, shown, label, col)
	}
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

func (s *Screen) others() []string {
	var out []string
	for i, e := range s.env.Catalog.Envs {
		if i != s.env.Catalog.Ref {
			out = append(out, e)
		}
	}
	return out
}

func (s *Screen) scoreRow(p snapshot.Pillar, envs []string, label, col int) {
	name, q := string(p), "pillar:"+string(p)
	if p == "" {
		name, q = "all", "verdict:must,should"
	}
	it := item{query: q}
	line := cell.T(theme.Text, cell.Fit(name, label))
	known := false
	here := len(s.items) == s.list.Cursor()
	for k, e := range envs {
		it.columns = append(it.columns, q+" env:"+e)
		v, ok := s.score(e, p)
		known = known || ok
		text := "  –"
		if ok {
			text = percent(v)
		}
		tok := tokenOf(v)
		if !ok {
			tok = theme.Dim
		}
		open, shut := " ", " "
		if here && k == s.column {
			open, shut = "[", "]"
		}
		line = line.Add(theme.Accent, open).Add(tok, text).Add(theme.Accent, shut)
		if bar := col - cell.Width(text) - 4; bar >= 5 && ok {
			line = line.Append(s.bar(v, min(bar, 12), tok))
		}
		line = line.Add(theme.Text, cell.Spaces(label+(k+1)*col-line.Width()))
	}
	if known {
		it.line = line
		s.items = append(s.items, it)
	}
}

func (s *Screen) score(env string, p snapshot.Pillar) (float64, bool) {
	for _, sc := range s.env.Catalog.Result.Scores {
		if sc.Environment == env && sc.Pillar == p {
			return sc.Value, true
		}
	}
	return 0, false
}

// percent never says 100 % of what is not whole.
func percent(v float64) string {
	n := int(v*1000 + 0.5)
	if v < 1 && n >= 1000 {
		n = 999
	}
	if n == 1000 {
		return " 100%"
	}
	return fmt.Sprintf("%2d.%d%%", n/10, n%10)
}

func tokenOf(v float64) theme.Token {
	switch {
	case v >= 0.95:
		return theme.Okay
	case v >= 0.8:
		return theme.Should
	}
	return theme.Must
}

func (s *Screen) bar(v float64, w int, tok theme.Token) cell.Line {
	full := min(int(v*float64(w)+0.5), w)
	if v < 1 && full == w {
		full = w - 1
	}
	g := &s.env.Theme.Glyphs
	return cell.T(tok, strings.Repeat(g.Full, full)).Add(theme.Faint, strings.Repeat(g.Empty, w-full))
}

func (s *Screen) trendLine() {
	if len(s.trend) == 0 {
		return
	}
	spark := s.env.Theme.Glyphs.Spark
	points := append(slices.Clone(s.trend[max(0, len(s.trend)-23):]), s.now())
	lo, hi := points[0].Score, points[0].Score
	for _, p := range points {
		lo, hi = min(lo, p.Score), max(hi, p.Score)
	}
	var b strings.Builder
	for _, p := range points {
		i := len(spark) - 1
		if hi > lo {
			i = int((p.Score - lo) / (hi - lo) * float64(len(spark)-1))
		}
		b.WriteString(spark[i])
	}
	last, first := points[len(points)-1], points[0]
	s.gap()
	l := cell.T(theme.Dim, "trend ").Add(theme.Accent, b.String())
	l = l.Add(theme.Text, fmt.Sprintf("  %s → %s", strings.TrimSpace(percent(first.Score)), strings.TrimSpace(percent(last.Score))))
	s.still(l.Add(theme.Dim, " since "+first.At.Format("2006-01-02")))
}

// now is today's score beside the earlier ones.
func (s *Screen) now() screen.Point {
	p := screen.Point{At: s.env.Now()}
	n := 0
	for _, sc := range s.env.Catalog.Result.Scores {
		if sc.Pillar == "" {
			p.Score += sc.Value
			n++
		}
	}
	p.Score /= float64(max(n, 1))
	return p
}

// narrow is the width below which the overview takes shorter words.
const narrow = 80

// counts are the numbers of findings, each with its query.
func (s *Screen) counts() {
	r := s.env.Catalog.Result
	t := s.env.Theme
	s.title("What differs")
	add := func(tok theme.Token, glyph string, n int, what, query, extra string) {
		l := cell.T(tok, fmt.Sprintf("%s %6s %s", glyph, screen.Number(n), what)).Add(theme.Dim, extra)
		s.items = append(s.items, item{line: l, query: query})
	}
	news := s.news()
	add(theme.Must, t.Glyphs.Must, r.Summary.MustFix, "must-fix", "verdict:must -is:waived", news[rules.MustFix])
	add(theme.Should, t.Glyphs.Should, r.Summary.ShouldFix, "should-fix", "verdict:should -is:waived", news[rules.ShouldFix])
	add(theme.Okay, t.Glyphs.Okay, r.Summary.Acceptable, "acceptable", "verdict:acceptable", "")
	if r.Summary.Waived > 0 {
		add(theme.Dim, t.Glyphs.Waived, r.Summary.Waived, "waived", "is:waived", "")
	}
	if n := s.env.Decisions.Waiting(r.Findings); n > 0 {
		add(theme.Accent, t.Glyphs.Okay, n, "decided now", "is:decided -is:waived", "  counted in the next audit: "+s.env.Key(screen.CollectAgain))
	}
	if r.Baseline {
		add(theme.Accent, t.Glyphs.New, s.count(rules.New), "new since the baseline", "is:new", "")
		if n := len(r.Fixed); n > 0 {
			s.still(cell.T(theme.Okay, fmt.Sprintf("%s %6s gone since the baseline", t.Glyphs.Okay, screen.Number(n))))
		}
	}
	s.flow(add)
	sum := r.Summary
	if w := s.env.Since; w != nil && !r.Baseline {
		s.since(w, add)
	}
	own := " only by the environment's own name"
	if s.w < narrow {
		own = " but for its name"
	}
	s.items = append(s.items, item{goTo: "matrix", line: cell.T(theme.Dim, fmt.Sprintf("  %6s compared: %s the same, %s%s",
		screen.Number(sum.Compared), screen.Number(sum.Identical), screen.Number(sum.Equivalent), own))})
	_, bad, all := s.env.Live.Count()
	if sum.Unknown > 0 || bad > 0 {
		line := cell.T(theme.Unsure, fmt.Sprintf("%s %6s not observed", t.Glyphs.Unsure, screen.Number(sum.Unknown)))
		if bad > 0 {
			line = line.Add(theme.Dim, fmt.Sprintf("  %d of %s incomplete", bad, screen.Plural(all, "source")))
		}
		s.items = append(s.items, item{line: line, goTo: "sources"})
		for i, u := range r.Coverage.Unknown { // most first; the report lists all
			if i == mostReasons {
				break
			}
			s.still(cell.T(theme.Dim, fmt.Sprintf("  %6s%s", screen.Number(u.Attributes), u.Text())))
		}
	}
}

// mostReasons is how many reasons for unknown attributes the overview has: the first ones show where most are, and the verdicts stay in sight.
const mostReasons = 2

// flow adds what a promotion has still to bring, where history says so.
func (s *Screen) flow(add func(tok theme.Token, glyph string, n int, what, query, extra string)) {
	count := map[drift.StoryKind]int{}
	for i := range s.env.Catalog.Result.Findings {
		if f := &s.env.Catalog.Result.Findings[i]; f.State != rules.Waived {
			count[query.StoryKind(f.Drift.Story)]++
		}
	}
	traced := len(s.env.Catalog.Result.History.Lags) > 0 // without a promotion to compare with, nothing is known to be late
	for _, k := range drift.OpenStories() {
		switch n := count[k]; {
		case n == 0 && k == drift.Overdue && traced:
			s.still(cell.T(theme.Dim, fmt.Sprintf("%s %6s %s", s.env.Theme.Glyphs.Arrow, screen.Number(n), storyWords(k, n))))
		case n > 0:
			add(screen.StoryToken(k), s.env.Theme.Glyphs.Arrow, n, storyWords(k, n), "story:"+string(k)+" -is:waived", "")
		}
	}
}

// storyWords are what n findings of a story are called.
func storyWords(k drift.StoryKind, n int) string {
	switch {
	case k == drift.HotFix && n > 1:
		return "hot fixes that were not taken over"
	case k == drift.HotFix:
		return "hot fix that was not taken over"
	case k == drift.OnItsWay && n > 1:
		return "on their way"
	}
	return k.Title()
}

// since tells what came and went since the newest earlier snapshot.
func (s *Screen) since(w *screen.Since, add func(tok theme.Token, glyph string, n int, what, query, extra string)) {
	came, still := 0, 0
	for i := range s.env.Catalog.Result.Findings {
		f := &s.env.Catalog.Result.Findings[i]
		switch {
		case f.Verdict == rules.Acceptable:
		case w.Known[f.Fingerprint]:
			still++
		default:
			came++
		}
	}
	label := term.Clean(w.Label, 30)
	if label == "" {
		label = "the last snapshot"
	}
	add(theme.Accent, s.env.Theme.Glyphs.New, came, "new since "+label, "is:recent verdict:must,should", "  "+w.At.Format("2006-01-02"))
	if gone := len(w.Known) - still; gone > 0 {
		s.still(cell.T(theme.Okay, fmt.Sprintf("%s %6s gone since %s", s.env.Theme.Glyphs.Okay, screen.Number(gone), label)))
	}
}

// news says of each verdict how many findings are new, when there is a baseline to tell.
func (s *Screen) news() map[rules.Verdict]string {
	out := map[rules.Verdict]string{}
	if !s.env.Catalog.Result.Baseline {
		return out
	}
	n := map[rules.Verdict]int{}
	for i := range s.env.Catalog.Result.Findings {
		if f := &s.env.Catalog.Result.Findings[i]; f.State == rules.New {
			n[f.Verdict]++
		}
	}
	for v, k := range n {
		out[v] = fmt.Sprintf("  %s new", screen.Number(k))
	}
	return out
}

func (s *Screen) count(st rules.State) int {
	n := 0
	for i := range s.env.Catalog.Result.Findings {
		if s.env.Catalog.Result.Findings[i].State == st {
			n++
		}
	}
	return n
}

// maxProblems is how many problems of the audit are told; sources tell the others.
const maxProblems = 5

func (s *Screen) problems() {
	p := s.env.Catalog.Result.Problems
	if len(p) == 0 {
		return
	}
	s.gap()
	s.title("To know")
	width := s.w - 4
	if s.two() {
		width = s.w - s.leftWidth() - 5
	}
	for i, text := range p {
		if i == maxProblems {
			s.still(cell.T(theme.Dim, screen.Plural(len(p)-maxProblems, "more")))
			break
		}
		for _, l := range cell.Wrap(term.Clean(text, 400), width, 2) {
			s.still(cell.T(theme.Warn, l))
		}
	}
}
