// Package overview is the first screen: how far the environments are in parity, by pillar and pair, with the trend; what hurts
// first; what is new since the baseline; what could not be observed. Every number leads to the findings behind it.
package overview

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// item is one line with what is behind it.
type item struct {
	line    cell.Line
	query   string   // findings behind the line; for a line of columns, behind all of them
	columns []string // queries of the columns, chosen with left and right
	finding string   // the finding the line is
	goTo    string   // the screen behind the line
	still   bool     // nothing behind it: the cursor passes over it
}

// Screen is the overview.
type Screen struct {
	env        *screen.Env
	w, h       int
	list       list.List
	items      []item
	split      int // items before split are in the left pane, when there are two
	column     int
	trend      []screen.Point
	wasLoading bool
	todo       todo
}

// New returns the overview.
func New(env *screen.Env) *Screen { return &Screen{env: env, column: -1} }

// trendLoaded brings the scores of earlier audits.
type trendLoaded struct {
	points []screen.Point
	since  *screen.Since
}

// Init asks for the trend.
func (s *Screen) Init() tea.Cmd {
	h := s.env.Services.History
	if h == nil {
		return nil
	}
	return func() tea.Msg {
		points, err := h.Trend(context.Background())
		if err != nil {
			return trendLoaded{} // no trend is drawn; the finding's own history tells why
		}
		since, err := h.Newest(context.Background())
		if err != nil {
			return trendLoaded{points: points}
		}
		return trendLoaded{points, since}
	}
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "overview" }

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Overview" }

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.rebuild()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool {
	if s.column >= 0 {
		s.column = -1
		s.rebuild()
		return true
	}
	return false
}

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.rebuild()
	return nil
}

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := screen.Moves()
	m = append(m,
		keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "show findings", Help: "Show the findings behind this number", Footer: 1},
		keys.Binding{Action: screen.Right, Keys: []string{"l", "right"}, Short: "by environment", Help: "Choose the next environment's number", Footer: 4},
		keys.Binding{Action: screen.Left, Keys: []string{"h", "left"}, Help: "Choose the previous environment's number"},
		keys.Binding{Action: nextPart, Keys: []string{"tab"}, Help: "Go to the next part"},
		keys.Binding{Action: walk, Keys: []string{"w"}, Short: "walk", Help: "Walk through what must be decided, worst first", Footer: 2},
		keys.Binding{Action: fresh, Keys: []string{"c"}, Short: "changed", Help: "Show what is new since the baseline, or since the newest labelled snapshot", Footer: 5},
		keys.Binding{Action: promotion, Keys: []string{"p"}, Short: "promotion", Help: "Show what each promotion brings, what is on its way and what is overdue", Footer: 6},
		keys.Binding{Action: find, Keys: []string{"/"}, Short: "find", Help: "Filter the findings", Footer: 3},
	)
	if !s.env.Catalog.Result.Baseline && s.env.Since == nil {
		m = m.Disable(fresh, "there is no baseline and no labelled snapshot to hold this against")
	}
	return s.env.Remap(s.Name(), m)
}

// The actions of this screen alone.
const (
	fresh    keys.Action = "changed"
	nextPart keys.Action = "next-part"
	walk     keys.Action = "walk"
	find     keys.Action = "find"

	promotion keys.Action = "promotion"
)

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(s.Keys().Action(msg))
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelDown {
			s.move(func() { s.list.Move(1) }, 1)
		} else {
			s.move(func() { s.list.Move(-1) }, -1)
		}
	case tea.MouseClickMsg:
		if i := s.at(msg.X, msg.Y); i >= 0 && !s.items[i].still {
			if s.list.Cursor() == i {
				return s.enter()
			}
			s.list.Set(i)
		}
	case trendLoaded:
		s.trend, s.env.Since = msg.points, msg.since
		s.rebuild()
	}
	return nil
}

// two reports whether there are two panes.
func (s *Screen) two() bool { return s.w >= 110 && !s.env.Loading }

// short reports whether there is too little height for all pillars and the first findings in one pane: the pillars then come last.
func (s *Screen) short() bool { return !s.two() && s.h < 21 }

func (s *Screen) leftWidth() int { return max(s.w*45/100, 54) }

