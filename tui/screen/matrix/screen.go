// Package matrix shows all resources by environments as a grid: same, equivalent, differs, missing, unknown. It is for the eye:
// where a column or a row stands out, enter shows the findings behind it.
package matrix

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/query"
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

func (s *Screen) odd(r *drift.Row) bool {
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
	s.list.SetHeight(max(h-len(s.legend())-1, 0))
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
		screen.Wheeled(&s.list, msg)
	case tea.MouseClickMsg:
		i, k := s.list.RowAt(msg.Y-len(s.legend())-1), s.columnAt(msg.X)
		if i >= 0 && i == s.list.Cursor() && (k < 0 || k == s.column) {
			return s.enter()
		}
		if i >= 0 {
			s.list.Set(i)
		}
		if k >= 0 {
			s.column = k
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
			if g := s.grid(i); s.column < len(g.Cells) && (g.Cells[s.column].Drifts > 0 || g.Cells[s.column].State != drift.Present) {
				s.list.Set(i)
				break
			}
		}
	}
	return nil
}

// columnAt is the environment whose column is at x, -1 for none.
func (s *Screen) columnAt(x int) int {
	shown, colW, nameW := s.columns()
	if k := (x - nameW - 1) / max(colW, 1); x > nameW && k < len(shown) {
		return shown[k]
	}
	return -1
}

func (s *Screen) grid(i int) *drift.Row { return &s.env.Catalog.Result.Grid[s.rows[i]] }

func (s *Screen) enter() tea.Cmd {
	if s.list.Cursor() >= len(s.rows) {
		return nil
	}
	row := s.grid(s.list.Cursor())
	q := fmt.Sprintf("resource:%s type:%s", query.Exactly(row.Resource.Name), query.Exactly(row.Resource.Kind))
	if s.column < len(row.Cells) && s.column != s.env.Catalog.Ref && row.Cells[s.column].Drifts > 0 && s.env.Catalog.InRow(row, s.column) > 0 {
		q += " env:" + query.Exactly(s.env.Catalog.Envs[s.column])
	}
	return screen.Send(screen.Goto{Screen: "findings", Query: q})
}

// The widths of the grid, in cells.
const (
	least  = 12 // the narrowest column: "[∅ missing]" and a space
	widest = 18
)

// columns are the environments that have a column now, the reference always among them, the width of a column, and that of the
// names. Where not all fit, the others page beside the reference.
func (s *Screen) columns() (shown []int, colW, nameW int) {
	n, ref := len(s.env.Catalog.Envs), s.env.Catalog.Ref
	nameW = max(min(s.w*35/100, 60), 18)
	fit := max((s.w-nameW-2)/least, 2)
	if n <= fit {
		for i := range n {
			shown = append(shown, i)
		}
	} else {
		var others []int
		at := 0
		for i := range n {
			if i == s.column {
				at = len(others)
			}
			if i != ref {
				others = append(others, i)
			}
		}
		if ref >= 0 {
			fit--
		}
		at = min(at, len(others)-1)
		if s.column != ref || ref < 0 {
			s.first = max(min(s.first, at), at-fit+1, 0)
		}
		s.first = min(s.first, max(len(others)-fit, 0))
		shown = append(shown, others[s.first:min(s.first+fit, len(others))]...)
		if ref >= 0 {
			shown = append(shown, ref)
		}
	}
	colW = min((s.w-nameW-2)/max(len(shown), 1), widest)
	return shown, colW, max(nameW, min(s.w-2-colW*len(shown), 60))
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	envs := s.env.Catalog.Envs
	if len(envs) == 0 {
		return []cell.Line{{}, cell.T(theme.Dim, "  there are no environments yet")}
	}
	shown, colW, nameW := s.columns()
	which := ""
	if n := len(envs) - len(shown); n > 0 {
		which = fmt.Sprintf("%d more: %s and %s page", n, s.Keys().Key(screen.Left), s.Keys().Key(screen.Right))
	}
	head := cell.T(theme.Dim, cell.Fit(" "+which, nameW+1))
	for _, i := range shown {
		name := cell.Cut(term.Clean(envs[i], 40), colW-2)
		if i == s.env.Catalog.Ref {
			name += "*"
		}
		tok := theme.Dim
		if i == s.column {
			tok = theme.Accent
		}
		head = head.Add(tok, cell.Fit(name, colW-1)+" ")
	}
	out := append(s.legend(), head)
	if len(s.rows) == 0 {
		text := "  nothing was compared"
		switch {
		case s.env.Loading:
			text = "  collecting: the grid appears with the first environments"
		case s.only:
			text = "  no resource differs; " + s.Keys().Key(differing) + " shows all of them"
		}
		return append(out, cell.T(theme.Dim, text))
	}
	from, to := s.list.Window()
	refs := make([]drift.ResourceRef, 0, to-from)
	for i := from; i < to; i++ {
		refs = append(refs, s.grid(i).Resource)
	}
	for k, name := range screen.ResourceNames(refs, nameW-1) {
		out = append(out, s.row(from+k, name, shown, colW, nameW))
	}
	return out
}

