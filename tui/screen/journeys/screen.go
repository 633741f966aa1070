// Package journeys shows the same user journeys timed in every environment: how far they are while they run, and then the median
// beside the reference's, with the interval, what is allowed, and what to look at where it is exceeded.
package journeys

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/theme"
)

// row is one line; of is what it belongs to.
type row struct {
	line cell.Line
	of   int // index in Judged.Journeys, -1 for none
}

// Screen is the list of journeys.
type Screen struct {
	env    *screen.Env
	w, h   int
	list   list.List
	rows   []row
	opened map[int]bool
}

// New returns the screen.
func New(env *screen.Env) *Screen { return &Screen{env: env, opened: map[int]bool{}} }

// Name implements screen.Screen.
func (s *Screen) Name() string { return "journeys" }

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Journeys" }

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) { s.w, s.h = w, h }

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool { return false }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd { return nil }

const run keys.Action = "run-journeys"

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := append(screen.Moves(),
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "steps", Help: "Show the steps, the phases and what to look at", Footer: 1},
		keys.Binding{Action: run, Keys: []string{"r"}, Short: "run", Help: "Run the journeys now", Footer: 2},
	)
	switch {
	case s.env.Services.Journeys == nil:
		m = m.Disable(run, "no journey is configured, or this audit looks at kept snapshots")
	case s.env.Journeys.Running:
		m = m.Disable(run, "they are running")
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.build()
		a := s.Keys().Action(msg)
		if screen.Moved(&s.list, a) {
			return nil
		}
		switch a {
		case screen.Enter:
			if i := s.list.Cursor(); i < len(s.rows) && s.rows[i].of >= 0 {
				s.opened[s.rows[i].of] = !s.opened[s.rows[i].of]
			}
		case run:
			return screen.Send(screen.RunJourneys{})
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelDown {
			s.list.Scroll(3)
		} else if msg.Button == tea.MouseWheelUp {
			s.list.Scroll(-3)
		}
	case tea.MouseClickMsg:
		if i := s.list.RowAt(msg.Y); i >= 0 {
			s.list.Set(i)
		}
	}
	return nil
}

func (s *Screen) still(tok theme.Token, text string) {
	for _, l := range cell.Wrap(term.Clean(text, 600), max(s.w-3, 10), 3) {
		s.rows = append(s.rows, row{cell.T(tok, l), -1})
	}
}

func (s *Screen) build() {
	s.rows = s.rows[:0]
	j := s.env.Journeys
	if j.Running {
		s.progress()
	}
	switch d := j.Judged; {
	case d == nil && !j.Running && j.Trouble != "":
		s.still(theme.Warn, "The journeys could not be run: "+j.Trouble)
	case d == nil && !j.Running:
		s.still(theme.Strong, "No journeys were run")
		s.still(theme.Dim, "A journey is something a user does, timed in every environment; journey blocks in envparity.hcl say which.")
	case d != nil:
		s.judged(d)
	}
	s.list.SetLen(len(s.rows))
	s.list.SetHeight(s.h)
}

func (s *Screen) progress() {
	j := s.env.Journeys
	s.still(theme.Strong, "Running")
	for _, p := range j.Progress {
		text := fmt.Sprintf("%s  %s  round %d of %d", p.Journey, p.Environment, p.Round, p.Rounds)
		if p.Round <= 0 {
			text = fmt.Sprintf("%s  %s  warming up", p.Journey, p.Environment)
		}
		tok := theme.Text
		if p.Problem != "" {
			tok, text = theme.Warn, text+"  "+p.Problem
		}
		s.still(tok, "  "+text)
	}
	s.rows = append(s.rows, row{cell.Line{}, -1})
}

