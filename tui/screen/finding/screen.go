package finding

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// The actions of this screen alone.
const (
	next     keys.Action = "next-finding"
	previous keys.Action = "previous-finding"
	wrap     keys.Action = "wrap"
	openAll  keys.Action = "unfold-all"
	foldAll  keys.Action = "fold-all"
	more     keys.Action = "more-context"
	less     keys.Action = "less-context"
	nextPart keys.Action = "next-section"
)

// Screen shows one finding whole.
type Screen struct {
	env   *screen.Env
	fp    string
	among []string
	at    int
	w, h  int
	list  list.List
	view  View
	tree  *difftree.Node
	items []Item
}

// New returns the screen of a finding; among is what next and previous go through.
func New(env *screen.Env, msg screen.OpenFinding) *Screen {
	s := &Screen{env: env, among: msg.Among}
	s.show(msg.Fingerprint)
	s.view.Asked = msg.Place
	s.rebuild()
	if msg.Table {
		s.toggleTable()
	}
	return s
}

func (s *Screen) show(fp string) tea.Cmd {
	s.fp = fp
	s.at = slices.Index(s.among, fp)
	s.view = View{Folds: difftree.Folds{Open: map[string]bool{}}, Wrap: s.view.Wrap, Context: s.view.Context}
	s.list.Top()
	s.tree = nil
	if f := s.finding(); f != nil {
		s.tree = Tree(f)
	}
	s.rebuild()
	return s.load()
}

// historyLoaded brings what earlier snapshots say of a finding.
type historyLoaded struct {
	fp   string
	seen []screen.Seen
	err  error
}

func (s *Screen) load() tea.Cmd {
	h, fp := s.env.Services.History, s.fp
	if h == nil {
		return nil
	}
	return func() tea.Msg {
		seen, err := h.Finding(context.Background(), fp)
		return historyLoaded{fp, seen, err}
	}
}

func (s *Screen) finding() *rules.Finding {
	if i := s.env.Catalog.Index(s.fp); i >= 0 {
		return s.env.Catalog.Finding(i)
	}
	return nil
}

func (s *Screen) rebuild() {
	f := s.finding()
	if f == nil {
		s.items = []Item{{Line: cell.T(theme.Dim, "This finding is gone: it is no longer in the audit."), Side: -1, Place: -1}}
	} else {
		s.items = Card(s.env, f, s.tree, max(s.w-3, 10), s.view)
	}
	s.list.SetLen(len(s.items))
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "finding" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	if s.at >= 0 && len(s.among) > 1 {
		return fmt.Sprintf("Finding %s of %s", screen.Number(s.at+1), screen.Number(len(s.among)))
	}
	return "Finding"
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.list.SetHeight(h)
	s.rebuild()
}

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	f := s.finding()
	if f != nil {
		s.tree = Tree(f)
	}
	if s.view.Table != nil {
		if s.view.Table = nil; f != nil {
			s.view.Table = table(s.env, f.Drift)
		}
	}
	s.rebuild()
	return nil
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool {
	if s.view.Table == nil {
		return false
	}
	s.toggleTable()
	return true
}

// Init asks for what has to be loaded.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := screen.Moves()
	m = append(m,
		keys.Binding{Action: next, Keys: []string{"n"}, Short: "next", Help: "Go to the next finding", Footer: 1},
		keys.Binding{Action: previous, Keys: []string{"N"}, Short: "previous", Help: "Go to the previous finding", Footer: 2},
		s.enterKey(),
		keys.Binding{Action: screen.Right, Keys: []string{"l", "right"}, Help: "Open the fold; next environment columns"},
		keys.Binding{Action: screen.Left, Keys: []string{"h", "left"}, Help: "Close the fold; previous environment columns"},
		keys.Binding{Action: openAll, Keys: []string{"="}, Help: "Open all folds"},
		keys.Binding{Action: foldAll, Keys: []string{"-"}, Help: "Close all folds"},
		keys.Binding{Action: wrap, Keys: []string{"w"}, Short: "whole", Help: "Show long values whole, or cut", Footer: 9},
		keys.Binding{Action: more, Keys: []string{"}"}, Help: "More equal lines around each change of a text"},
		keys.Binding{Action: less, Keys: []string{"{"}, Help: "Fewer equal lines around each change of a text"},
		screen.Table("Of a table of a database: show all its columns, indexes and constraints side by side, or the finding again"),
		keys.Binding{Action: nextPart, Keys: []string{"tab"}, Help: "Go to the next part of the page"},
	)
	it := s.item()
	m = append(m, screen.WithCommit(s.env, screen.Acts(s.env), s.finding(), it.Side, it.Place)...)
	if s.trace() != "" { // what journeys found is in no commit
		for i := range m {
			if m[i].Action == screen.Commit {
				m[i].Short, m[i].Why = "trace", ""
			}
		}
	}
	if s.at < 0 || s.at+1 >= len(s.among) {
		m = m.Disable(next, "this is the last one of the list it was opened from")
	}
	if s.at <= 0 {
		m = m.Disable(previous, "this is the first one of the list it was opened from")
	}
	if f := s.finding(); f == nil || s.env.Catalog.Result.TableOf(f.Drift) == nil {
		m = m.Disable(screen.WholeTable, "this finding is not about a table of a database")
	}
	return s.env.Remap(s.Name(), m)
}