// sign is a sign of the grid and what it means.
type sign struct {
	tok         theme.Token
	glyph       string
	long, short string // the words, and those of a narrow terminal
}

func (s *Screen) signs() []sign {
	g := &s.env.Theme.Glyphs
	return []sign{
		{theme.Okay, g.Flat, "same", "same"},
		{theme.Dim, "~", "same but for its own name", "own name"},
		{theme.Should, "≠", "differs, with the number of findings", "findings"},
		{theme.Must, g.Absent, "missing", "missing"},
		{theme.Unsure, g.Unsure, "unknown: not observed", "unknown"},
		{theme.Dim, "*", "reference", "ref"},
		{theme.Dim, g.Leaf, "the reference where others differ", "others differ"},
	}
}

// legend explains the signs, on as many lines as that takes; narrow terminals get shorter words.
func (s *Screen) legend() []cell.Line {
	const wide = 116
	var out []cell.Line
	l := cell.Line{}
	for _, x := range s.signs() {
		words := x.long
		if s.w < wide {
			words = x.short
		}
		part := cell.T(x.tok, " "+x.glyph+" "+words+" ")
		if l.Width() > 0 && l.Width()+part.Width() > s.w {
			out, l = append(out, l), cell.Line{}
		}
		l = l.Append(part)
	}
	return append(out, l)
}

func (s *Screen) row(i int, name string, shown []int, colW, nameW int) cell.Line {
	r := s.grid(i)
	here := i == s.list.Cursor()
	lead := cell.T(theme.Text, " ")
	if here {
		lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor)
	}
	l := lead.Add(theme.Text, cell.Fit(name, nameW))
	for _, k := range shown {
		if k >= len(r.Cells) {
			continue
		}
		text, tok := s.cellText(r, k)
		if here && k == s.column {
			text = "[" + text + "]"
		}
		l = l.Add(tok, cell.Fit(text, colW-1)+" ")
	}
	return l
}

func (s *Screen) cellText(r *drift.Row, k int) (string, theme.Token) {
	c := &r.Cells[k]
	g := &s.env.Theme.Glyphs
	switch {
	case c.State == drift.AbsentState:
		return g.Absent + " missing", theme.Must
	case c.State == drift.UnknownState:
		return g.Unsure + " unknown", theme.Unsure
	case c.Drifts > 0:
		if n := s.env.Catalog.InRow(r, k); n > 0 {
			return "≠ " + screen.Number(n), theme.Should
		}
		return "≠", theme.Should
	case c.Equiv > 0:
		return "~ " + screen.Number(c.Equiv), theme.Dim
	case k == s.env.Catalog.Ref && s.others(r):
		return g.Leaf, theme.Dim
	}
	return g.Flat, theme.Okay
}

// others reports whether any environment differs from the reference: then the reference itself is not "the same".
func (s *Screen) others(r *drift.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c drift.RowCell) bool { return c.Drifts > 0 || c.State == drift.AbsentState })
}
