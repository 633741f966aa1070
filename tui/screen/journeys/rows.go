package journeys

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/theme"
)

func (s *Screen) build() {
	s.rows, s.parts = s.rows[:0], s.parts[:0]
	s.found.In(s.env.Catalog.Result)
	j := s.env.Journeys
	switch {
	case j.Running:
		s.progress()
	case j.Plan != nil:
		s.question(j.Plan)
	case j.Trouble != "":
		s.still(theme.Warn, "The journeys could not be run to their end: "+j.Trouble)
		s.gap()
	}
	switch {
	case j.Judged != nil:
		s.judged(j.Judged)
	case !j.Running && j.Plan == nil && j.Trouble == "":
		s.still(theme.Strong, "No journeys were run")
		s.still(theme.Dim, "A journey is something a user does, timed in every environment; journey blocks in envparity.hcl say which.")
		if s.env.Services.Journeys != nil {
			s.still(theme.Text, "r says what a run would send, and asks.")
		}
	}
	s.list.SetLen(len(s.rows))
	s.list.SetHeight(s.h)
	s.place()
}

// place puts the cursor on the worst journey when there is a run to look at.
func (s *Screen) place() {
	if j := s.env.Journeys; s.placed == j.Judged || j.Plan != nil || j.Running {
		return
	}
	s.placed = s.env.Journeys.Judged
	if i := slices.IndexFunc(s.rows, func(r row) bool { return r.of >= 0 }); i >= 0 {
		s.list.Set(i)
	}
}

func (s *Screen) gap() { s.rows = append(s.rows, row{line: cell.Line{}, of: -1}) }

// text adds a sentence over as many lines as it takes; fp is of the finding it is about.
func (s *Screen) text(tok theme.Token, indent, text, fp string) {
	for i, l := range cell.Wrap(term.Clean(text, 600), max(s.w-3-cell.Width(indent), 10), 4) {
		lead := indent
		if i > 0 {
			lead = cell.Spaces(cell.Width(indent))
		}
		s.rows = append(s.rows, row{line: cell.T(tok, lead+l), of: -1, fp: fp})
	}
}

func (s *Screen) still(tok theme.Token, text string) { s.text(tok, "", text, "") }

// head begins a part that the key for the next part leads to.
func (s *Screen) head(text string) {
	s.parts = append(s.parts, len(s.rows))
	s.still(theme.Strong, text)
}

// question shows what would be sent and waits for a yes.
func (s *Screen) question(p *screen.JourneyPlan) {
	s.still(theme.Strong, fmt.Sprintf("Send %s to %s?", screen.Plural(p.Requests, "request"), listed(p.Environments)))
	s.still(theme.Dim, screen.Plural(len(p.Journeys), "journey")+": "+listed(p.Journeys)+". At most so many, redirects not counted; every one carries a header that names it as a test.")
	if len(p.Protected) > 0 {
		s.still(theme.Warn, listed(p.Protected)+" is protected: it gets what only reads, once a second unless its rate says otherwise, and of the rest what was allowed with --allow-writes.")
	}
	for _, n := range p.Notes {
		s.text(theme.Unsure, s.env.Theme.Glyphs.Unsure+" ", n, "")
	}
	s.still(theme.Accent, "enter sends them, esc does not")
	s.gap()
}

func listed(list []string) string {
	clean := make([]string, len(list))
	for i, n := range list {
		clean[i] = term.Clean(n, 60)
	}
	return names.And(clean)
}