// enterKey is the key that acts on the line under the cursor; the footer says how.
func (s *Screen) enterKey() keys.Binding {
	b := keys.Binding{Action: screen.Enter, Keys: []string{"enter", "space"}, Short: "open", Help: "Open or close the fold on this line; on a value or a place, open its source in $EDITOR", Footer: 1}
	switch it := s.item(); {
	case it.Fold != "" && it.Open:
		b.Short = "close"
	case it.Fold != "":
	case it.Side < 0 && it.Place < 0:
		b.Why = "this line has no fold and no source"
	case s.env.Services.Editor == nil:
		b.Why = "no editor: set $EDITOR or $VISUAL"
	case s.source(it) == "":
		b.Why = "it is not known where this is defined"
	default:
		b.Short, b.Writes = "edit "+cell.CutMiddle(clean(s.source(it)), max(min(s.w-otherKeys, maxShownSource), minShownSource)), true
	}
	return b
}

// The cells that the footer has for a source's name: what the keys that are always there leave, within bounds.
const (
	otherKeys      = 46
	minShownSource = 14
	maxShownSource = 40
)

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(s.Keys().Action(msg))
	case tea.MouseWheelMsg:
		screen.Wheeled(&s.list, msg)
	case tea.MouseClickMsg:
		if row := s.list.RowAt(msg.Y); row >= 0 {
			if row == s.list.Cursor() {
				return s.enter()
			}
			s.list.Set(row)
		}
	case historyLoaded:
		if msg.fp == s.fp {
			s.view.Looked, s.view.History = true, msg.seen
			if msg.err != nil {
				s.view.Trouble = msg.err.Error()
			}
			s.rebuild()
		}
	}
	return nil
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	if screen.Moved(&s.list, a) {
		return nil
	}
	switch a {
	case next:
		return s.show(s.among[s.at+1])
	case previous:
		return s.show(s.among[s.at-1])
	case screen.Enter:
		return s.enter()
	case screen.Left, screen.Right:
		return s.sideways(a == screen.Right)
	case openAll, foldAll:
		s.view.Folds.Open = map[string]bool{}
		s.view.Folds.All = 1
		if a == foldAll {
			s.view.Folds.All = -1
		}
		s.rebuild()
	case wrap:
		return s.toggleWrap()
	case more:
		s.view.Context = min(s.view.Context+3, 60)
		s.rebuild()
	case less:
		s.view.Context = max(s.view.Context-3, -3)
		s.rebuild()
	case nextPart:
		s.part()
	case screen.WholeTable:
		s.toggleTable()
	case screen.Commit:
		if trace := s.trace(); trace != "" {
			return screen.Send(screen.OpenTrace{URL: trace})
		}
		return screen.Send(screen.Do{Action: a, Fingerprints: []string{s.fp}, Side: s.item().Side, Place: s.item().Place})
	case screen.Accept, screen.MakeRule, screen.Edit, screen.Page, screen.CopyText, screen.CopyJSON, screen.CopyTask, screen.Undo, screen.Export:
		return screen.Send(screen.Do{Action: a, Fingerprints: []string{s.fp}, Side: s.item().Side, Place: s.item().Place, Table: s.view.Table != nil})
	}
	return nil
}

