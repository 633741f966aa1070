// Package journeys shows the same user journeys timed in every environment: what a run would send, how far it is, and then the median
// beside the reference's, with the interval, what is allowed, the rules' verdict, and what to look at where it is exceeded.
package journeys

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// row is one line, and what it belongs to.
type row struct {
	line cell.Line
	of   int    // index in Judged.Journeys, -1 for none
	fp   string // of the finding it is about, "" for none

	visit bool   // it is about a slow or failed visit
	trace string // where the trace of that is, "" where that is not known
}

// Screen is the list of journeys.
type Screen struct {
	env    *screen.Env
	w, h   int
	list   list.List
	rows   []row
	parts  []int // the rows that begin a part, besides the table
	opened map[int]bool
	found  screen.Travels
	placed *judge.Judged // the run that the cursor was put on the worst journey of
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

// Back implements screen.Screen: a question that nobody answers is taken away.
func (s *Screen) Back() bool {
	asked := s.env.Journeys.Plan != nil
	s.env.Journeys.Plan = nil
	return asked
}

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd { return nil }

// The actions of this screen.
const (
	run         keys.Action = "run-journeys"
	stop        keys.Action = "stop-journeys"
	openFinding keys.Action = "open-finding"
	nextPart    keys.Action = "next-part"
	openTrace   keys.Action = "open-trace"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	j := s.env.Journeys
	enter := "steps"
	if j.Plan != nil {
		enter = "send"
	}
	m := append(screen.Moves(),
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: enter, Help: "Show the steps, the phases and what to look at; of an answer, its finding", Footer: 1},
		keys.Binding{Action: nextPart, Keys: []string{"tab"}, Short: "next part", Help: "Go to the next part: expectations that failed, answers that differ, what was not measured", Footer: 3},
		keys.Binding{Action: run, Keys: []string{"r"}, Short: "run", Help: "Run the journeys: says first what would be sent, and asks", Footer: 2},
		keys.Binding{Action: stop, Keys: []string{"s"}, Short: "stop", Help: "Stop the run; cleanup steps still run", Footer: 5},
		keys.Binding{Action: openFinding, Keys: []string{"f"}, Short: "finding", Help: "Open the finding of this line", Footer: 4},
		keys.Binding{Action: openTrace, Keys: []string{"o"}, Short: "trace", Help: "Open the trace of a slow or failed visit, the first of the journey's on its line; without a browser its address is copied", Footer: 3},
	)
	for _, b := range screen.Acts(s.env) {
		if b.Action == screen.Accept || b.Action == screen.Undo {
			m = append(m, b)
		}
	}
	switch {
	case s.env.Services.Journeys == nil:
		m = m.Disable(run, "no journey is configured, or this audit looks at kept snapshots")
	case j.Running:
		m = m.Disable(run, "they are running")
	}
	if !j.Running {
		m = m.Disable(stop, "no journey is running")
	}
	if s.fingerprint() == "" {
		const why = "this line has no finding"
		m = m.Disable(openFinding, why).Disable(screen.Accept, why)
	}
	if s.trace() == "" {
		m = m.Disable(openTrace, s.noTrace())
	}
	return s.env.Remap(s.Name(), m)
}

// trace is the address of the trace of the cursor's line: of the visit it is about, or of the first one of its journey whose trace is known.
func (s *Screen) trace() string {
	i, d := s.list.Cursor(), s.env.Journeys.Judged
	if i < 0 || i >= len(s.rows) || d == nil {
		return ""
	}
	if r := &s.rows[i]; r.visit || r.of < 0 {
		return r.trace
	}
	x := &d.Journeys[s.rows[i].of]
	for k := range d.Visits {
		if v := &d.Visits[k]; v.Journey == x.Journey && v.Environment == x.Environment && v.Link != "" {
			return v.Link
		}
	}
	return ""
}

// noTrace says why there is no trace to open.
func (s *Screen) noTrace() string {
	if d := s.env.Journeys.Judged; d != nil && len(d.Visits) > 0 {
		if slices.ContainsFunc(d.Visits, func(v judge.Visit) bool { return v.Link != "" }) {
			return "this line has no trace; put the cursor on a journey with slow or failed visits, or on one of these"
		}
		return "no address of a trace is known here: traces = \"https://…/${id}\" in the environment says where they are"
	}
	return "no slow or failed visit stands out"
}

// fingerprint is that of the finding the cursor's line is about, or "".
func (s *Screen) fingerprint() string {
	if i := s.list.Cursor(); i >= 0 && i < len(s.rows) {
		return s.rows[i].fp
	}
	return ""
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
		return s.act(a)
	case tea.MouseWheelMsg:
		screen.Wheeled(&s.list, msg)
	case tea.MouseClickMsg:
		if i := s.list.RowAt(msg.Y); i >= 0 {
			s.list.Set(i)
		}
	}
	return nil
}

func (s *Screen) act(a keys.Action) tea.Cmd {
	fp := s.fingerprint()
	switch a {
	case screen.Enter:
		switch i := s.list.Cursor(); {
		case s.env.Journeys.Plan != nil:
			return screen.Send(screen.RunJourneys{})
		case i < len(s.rows) && s.rows[i].of >= 0:
			s.opened[s.rows[i].of] = !s.opened[s.rows[i].of]
		case fp != "":
			return screen.Send(screen.OpenFinding{Fingerprint: fp, Among: s.among()})
		}
	case run:
		if s.env.Journeys.Plan != nil {
			return screen.Send(screen.RunJourneys{})
		}
		s.list.Top()
		return screen.Send(screen.PlanJourneys{})
	case nextPart:
		s.part()
	case stop:
		return screen.Send(screen.StopJourneys{})
	case openTrace:
		return screen.Send(screen.OpenTrace{URL: s.trace()})
	case openFinding:
		return screen.Send(screen.OpenFinding{Fingerprint: fp, Among: s.among()})
	case screen.Accept, screen.Undo:
		return screen.Send(screen.Do{Action: a, Fingerprints: []string{fp}, Side: -1, Place: -1})
	}
	return nil
}

// part goes to the first line of the next part that something can be done with, and after the last one to the top.
func (s *Screen) part() {
	for _, i := range s.parts {
		if i > s.list.Cursor() {
			s.list.Set(min(i+1, len(s.rows)-1))
			return
		}
	}
	s.list.Top()
}

// among lists the findings of this screen, in its order.
func (s *Screen) among() []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, r := range s.rows {
		if !seen[r.fp] {
			seen[r.fp] = true
			out = append(out, r.fp)
		}
	}
	return out
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	s.build()
	from, to := s.list.Window()
	out := make([]cell.Line, 0, to-from)
	for i := from; i < to; i++ {
		lead := cell.T(theme.Text, " ")
		if i == s.list.Cursor() && s.env.Journeys.Judged != nil { // elsewhere there is nothing to choose
			lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor)
		}
		out = append(out, lead.Append(s.rows[i].line))
	}
	return out
}