// progress shows the journey under way: its round, and each environment's last time.
func (s *Screen) progress() {
	j := s.env.Journeys
	head := "Running"
	if j.Sent > 0 {
		head += ", " + screen.Plural(j.Sent, "request") + " sent"
	}
	s.still(theme.Strong, head)
	c := s.columns()
	c.name = min(c.name+c.p95, mostJourney) // no percentile is known yet
	events := s.inOrder(j.Progress)
	for i := range events {
		p := &events[i]
		name := term.Clean(p.Journey, 80)
		if i > 0 && events[i-1].Journey == p.Journey {
			name = ""
		}
		l := cell.T(theme.Text, "  "+cell.Fit(cell.CutMiddle(name, c.name-1), c.name)).Add(theme.Dim, cell.Fit(cell.Cut(term.Clean(p.Environment, 40), c.env-1), c.env))
		switch {
		case p.Round <= 0:
			l = l.Add(theme.Dim, cell.FitRight("warming up", 14))
		default:
			l = l.Add(theme.Dim, cell.FitRight(fmt.Sprintf("round %d of %d", p.Round, p.Rounds), 14))
		}
		if p.Took > 0 {
			l = l.Add(theme.Text, cell.FitRight(p.Took.Round(100*time.Microsecond).String(), 11))
		}
		if p.Problem != "" {
			l = l.Add(theme.Warn, "  "+term.Clean(p.Problem, 200))
		}
		s.rows = append(s.rows, row{line: l, of: -1})
	}
	s.gap()
}

// inOrder has the environments of each journey in the audit's order: they take their turns in random order.
func (s *Screen) inOrder(events []journeys.Event) []journeys.Event {
	first := map[string]int{}
	for i := range events {
		if _, seen := first[events[i].Journey]; !seen {
			first[events[i].Journey] = i
		}
	}
	out := slices.Clone(events)
	slices.SortStableFunc(out, func(a, b journeys.Event) int {
		return cmp.Or(cmp.Compare(first[a.Journey], first[b.Journey]), cmp.Compare(slices.Index(s.env.Catalog.Envs, a.Environment), slices.Index(s.env.Catalog.Envs, b.Environment)))
	})
	return out
}

// columns are the widths of the table's columns; a width of 0 leaves one out.
type columns struct{ name, env, median, ref, p95, refP95, difference int }

// mostJourney is the widest that the column of journeys gets.
const mostJourney = 28

func (s *Screen) columns() columns {
	const sign, verdict = 3, 12
	c := columns{env: 14, median: 10, p95: 10, difference: 12}
	switch {
	case s.w >= 120:
		c.ref, c.refP95 = 11, 11
	case s.w >= 90:
		c.ref = 11
	case s.w < 58:
		c.env, c.median, c.p95, c.difference = 8, 9, 0, 0
	case s.w < 76:
		c.env, c.median, c.difference = 8, 9, 8
	}
	c.name = min(max(s.w-sign-verdict-c.env-c.median-c.ref-c.p95-c.refP95-c.difference, 10), mostJourney)
	return c
}

func (s *Screen) judged(d *judge.Judged) {
	s.summary(d)
	c := s.columns()
	env := "environment"
	if c.env <= len(env) {
		env = "in"
	}
	head := cell.T(theme.Dim, "  "+cell.Fit("journey", c.name)+cell.Fit(env, c.env)+cell.FitRight("median", c.median))
	if c.ref > 0 {
		head = head.Add(theme.Dim, cell.FitRight(cell.Cut("in "+term.Clean(d.Reference, 40), c.ref-1), c.ref))
	}
	if c.p95 > 0 {
		head = head.Add(theme.Dim, cell.FitRight("p95", c.p95))
	}
	if c.refP95 > 0 {
		head = head.Add(theme.Dim, cell.FitRight(cell.Cut("in "+term.Clean(d.Reference, 40), c.refP95-1), c.refP95))
	}
	difference := "difference"
	if c.difference <= len(difference) {
		difference = "diff"
	}
	s.rows = append(s.rows, row{line: head.Add(theme.Dim, cell.FitRight(difference, c.difference)+"  verdict"), of: -1})
	order := screen.WorstFirst(&s.found, d)
	called := s.names(d, order, c.name-1)
	for k, i := range order {
		x := &d.Journeys[i]
		f := s.found.Journey(x)
		because := why(d, x, f)
		l := s.line(x, f, c, "", called[k])
		beside := s.hasRoom(l.Width())
		if beside {
			l = l.Add(theme.Dim, "  "+term.Clean(because, 200))
		}
		s.rows = append(s.rows, row{line: l, of: i, fp: printOf(f)})
		// Beside a verdict the medians say why, unless they do not decide it.
		if other := because != x.Why || x.Outcome == judge.Inconclusive || x.Outcome == judge.NotComparable; other && !s.opened[i] && !beside {
			for _, t := range cell.Wrap(term.Clean(because, 600), max(s.w-7, 10), 3) {
				s.rows = append(s.rows, row{line: cell.T(theme.Dim, "    "+t), of: i, fp: printOf(f)})
			}
		}
		if s.opened[i] {
			s.details(d, i, c)
		}
	}
	s.functional(d)
	s.answers(d)
	if len(d.Problems) > 0 {
		s.gap()
		s.head("Not measured, or not wholly")
		for _, p := range d.Problems {
			s.text(theme.Unsure, "  "+s.env.Theme.Glyphs.Unsure+" ", p, "")
		}
	}
}