// toggleWrap shows long values whole, or cut again. Where nothing is cut it says so.
func (s *Screen) toggleWrap() tea.Cmd {
	before := s.items
	s.view.Wrap = !s.view.Wrap
	s.rebuild()
	same := func(a, b Item) bool { return a.Line.Plain() == b.Line.Plain() }
	if !slices.EqualFunc(before, s.items, same) {
		return nil
	}
	s.view.Wrap = false
	return screen.Send(screen.Toast{Text: "No value on this page is cut."})
}

// toggleTable shows the whole table instead of the finding, or the finding again.
func (s *Screen) toggleTable() {
	s.view.Folds = difftree.Folds{Open: map[string]bool{}}
	if f := s.finding(); s.view.Table == nil && f != nil {
		s.view.Table = table(s.env, f.Drift)
		s.view.Folds.All = 1
	} else {
		s.view.Table = nil
	}
	s.list.Top()
	s.rebuild()
}

// trace is where the trace of the line's visit can be looked at, or of the finding's first visit; "" for a finding without one.
func (s *Screen) trace() string {
	if it := s.item(); it.Trace != "" {
		return it.Trace
	}
	if f := s.finding(); f != nil && len(f.Drift.Facts.Traces) > 0 {
		return f.Drift.Facts.Traces[0].URL
	}
	return ""
}

func (s *Screen) item() Item {
	if i := s.list.Cursor(); i < len(s.items) {
		return s.items[i]
	}
	return Item{Side: -1, Place: -1}
}

func (s *Screen) enter() tea.Cmd {
	it := s.item()
	switch {
	case it.Fold != "":
		s.view.Folds.Open[it.Fold] = !it.Open
		s.rebuild()
	case s.source(it) != "" && s.env.Services.Editor != nil:
		return screen.Send(screen.Do{Action: screen.Edit, Fingerprints: []string{s.fp}, Side: it.Side, Place: it.Place})
	}
	return nil
}

// source is where the value or the place of a line is defined, "" for a line without one.
func (s *Screen) source(it Item) string {
	f := s.finding()
	if f == nil || it.Side < 0 && it.Place < 0 {
		return ""
	}
	return screen.SourceText(screen.SourceOf(f, it.Side, it.Place, s.env.Catalog.Ref))
}

// sideways opens or closes the fold on the line, else pages the columns. Where neither is possible it says so.
func (s *Screen) sideways(right bool) tea.Cmd {
	column := s.view.Column
	if it := s.item(); it.Fold != "" && it.Open != right {
		s.view.Folds.Open[it.Fold] = right
		s.rebuild()
		return nil
	}
	if right {
		s.view.Column = min(column+1, s.lastColumn())
	} else {
		s.view.Column = max(column-1, 0)
	}
	switch {
	case s.view.Column != column:
		s.rebuild()
		return nil
	case s.lastColumn() == 0:
		return screen.Send(screen.Toast{Text: "All environments are shown; there are no more columns."})
	case right:
		return screen.Send(screen.Toast{Text: "These are the last columns."})
	}
	return screen.Send(screen.Toast{Text: "These are the first columns."})
}

// lastColumn is the first column shown when the last one is in view.
func (s *Screen) lastColumn() int {
	f := s.finding()
	if f == nil {
		return 0
	}
	c := &card{env: s.env, t: s.env.Theme, f: f, d: f.Drift, w: max(s.w-3, 10), v: s.view}
	if s.view.Table != nil {
		c = c.ofTable()
	}
	return c.lastColumn()
}

func (s *Screen) part() {
	for k := 1; k <= len(s.items); k++ {
		if i := (s.list.Cursor() + k) % len(s.items); s.items[i].Head || i == 0 {
			s.list.Set(i)
			return
		}
	}
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	from, to := s.list.Window()
	out := make([]cell.Line, 0, to-from)
	for i := from; i < to; i++ {
		it := s.items[i]
		lead, tok := "  ", theme.Text
		if i == s.list.Cursor() {
			lead, tok = s.env.Theme.Glyphs.Cursor+" ", theme.Accent
		}
		sign := cell.Line{}
		if it.Fold != "" && it.Head {
			g := s.env.Theme.Glyphs.Closed
			if it.Open {
				g = s.env.Theme.Glyphs.Open
			}
			sign = cell.T(theme.Dim, g+" ")
		}
		out = append(out, cell.T(tok, lead).Append(sign).Append(it.Line))
	}
	return out
}
