// Package matrix shows all resources by environments as a grid: same, equivalent, differs, missing, unknown. It is for the eye:
// where a column or a row stands out, enter shows the findings behind it.
package matrix

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Screen is the grid.
type Screen struct {
	env    *screen.Env
	w, h   int
	list   list.List
	rows   []int32 // of Result.Grid
	first  int     // first environment column shown
	column int     // the environment the cursor is on
	only   bool    // only rows that differ
}

// New returns the grid.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env}
	s.plan()
	return s
}

func (s *Screen) plan() {
	s.rows = s.rows[:0]
	for i := range s.env.Catalog.Result.Grid {
		if !s.only || s.odd(&s.env.Catalog.Result.Grid[i]) {
			s.rows = append(s.rows, int32(i))
		}
	}
	s.list.SetLen(len(s.rows))
}

func (s *Screen) odd(r *diffing.Row) bool {
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Drifts > 0 || c.State != r.Cells[0].State {
			return true
		}
	}
	return false
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "matrix" }

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Matrix " + screen.Plural(len(s.rows), "resource") }

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.list.SetHeight(max(h-3, 0))
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool { return false }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.plan()
	s.column = min(s.column, max(len(s.env.Catalog.Envs)-1, 0))
	return nil
}

// The actions of this screen alone.
const (
	differing keys.Action = "only-differing"
	nextOdd   keys.Action = "next-difference"
	prevOdd   keys.Action = "previous-difference"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := append(screen.Moves(),
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "show findings", Help: "Show the findings of this resource", Footer: 1},
		keys.Binding{Action: screen.Right, Keys: []string{"l", "right"}, Short: "next environment", Help: "Go to the next environment", Footer: 3},
		keys.Binding{Action: screen.Left, Keys: []string{"h", "left"}, Help: "Go to the previous environment"},
		keys.Binding{Action: differing, Keys: []string{"d"}, Short: "only differing", Help: "Show only resources that differ, or all", Footer: 2},
		keys.Binding{Action: nextOdd, Keys: []string{"n"}, Short: "next difference", Help: "Go to the next resource that differs here", Footer: 4},
		keys.Binding{Action: prevOdd, Keys: []string{"N"}, Help: "Go to the previous resource that differs here"},
	)
	if len(s.rows) == 0 {
		m = m.Disable(screen.Enter, "the grid is empty")
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(s.Keys().Action(msg))
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelDown {
			s.list.Scroll(3)
		} else if msg.Button == tea.MouseWheelUp {
			s.list.Scroll(-3)
		}
	case tea.MouseClickMsg:
		if i := s.list.RowAt(msg.Y - 2); i >= 0 {
			if i == s.list.Cursor() {
				return s.enter()
			}
			s.list.Set(i)
		}
	}
	return nil
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	if screen.Moved(&s.list, a) {
		return nil
	}
	switch a {
	case screen.Enter:
		return s.enter()
	case screen.Right, screen.Left:
		n := 1
		if a == screen.Left {
			n = -1
		}
		s.column = max(min(s.column+n, len(s.env.Catalog.Envs)-1), 0)
	case differing:
		s.only = !s.only
		s.plan()
	case nextOdd, prevOdd:
		dir := 1
		if a == prevOdd {
			dir = -1
		}
		for i := s.list.Cursor() + dir; i >= 0 && i < len(s.rows); i += dir {
			if g := s.grid(i); s.column < len(g.Cells) && (g.Cells[s.column].Drifts > 0 || g.Cells[s.column].State != diffing.Present) {
				s.list.Set(i)
				break
			}
		}
	}
	return nil
}

func (s *Screen) grid(i int) *diffing.Row { return &s.env.Catalog.Result.Grid[s.rows[i]] }

func (s *Screen) enter() tea.Cmd {
	if s.list.Cursor() >= len(s.rows) {
		return nil
	}
	r := s.grid(s.list.Cursor()).Resource
	return screen.Send(screen.Goto{Screen: "findings", Query: fmt.Sprintf("resource:%s type:%s", quoted(r.Name), quoted(r.Kind))})
}