// names are those of journeys in the order of their lines, each in w cells. No two journeys look alike.
func (s *Screen) names(d *judge.Judged, order []int, w int) []string {
	out := make([]string, len(order))
	for k, i := range order {
		out[k] = term.Clean(d.Journeys[i].Journey, 80)
	}
	return shorten.Apart(out, w, cell.CutMiddle)
}

// why is the sentence beside a verdict: of the limit, the errors or the tail where that is what makes it.
func why(d *judge.Judged, x *judge.Judgement, f *rules.Finding) string {
	if f != nil {
		for i := range d.Limits {
			if l := &d.Limits[i]; l.Journey == x.Journey && l.Environment == x.Environment && f.Drift.Key == "limit."+l.Quantile {
				return l.Why
			}
		}
	}
	switch {
	case x.Errors.Differs:
		return x.Errors.Why
	case x.SlowTail():
		return x.Tail.Why
	}
	return x.Why
}

func printOf(f *rules.Finding) string {
	if f == nil {
		return ""
	}
	return f.Fingerprint
}

func (s *Screen) functional(d *judge.Judged) {
	if len(d.Functional) == 0 {
		return
	}
	s.gap()
	s.head("Expectations that failed")
	for i := range d.Functional {
		x := &d.Functional[i]
		f := s.found.Failed(x)
		alone := "must-fix"
		if !x.Gates() {
			alone = "should-fix"
		}
		glyph, tok := s.signOf(f, alone)
		s.text(tok, "  "+glyph+" ", x.Sentence()+s.decided(f), printOf(f))
	}
}

func (s *Screen) answers(d *judge.Judged) {
	if len(d.Answers) == 0 {
		return
	}
	s.gap()
	s.head("Answers that differ")
	for _, i := range s.worstAnswers(d) {
		a := &d.Answers[i]
		f := s.found.Answer(a)
		glyph, tok := s.signOf(f, "should-fix")
		s.text(tok, "  "+glyph+" ", fmt.Sprintf("%s / %s  %s  %s%s", a.Journey, a.Step, a.Path, s.values(a), s.decided(f)), printOf(f))
	}
}

