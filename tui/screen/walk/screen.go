// Package walk goes through the findings one by one, worst first, and asks for a decision on each: accept it, make it a rule,
// leave it for now, open its source. It shows how far one is, takes decisions back, and begins where the last session stopped.
package walk

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/theme"
)

// Screen is the walk.
type Screen struct {
	env     *screen.Env
	w, h    int
	way     []string // fingerprints in order of harm
	at      int      // len(way): the end
	list    list.List
	items   []finding.Item
	view    finding.View
	tree    *difftree.Node
	query   string
	resumed bool
}

// New returns a walk over what a query picks, and over everything that is not acceptable for an empty one.
func New(env *screen.Env, text string) *Screen {
	s := &Screen{env: env, query: text}
	s.plan()
	s.begin()
	return s
}

// plan puts the findings in order; the Result is sorted by harm already.
func (s *Screen) plan() {
	here := s.current()
	q := query.Parse(s.query)
	m := query.Compile(q, s.env.Catalog.Scope())
	s.way = s.way[:0]
	for i := range s.env.Catalog.Result.Findings {
		f := s.env.Catalog.Finding(i)
		if f.State == rules.Waived && s.env.Decisions.Of(f.Fingerprint).Kind == screen.Undecided {
			continue
		}
		if s.query == "" && f.Verdict == rules.Acceptable || s.query != "" && !m.Match(f, "") {
			continue
		}
		s.way = append(s.way, f.Fingerprint)
	}
	s.at = min(s.at, len(s.way))
	for i, fp := range s.way {
		if fp == here {
			s.at = i
		}
	}
}

// begin goes to where the last session stopped, else to the first that is undecided.
func (s *Screen) begin() {
	for i, fp := range s.way {
		if fp == s.env.Session.WalkAt && s.open(fp) {
			s.at, s.resumed = i, i > 0
			s.show()
			return
		}
	}
	s.at = -1
	s.forward()
}

// open reports whether a finding still wants a decision.
func (s *Screen) open(fp string) bool {
	return s.env.Decisions.Of(fp).Kind == screen.Undecided
}

func (s *Screen) current() string {
	if s.at >= 0 && s.at < len(s.way) {
		return s.way[s.at]
	}
	return ""
}

// forward goes to the next undecided finding, beginning again at the first, or to the end when there is none.
func (s *Screen) forward() {
	for k := 1; k <= len(s.way); k++ {
		i := (s.at + k) % len(s.way)
		if s.open(s.way[i]) {
			s.at = i
			s.show()
			return
		}
	}
	s.at = len(s.way)
	s.show()
}

func (s *Screen) show() {
	s.env.Session.WalkAt = s.current()
	s.view = finding.View{Folds: difftree.Folds{Open: map[string]bool{}}, Wrap: s.view.Wrap, Brief: true}
	s.list.Top()
	s.rebuild()
}