func (s *Screen) judged(d *journeys.Judged) {
	nameW := max(min(s.w*3/10, 28), 14)
	wide := s.w >= 90
	head := cell.T(theme.Dim, "  "+cell.Fit("journey", nameW)+cell.Fit("environment", 14)+cell.FitRight("median", 11))
	if wide {
		head = head.Add(theme.Dim, cell.FitRight(cell.Cut("in "+d.Reference, 11), 12))
	}
	s.rows = append(s.rows, row{head.Add(theme.Dim, cell.FitRight("difference", 12)), -1})
	for i := range d.Journeys {
		x := &d.Journeys[i]
		s.rows = append(s.rows, row{s.line(x, nameW, wide, "", 0), i})
		if s.opened[i] {
			s.details(d, i, nameW, wide)
		}
	}
	if len(d.Functional) > 0 {
		s.rows = append(s.rows, row{cell.Line{}, -1})
		s.still(theme.Strong, "Expectations that failed")
		for i := range d.Functional {
			s.still(theme.Must, "  "+s.env.Theme.Glyphs.Must+" "+d.Functional[i].Sentence())
		}
	}
	if len(d.Answers) > 0 {
		s.rows = append(s.rows, row{cell.Line{}, -1})
		s.still(theme.Strong, "Answers that differ")
		for _, a := range d.Answers {
			s.still(theme.Should, fmt.Sprintf("  %s %s / %s  %s  %s", s.env.Theme.Glyphs.Should, a.Journey, a.Step, a.Path, s.values(a)))
		}
	}
	if len(d.Problems) > 0 {
		s.rows = append(s.rows, row{cell.Line{}, -1})
		s.still(theme.Strong, "Not measured, or not wholly")
		for _, p := range d.Problems {
			s.still(theme.Unsure, "  "+s.env.Theme.Glyphs.Unsure+" "+p)
		}
	}
}

func (s *Screen) values(a journeys.AnswerDiff) string {
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

func (s *Screen) line(x *journeys.Judgement, nameW int, wide bool, lead string, less int) cell.Line {
	name := x.Journey
	if x.Step != "" {
		name = x.Step
	}
	glyph, tok := s.sign(x)
	l := cell.T(tok, lead+glyph+" ").Add(theme.Text, cell.Fit(cell.CutMiddle(term.Clean(name, 80), nameW-less-1), nameW-less))
	l = l.Add(theme.Dim, cell.Fit(term.Clean(x.Environment, 40), 14)).Add(theme.Text, cell.FitRight(tour.Millis(x.EnvMedian), 11))
	if wide {
		l = l.Add(theme.Dim, cell.FitRight(tour.Millis(x.RefMedian), 12))
	}
	return l.Add(tok, cell.FitRight(tour.Difference(x), 12)).Add(tok, "  "+x.Severity()).Add(theme.Dim, "  "+term.Clean(x.Why, 200))
}

func (s *Screen) sign(x *journeys.Judgement) (string, theme.Token) {
	g := &s.env.Theme.Glyphs
	switch x.Severity() {
	case "must-fix":
		return g.Must, theme.Must
	case "should-fix":
		return g.Should, theme.Should
	case "acceptable":
		return g.Okay, theme.Okay
	}
	return g.Unsure, theme.Unsure
}

func (s *Screen) details(d *journeys.Judged, i, nameW int, wide bool) {
	x := &d.Journeys[i]
	for k := range d.Steps {
		if st := &d.Steps[k]; st.Journey == x.Journey && st.Environment == x.Environment {
			s.rows = append(s.rows, row{s.line(st, nameW, wide, "    ", 4), i})
		}
	}
	add := func(tok theme.Token, text string) {
		for _, l := range cell.Wrap(term.Clean(text, 600), max(s.w-8, 10), 3) {
			s.rows = append(s.rows, row{cell.T(tok, "    "+l), i})
		}
	}
	allowed := fmt.Sprintf("allowed: up to %.3g× the reference", x.Allowed)
	if x.Documented {
		allowed += ", documented"
		if x.Reason != "" {
			allowed += ": " + x.Reason
		}
	}
	add(theme.Dim, allowed)
	if x.Ratio.Low != nil && x.Ratio.High != nil {
		add(theme.Dim, fmt.Sprintf("with 95%% confidence between %s and %s", journeys.Percent(*x.Ratio.Low), journeys.Percent(*x.Ratio.High)))
	}
	for _, n := range x.Notes {
		add(theme.Text, n)
	}
	if len(x.Next) > 0 {
		add(theme.Accent, "look at: "+strings.Join(x.Next, ", "))
	}
	s.rows = append(s.rows, row{cell.Line{}, i})
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	s.build()
	from, to := s.list.Window()
	out := make([]cell.Line, 0, to-from)
	for i := from; i < to; i++ {
		lead := cell.T(theme.Text, " ")
		if i == s.list.Cursor() && s.rows[i].of >= 0 {
			lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor)
		}
		out = append(out, lead.Append(s.rows[i].line))
	}
	return out
}