func (s *Screen) at(x, y int) int {
	if !s.two() {
		return s.list.RowAt(y)
	}
	if x >= s.leftWidth() {
		y += s.split
		if y < len(s.items) {
			return y
		}
		return -1
	}
	if y < s.split {
		return y
	}
	return -1
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	dir := 1
	switch a {
	case screen.Up, screen.HalfUp, screen.PageUp, screen.Bottom:
		dir = -1
	}
	before := s.list.Cursor()
	if screen.Moved(&s.list, a) {
		s.list.Set(s.settle(s.list.Cursor(), dir, before))
		if s.column >= 0 {
			s.column = min(s.column, len(s.item().columns)-1)
			s.rebuild()
		}
		return nil
	}
	switch a {
	case screen.Enter:
		return s.enter()
	case screen.Right:
		s.column = min(s.column+1, len(s.item().columns)-1)
		s.rebuild()
	case screen.Left:
		s.column = max(s.column-1, -1)
		s.rebuild()
	case nextPart:
		s.part()
	case fresh:
		q := "is:recent verdict:must,should"
		if s.env.Catalog.Result.Baseline {
			q = "is:new"
		}
		return screen.Send(screen.Goto{Screen: "findings", Query: q})
	case walk:
		return screen.Send(screen.Goto{Screen: "walk"})
	case promotion:
		return screen.Send(screen.Goto{Screen: "findings", Group: catalog.ByStep.String()})
	case find:
		return tea.Sequence(screen.Send(screen.Goto{Screen: "findings"}), screen.Send(keys.Press(screen.Filter)))
	}
	return nil
}

func (s *Screen) move(f func(), dir int) {
	before := s.list.Cursor()
	f()
	s.list.Set(s.settle(s.list.Cursor(), dir, before))
}

// settle returns the first line from i in direction dir that has something behind it, or where it was.
func (s *Screen) settle(i, dir, before int) int {
	for j := i; j >= 0 && j < len(s.items); j += dir {
		if !s.items[j].still {
			return j
		}
	}
	for j := i; j >= 0 && j < len(s.items); j -= dir {
		if !s.items[j].still {
			return j
		}
	}
	return before
}

// part goes to the first line after the next gap.
func (s *Screen) part() {
	n := len(s.items)
	for k := 1; k < n; k++ {
		i := (s.list.Cursor() + k) % n
		if !s.items[i].still && s.items[(i+n-1)%n].still {
			s.list.Set(i)
			return
		}
	}
}

func (s *Screen) item() item {
	if i := s.list.Cursor(); i < len(s.items) {
		return s.items[i]
	}
	return item{}
}

func (s *Screen) enter() tea.Cmd {
	it := s.item()
	q := it.query
	if s.column >= 0 && s.column < len(it.columns) {
		q = it.columns[s.column]
	}
	switch {
	case it.finding != "":
		return screen.Send(screen.OpenFinding{Fingerprint: it.finding, Among: s.listed()})
	case it.goTo != "":
		return screen.Send(screen.Goto{Screen: it.goTo})
	case q != "":
		return screen.Send(screen.Goto{Screen: "findings", Query: q})
	}
	return nil
}

// listed are the findings on the screen, for next and previous.
func (s *Screen) listed() []string {
	var out []string
	for i := range s.items {
		if s.items[i].finding != "" {
			out = append(out, s.items[i].finding)
		}
	}
	return out
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	if s.env.Loading {
		s.rebuild() // the sources' spinners and times move
	}
	if !s.two() {
		from, to := s.list.Window()
		return s.draw(from, to)
	}
	left, right := s.draw(0, s.split), s.draw(s.split, len(s.items))
	lw := s.leftWidth()
	if over := s.list.Cursor() - s.split - s.h + 1; over > 0 {
		right = right[min(over, len(right)):]
	}
	return cell.Beside(s.h, cell.Seg{Text: s.env.Theme.Glyphs.Bar, Token: theme.Faint}, [][]cell.Line{left, right}, []int{lw, s.w - lw - 1})
}

func (s *Screen) draw(from, to int) []cell.Line {
	out := make([]cell.Line, 0, to-from)
	for i := from; i < to; i++ {
		lead := cell.T(theme.Text, "  ")
		if i == s.list.Cursor() && !s.items[i].still {
			lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor+" ")
		}
		out = append(out, lead.Append(s.items[i].line))
	}
	return out
}