func (s *Screen) rebuild() {
	s.tree, s.items = nil, nil
	if f := s.finding(); f != nil {
		s.tree = finding.Tree(f)
		s.items = finding.Card(s.env, f, s.tree, max(s.w-3, 10), s.view)
	}
	s.list.SetLen(len(s.items))
	s.list.SetHeight(max(s.h-2, 0))
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "walk" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	if s.at >= 0 && s.at < len(s.way) {
		return fmt.Sprintf("Walk %s of %s", screen.Number(s.at+1), screen.Number(len(s.way)))
	}
	return "Walk"
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.rebuild()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool { return false }

// Refresh implements screen.Screen: after a decision it goes on to the next finding, after an undo back to the one undone.
func (s *Screen) Refresh() tea.Cmd {
	s.plan()
	s.rebuild()
	return nil
}

// decided goes on after a decision, and back after it was taken back.
func (s *Screen) decided(msg screen.Decided) {
	s.plan()
	if fp := s.current(); fp != "" && !s.open(fp) {
		s.forward()
		return
	}
	for _, fp := range msg.Fingerprints {
		for i, w := range s.way {
			if w == fp && s.open(fp) {
				s.at = i
				s.show()
				return
			}
		}
	}
}

// The actions of this screen alone.
const (
	leave    keys.Action = "leave"
	previous keys.Action = "previous-finding"
	next     keys.Action = "next-finding"
	wrap     keys.Action = "wrap"
	whole    keys.Action = "whole-finding"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := keys.Map{
		{Action: leave, Keys: []string{"space", "l"}, Short: "leave it", Help: "Leave it for now and go on to the next undecided one", Footer: 2, Writes: true},
		{Action: next, Keys: []string{"n", "right"}, Short: "next", Help: "Go to the next one without deciding", Footer: 5},
		{Action: previous, Keys: []string{"N", "left"}, Help: "Go to the one before"},
		{Action: screen.Enter, Keys: []string{"enter"}, Help: "Open or close the fold on this line"},
		{Action: whole, Keys: []string{"f"}, Help: "Open the whole finding, with its history"},
		{Action: wrap, Keys: []string{"w"}, Help: "Show long values whole, or cut"},
	}
	side, place := s.line()
	m = append(append(m, screen.Moves()...), screen.WithCommit(s.env, screen.Acts(s.env), s.finding(), side, place)...)
	for i := range m {
		switch m[i].Action {
		case screen.Accept:
			m[i].Footer = 1
		case screen.MakeRule:
			m[i].Footer = 3
		case screen.Undo:
			m[i].Footer = 4
		case screen.Edit:
			m[i].Footer = 6
		}
	}
	if s.at >= len(s.way) {
		for _, a := range []keys.Action{leave, next, screen.Accept, screen.MakeRule, screen.Edit, screen.Commit, screen.Page, screen.CopyText, screen.CopyJSON, screen.CopyTask, screen.Export, whole} {
			m = m.Disable(a, "the walk is at its end")
		}
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
		if i := s.list.RowAt(msg.Y - 2); i >= 0 {
			s.list.Set(i)
		}
	case screen.Decided:
		s.decided(msg)
	}
	return nil
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	if screen.Moved(&s.list, a) {
		return nil
	}
	fp := s.current()
	switch a {
	case leave:
		s.env.Decisions.Add(screen.Batch{Kind: screen.LeftAlone, Fingerprints: []string{fp}, What: "left a finding for now"}, screen.Decision{})
		s.forward()
	case next:
		s.at = min(s.at+1, len(s.way))
		s.show()
	case previous:
		s.at = max(s.at-1, 0)
		s.show()
	case wrap:
		s.view.Wrap = !s.view.Wrap
		s.rebuild()
	case screen.Enter:
		if i := s.list.Cursor(); i < len(s.items) && s.items[i].Fold != "" {
			s.view.Folds.Open[s.items[i].Fold] = !s.items[i].Open
			s.rebuild()
		}
	case whole:
		return screen.Send(screen.OpenFinding{Fingerprint: fp, Among: s.way})
	case screen.Accept, screen.MakeRule, screen.Edit, screen.Commit, screen.Page, screen.CopyText, screen.CopyJSON, screen.CopyTask, screen.Undo, screen.Export:
		side, place := s.line()
		return screen.Send(screen.Do{Action: a, Fingerprints: []string{fp}, Side: side, Place: place})
	}
	return nil
}

// line is the environment and the place that the line under the cursor is about, -1 for none.
func (s *Screen) line() (side, place int) {
	if i := s.list.Cursor(); i < len(s.items) {
		return s.items[i].Side, s.items[i].Place
	}
	return -1, -1
}

// finding is the one that the walk is at, nil at its end.
func (s *Screen) finding() *rules.Finding {
	if i := s.env.Catalog.Index(s.current()); i >= 0 {
		return s.env.Catalog.Finding(i)
	}
	return nil
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	out := []cell.Line{s.progress(), {}}
	if s.at >= len(s.way) {
		return append(out, s.end()...)
	}
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		lead := cell.T(theme.Text, "  ")
		if i == s.list.Cursor() {
			lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor+" ")
		}
		out = append(out, lead.Append(s.items[i].Line))
	}
	return out
}

// progress is the bar of what was decided.
func (s *Screen) progress() cell.Line {
	n := map[screen.DecisionKind]int{}
	for _, fp := range s.way {
		n[s.env.Decisions.Of(fp).Kind]++
	}
	g := &s.env.Theme.Glyphs
	done := len(s.way) - n[screen.Undecided]
	width := min(max(s.w-58, 8), 40)
	full := 0
	if len(s.way) > 0 {
		full = done * width / len(s.way)
	}
	l := cell.T(theme.Okay, "  "+strings.Repeat(g.Full, full)).Add(theme.Faint, strings.Repeat(g.Empty, width-full))
	l = l.Add(theme.Text, fmt.Sprintf("  %s of %s", screen.Number(done), screen.Number(len(s.way))))
	for _, k := range []struct {
		kind screen.DecisionKind
		word string
	}{{screen.Accepted, "accepted"}, {screen.Ruled, "by rule"}, {screen.LeftAlone, "left"}} {
		if n[k.kind] > 0 {
			l = l.Add(theme.Dim, fmt.Sprintf("  %s %s", screen.Number(n[k.kind]), k.word))
		}
	}
	if s.resumed {
		l = l.Add(theme.Accent, "  where you stopped")
	}
	return l
}

func (s *Screen) end() []cell.Line {
	if s.env.Loading {
		return []cell.Line{cell.T(theme.Strong, "  Collecting"), cell.T(theme.Dim, "  The walk begins when the first findings are in.")}
	}
	if len(s.way) == 0 {
		if !s.env.Catalog.Result.Complete {
			return []cell.Line{cell.T(theme.Unsure, "  "+s.env.Theme.Glyphs.Unsure+" Nothing to decide in what could be observed; "+s.env.Key(screen.GoSources)+" shows what could not.")}
		}
		return []cell.Line{cell.T(theme.Okay, "  "+s.env.Theme.Glyphs.Okay+" There is nothing to decide.")}
	}
	left := 0
	for _, fp := range s.way {
		if k := s.env.Decisions.Of(fp).Kind; k == screen.LeftAlone || k == screen.Undecided {
			left++
		}
	}
	out := []cell.Line{cell.T(theme.Strong, "  The end of the walk"), {}}
	if left > 0 {
		out = append(out, cell.T(theme.Text, "  "+screen.Plural(left, "finding")+" left for now; "+s.Keys().Key(previous)+" goes back, the next session asks again."))
	} else {
		out = append(out, cell.T(theme.Okay, "  "+s.env.Theme.Glyphs.Okay+" Everything is decided."))
	}
	return append(out, cell.T(theme.Dim, "  What was written takes effect in the next audit: envparity check."))
}