// worstAnswers orders the answers that differ by their findings' verdicts.
func (s *Screen) worstAnswers(d *judge.Judged) []int {
	out, rank := make([]int, len(d.Answers)), make([]int, len(d.Answers))
	for i := range d.Answers {
		out[i], rank[i] = i, rules.ShouldFix.Rank()
		if f := s.found.Answer(&d.Answers[i]); f != nil {
			rank[i] = f.Verdict.Rank()
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	return out
}

// summary says in a line what there is below the table, and the key that leads there.
func (s *Screen) summary(d *judge.Judged) {
	var parts []string
	if n := len(d.Functional); n > 0 {
		parts = append(parts, screen.Plural(n, "expectation")+" failed")
	}
	if n := len(d.Answers); n > 0 {
		parts = append(parts, screen.Plural(n, "answer")+" "+names.Verb(n, "differs", "differ"))
	}
	if n := len(d.Problems); n > 0 {
		parts = append(parts, screen.Plural(n, "measurement")+" "+names.Verb(n, "is", "are")+" incomplete")
	}
	if len(parts) > 0 {
		s.text(theme.Dim, "", names.And(parts)+": "+s.Keys().Key(nextPart)+" goes there", "")
	}
}

// signOf is the sign of a finding's verdict, or of alone where no rule has judged yet.
func (s *Screen) signOf(f *rules.Finding, alone string) (string, theme.Token) {
	if f != nil {
		alone = string(f.Verdict)
	}
	return s.sign(alone)
}

// decided tells what people have decided of a finding.
func (s *Screen) decided(f *rules.Finding) string {
	if f == nil {
		return ""
	}
	switch s.env.Decisions.Of(f.Fingerprint).Kind {
	case screen.Accepted:
		return " (accepted)"
	case screen.Ruled:
		return " (ruled)"
	}
	if f.State == rules.New {
		return ""
	}
	return " (" + string(f.State) + ")"
}

func (s *Screen) values(a *answers.AnswerDiff) string {
	if a.Secret {
		return "differs (secret)"
	}
	var out []string
	for _, e := range s.env.Catalog.Envs {
		if v, ok := a.Values[e]; ok {
			out = append(out, e+" "+term.Clean(v, 60))
		}
	}
	for _, e := range a.Absent {
		out = append(out, e+" missing")
	}
	return strings.Join(out, ", ")
}

// line shows a judgement of a journey, or under lead of one of its steps; name is how it is called in the room of its column.
func (s *Screen) line(x *judge.Judgement, f *rules.Finding, c columns, lead, name string) cell.Line {
	c.name -= cell.Width(lead)
	word := screen.TravelVerdict(f, x)
	glyph, tok := s.sign(word)
	env := x.Environment
	if x.Step != "" { // steps are looked at, not judged; their names have the room of the environment's, too
		env, word = "", x.StepWord()
		glyph, tok = s.env.Theme.Glyphs.Leaf, theme.Dim
		c.name, c.env = c.name+c.env, 0
	}
	l := cell.T(tok, lead+glyph+" ").Add(theme.Text, cell.Fit(cell.CutMiddle(term.Clean(name, 80), c.name-1), c.name))
	l = l.Add(theme.Dim, cell.Fit(cell.Cut(term.Clean(env, 40), c.env-1), c.env)).Add(theme.Text, cell.FitRight(tour.Millis(x.EnvMedian), c.median))
	if c.ref > 0 {
		l = l.Add(theme.Dim, cell.FitRight(tour.Millis(x.RefMedian), c.ref))
	}
	if c.p95 > 0 {
		l = l.Add(theme.Text, cell.FitRight(p95(&x.EnvP95), c.p95))
	}
	if c.refP95 > 0 {
		l = l.Add(theme.Dim, cell.FitRight(p95(&x.RefP95), c.refP95))
	}
	if c.difference > 0 {
		l = l.Add(tok, cell.FitRight(tour.Difference(x), c.difference))
	}
	return l.Add(tok, "  "+word+s.decided(f))
}

// p95 is a 95th percentile in milliseconds: "≥" its lower end where the sample does not bound it from above, "–" where it bounds neither end.
func p95(e *judge.Estimate) string {
	if e.N == 0 || e.High == nil && e.Low == nil {
		return "–"
	}
	return e.AtLeast()
}

// hasRoom reports whether a reason fits beside a line of a table; otherwise it stands below, where it is needed at all.
func (s *Screen) hasRoom(used int) bool { return s.w-used > 60 }

func (s *Screen) sign(word string) (string, theme.Token) {
	g := &s.env.Theme.Glyphs
	switch word {
	case "must-fix":
		return g.Must, theme.Must
	case "should-fix":
		return g.Should, theme.Should
	case "acceptable":
		return g.Okay, theme.Okay
	}
	return g.Unsure, theme.Unsure
}

func (s *Screen) details(d *judge.Judged, i int, c columns) {
	x := &d.Journeys[i]
	fp := printOf(s.found.Journey(x))
	picture := s.picture(d, x)
	for _, l := range picture {
		s.rows = append(s.rows, row{line: cell.L("    ").Append(l), of: i, fp: fp})
	}
	for k := range d.Steps {
		if st := &d.Steps[k]; st.Journey == x.Journey && st.Environment == x.Environment {
			s.rows = append(s.rows, row{line: s.line(st, nil, c, "    ", st.Step), of: i, fp: fp})
		}
	}
	about := func(fp string, tok theme.Token, text string) {
		for _, l := range cell.Wrap(term.Clean(text, 600), max(s.w-8, 10), 3) {
			s.rows = append(s.rows, row{line: cell.T(tok, "    "+l), of: i, fp: fp})
		}
	}
	add := func(tok theme.Token, text string) { about(fp, tok, text) }
	add(theme.Text, x.Why)
	allowed := fmt.Sprintf("allowed: up to %.3g× the reference", x.Allowed)
	if x.Documented {
		allowed += ", documented"
		if x.Reason != "" {
			allowed += ": " + x.Reason
		}
	}
	add(theme.Dim, allowed)
	if x.Ratio.Low != nil && x.Ratio.High != nil {
		add(theme.Dim, fmt.Sprintf("with 95 %% confidence between %s and %s", words.Percent(*x.Ratio.Low), words.Percent(*x.Ratio.High)))
	}
	if picture == nil && x.EnvP95.N > 0 && x.RefP95.N > 0 {
		add(theme.Dim, fmt.Sprintf("p95: %s in %s, %s in %s", x.EnvP95.AtLeast(), x.Environment, x.RefP95.AtLeast(), x.Reference))
	}
	s.tailAndErrors(d, x, add)
	for _, n := range x.Notes {
		add(theme.Text, n)
	}
	if len(x.Next) > 0 {
		add(theme.Accent, "look at: "+strings.Join(x.Next, ", "))
	}
	s.answersOf(d, x, about)
	s.visitsOf(d, i)
	s.rows = append(s.rows, row{line: cell.Line{}, of: i, fp: fp})
}

// answersOf names the answers of a journey that differ in its environment.
func (s *Screen) answersOf(d *judge.Judged, x *judge.Judgement, add func(fp string, tok theme.Token, text string)) {
	const most = 3
	n := 0
	for _, i := range s.worstAnswers(d) {
		a := &d.Answers[i]
		_, has := a.Values[x.Environment]
		if a.Journey != x.Journey || !has && !slices.Contains(a.Absent, x.Environment) {
			continue
		}
		if n++; n <= most {
			add(printOf(s.found.Answer(a)), theme.Text, fmt.Sprintf("answers: %s %s  %s", a.Step, a.Path, s.values(a)))
		}
	}
	if n > most {
		add("", theme.Dim, fmt.Sprintf("%s %s: %s goes there", screen.Plural(n-most, "more answer"), names.Verb(n-most, "differs", "differ"), s.Keys().Key(nextPart)))
	}
}

// visitsOf lists the slow and failed visits behind the findings of a journey, in its environment and in the reference; a key opens the trace of one.
func (s *Screen) visitsOf(d *judge.Judged, i int) {
	x := &d.Journeys[i]
	for k := range d.Visits {
		v := &d.Visits[k]
		if v.Journey != x.Journey || v.Environment != x.Environment && v.Environment != x.Reference {
			continue
		}
		const kind = "visit: "
		text := v.Short()
		if v.Trace != "" {
			text += ", trace " + v.Trace
		}
		for n, l := range cell.Wrap(term.Clean(text, 600), max(s.w-8-len(kind), 10), 4) {
			lead := kind
			if n > 0 {
				lead = cell.Spaces(len(kind))
			}
			s.rows = append(s.rows, row{line: cell.T(theme.Dim, "    "+lead).Add(theme.Text, l), of: i, fp: printOf(s.found.Visit(v)), trace: v.Link, visit: true})
		}
	}
}

// tailAndErrors adds what is to be said of a journey beside its median: its slowest answers, its failures, its limits.
func (s *Screen) tailAndErrors(d *judge.Judged, x *judge.Judgement, add func(tok theme.Token, text string)) {
	if x.Tail != nil && x.Tail.Outcome != judge.Within {
		add(theme.Text, x.Tail.Why)
		for _, n := range x.Tail.Shared {
			add(theme.Text, n)
		}
	}
	if x.Errors.Differs {
		add(theme.Text, x.Errors.Why)
		for _, n := range x.Errors.Causes {
			add(theme.Text, n)
		}
	}
	for i := range d.Limits {
		l := &d.Limits[i]
		if l.Journey == x.Journey && (l.Environment == x.Environment || l.Environment == x.Reference) && l.Outcome != judge.Within {
			add(theme.Text, l.Why)
		}
	}
}