// quoted writes a name as a value of the query language.
func quoted(s string) string {
	s = strings.NewReplacer(`"`, "?", ",", "?").Replace(s)
	if strings.ContainsAny(s, " \t") {
		return `"` + s + `"`
	}
	return s
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	envs := s.env.Catalog.Envs
	nameW := max(min(s.w*4/10, 60), 20)
	const gap = 1
	fit := max((s.w-nameW-2)/13, 1)
	n := min(fit, len(envs))
	if n == 0 {
		return []cell.Line{{}, cell.T(theme.Dim, "  there are no environments yet")}
	}
	colW := min((s.w-nameW-2)/n, 18)
	s.first = max(min(s.first, s.column), s.column-n+1, 0)
	head := cell.T(theme.Dim, cell.Fit("", nameW+1))
	for i := s.first; i < s.first+n && i < len(envs); i++ {
		name := term.Clean(envs[i], 40)
		if i == s.env.Catalog.Ref {
			name += "*"
		}
		tok := theme.Dim
		if i == s.column {
			tok = theme.Accent
		}
		head = head.Add(tok, cell.Fit(name, colW-gap)+" ")
	}
	if n < len(envs) {
		head = head.Add(theme.Dim, fmt.Sprintf("%d more", len(envs)-n))
	}
	out := []cell.Line{s.legend(), head}
	if len(s.rows) == 0 {
		text := "  nothing was compared"
		switch {
		case s.env.Loading:
			text = "  collecting: the grid appears with the first environments"
		case s.only:
			text = "  no resource differs; d shows all of them"
		}
		return append(out, cell.T(theme.Dim, text))
	}
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		out = append(out, s.row(i, nameW, colW, n))
	}
	return out
}

func (s *Screen) legend() cell.Line {
	g := &s.env.Theme.Glyphs
	l := cell.T(theme.Okay, " "+g.Flat+" same  ").Add(theme.Dim, "~ same but for its own name  ").Add(theme.Should, "≠ differs  ")
	return l.Add(theme.Must, g.Absent+" missing  ").Add(theme.Unsure, g.Unsure+" not observed").Add(theme.Dim, "   * reference")
}

func (s *Screen) row(i, nameW, colW, n int) cell.Line {
	r := s.grid(i)
	here := i == s.list.Cursor()
	lead := cell.T(theme.Text, " ")
	if here {
		lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor)
	}
	name := r.Resource.Kind + " " + r.Resource.Name
	l := lead.Add(theme.Text, cell.Fit(cell.CutMiddle(term.Clean(name, screen.MaxCellText), nameW-1), nameW))
	for k := s.first; k < s.first+n && k < len(r.Cells); k++ {
		text, tok := s.cellText(r, k)
		if here && k == s.column {
			text = "[" + text + "]"
		}
		l = l.Add(tok, cell.Fit(text, colW-1)+" ")
	}
	return l
}

func (s *Screen) cellText(r *diffing.Row, k int) (string, theme.Token) {
	c := &r.Cells[k]
	g := &s.env.Theme.Glyphs
	switch {
	case c.State == diffing.AbsentState:
		return g.Absent + " missing", theme.Must
	case c.State == diffing.UnknownState:
		return g.Unsure + " unknown", theme.Unsure
	case c.Drifts > 0:
		return "≠ " + screen.Number(c.Drifts), theme.Should
	case c.Equiv > 0:
		return "~ " + screen.Number(c.Equiv), theme.Dim
	case k == s.env.Catalog.Ref && s.others(r):
		return g.Leaf, theme.Dim
	}
	return g.Flat, theme.Okay
}

// others reports whether any environment differs from the reference: then the reference itself is not "the same".
func (s *Screen) others(r *diffing.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c diffing.RowCell) bool { return c.Drifts > 0 || c.State == diffing.AbsentState })
}
