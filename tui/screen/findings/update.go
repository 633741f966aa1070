package findings

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
)

// The actions of this screen alone.
const (
	groupBy   keys.Action = "group"
	groupBack keys.Action = "group-back"
	sortBy    keys.Action = "sort"
	turn      keys.Action = "sort-backwards"
	mark      keys.Action = "mark"
	markAll   keys.Action = "mark-all"
	rangeOf   keys.Action = "mark-range"
	showPane  keys.Action = "preview"
	openAll   keys.Action = "unfold-all"
	foldAll   keys.Action = "fold-all"
	panePos   keys.Action = "preview-position"
	paneDown  keys.Action = "preview-down"
	paneUp    keys.Action = "preview-up"
	wider     keys.Action = "preview-wider"
	narrower  keys.Action = "preview-narrower"
	nextHead  keys.Action = "next-group"
	prevHead  keys.Action = "previous-group"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	if s.input.on {
		return inputKeys()
	}
	m := screen.Moves()
	m = append(m,
		keys.Binding{Action: screen.Enter, Keys: []string{"enter"}, Short: "open", Help: "Open the finding; on a heading, open or close the group", Footer: 1},
		keys.Binding{Action: screen.Filter, Keys: []string{"/"}, Short: "filter", Help: "Filter: words, verdict:must env:prod path:**.image -owner:none …", Footer: 2},
		keys.Binding{Action: groupBy, Keys: []string{"tab", "b"}, Short: "group", Help: "Group by the next thing: verdict, resource, pillar, owner, rule, cause, kind, promotion, story, nothing", Footer: 5},
		keys.Binding{Action: groupBack, Keys: []string{"shift+tab", "B"}, Help: "Group by the previous thing"},
		keys.Binding{Action: sortBy, Keys: []string{"s"}, Short: "sort", Help: "Sort by the next thing: harm, risk, age, story, name, path, new first", Footer: 9},
		keys.Binding{Action: turn, Keys: []string{"S"}, Help: "Turn the order round"},
		keys.Binding{Action: mark, Keys: []string{"space"}, Short: "mark", Help: "Mark or unmark, and go down", Footer: 6},
		keys.Binding{Action: rangeOf, Keys: []string{"v"}, Help: "Begin a range of marks here; again to end it"},
		keys.Binding{Action: markAll, Keys: []string{"*"}, Help: "Mark all that are shown, or unmark them"},
		keys.Binding{Action: showPane, Keys: []string{"p"}, Short: "preview", Help: "Show or hide the preview"},
		keys.Binding{Action: panePos, Keys: []string{"P"}, Help: "Put the preview below the list, or beside it"},
		keys.Binding{Action: wider, Keys: []string{"+"}, Help: "Give the preview more room"},
		keys.Binding{Action: narrower, Keys: []string{"_"}, Help: "Give the preview less room"},
		keys.Binding{Action: paneDown, Keys: []string{"J", "shift+down"}, Help: "Scroll the preview down"},
		keys.Binding{Action: paneUp, Keys: []string{"K", "shift+up"}, Help: "Scroll the preview up"},
		keys.Binding{Action: nextHead, Keys: []string{"n", "}"}, Help: "Go to the next group"},
		keys.Binding{Action: prevHead, Keys: []string{"N", "{"}, Help: "Go to the previous group"},
		keys.Binding{Action: screen.Right, Keys: []string{"l", "right"}, Help: "Open the group"},
		keys.Binding{Action: screen.Left, Keys: []string{"h", "left"}, Help: "Close the group"},
		keys.Binding{Action: openAll, Keys: []string{"="}, Help: "Open all groups"},
		keys.Binding{Action: foldAll, Keys: []string{"-"}, Help: "Close all groups"},
	)
	m = append(m, screen.Table("Of a table of a database: show all its columns, indexes and constraints side by side"))
	m = append(m, screen.WithCommit(s.env, screen.Acts(s.env), s.Current(), -1, -1)...)
	if why := s.noTable(); why != "" {
		m = m.Disable(screen.WholeTable, why)
	}
	if len(s.rows) == 0 {
		for _, a := range []keys.Action{screen.Enter, screen.Accept, screen.MakeRule, screen.Edit, screen.Commit, screen.Page, screen.CopyText, screen.CopyJSON, screen.CopyTask, screen.Export, mark, markAll} {
			m = m.Disable(a, "the list is empty")
		}
	}
	return s.env.Remap(s.Name(), m)
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s.input.on {
			return s.typed(msg)
		}
		return s.key(s.Keys().Action(msg))
	case tea.PasteMsg:
		if s.input.on {
			return s.pasted(msg.Content)
		}
	case tea.MouseWheelMsg:
		s.wheel(msg)
	case tea.MouseClickMsg:
		return s.click(msg)
	}
	return nil
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	before := s.list.Cursor()
	if screen.Moved(&s.list, a) {
		s.ranged(before)
		s.preview.drop()
		return nil
	}
	switch a {
	case screen.Enter:
		return s.open()
	case screen.WholeTable:
		return s.openTable()
	case screen.Filter:
		s.input.begin(s.query.Text, s.env.Session.Queries)
		s.layout()
	case groupBy:
		s.SetGroup(((s.group + 1) % (catalog.Ungrouped + 1)).String())
	case groupBack:
		s.SetGroup(((s.group + catalog.Ungrouped) % (catalog.Ungrouped + 1)).String())
	case sortBy:
		s.order, s.turned = (s.order+1)%(catalog.ByState+1), false
		s.regroup(s.Current())
	case turn:
		s.turned = !s.turned
		s.regroup(s.Current())
	case mark:
		s.toggleMark()
	case rangeOf:
		if s.anchor >= 0 {
			s.anchor = -1
		} else {
			s.anchor = s.list.Cursor()
			s.ranged(s.anchor)
		}
	case markAll:
		s.toggleAll()
	case showPane, panePos, wider, narrower, paneDown, paneUp:
		return s.pane(a)
	case nextHead:
		s.head(1)
	case prevHead:
		s.head(-1)
	case screen.Right, screen.Left:
		s.fold(a == screen.Left)
	case openAll, foldAll:
		for i := range s.groups {
			s.closed[s.groups[i].Key] = a == foldAll
		}
		s.flatten(s.Current(), s.within())
		if a == foldAll {
			s.list.Top()
		}
	case screen.Accept, screen.MakeRule, screen.Edit, screen.Commit, screen.Page, screen.CopyText, screen.CopyJSON, screen.CopyTask, screen.Undo, screen.Export:
		fps := s.Targets()
		if a == screen.Export && len(s.env.Marks) == 0 {
			fps = s.fingerprints(s.picked)
		}
		return screen.Send(screen.Do{Action: a, Fingerprints: fps, Side: -1, Place: -1})
	}
	return nil
}

// pane does what a key does to the preview.
func (s *Screen) pane(a keys.Action) tea.Cmd {
	switch a {
	case showPane:
		s.preview.on = !s.preview.on
		on := s.preview.on
		s.env.Session.Preview = &on
		s.layout()
	case panePos:
		s.preview.below = !s.preview.below
		s.layout()
		if s.w < 100 {
			return screen.Send(screen.Toast{Text: "Beside the list there is room from 100 columns on.", Bad: true})
		}
	case wider, narrower:
		s.preview.resize(a == wider)
		s.layout()
	case paneDown:
		s.preview.scroll += 3
	case paneUp:
		s.preview.scroll = max(s.preview.scroll-3, 0)
	}
	return nil
}

// open opens the finding under the cursor, or folds the group.
func (s *Screen) open() tea.Cmd {
	f := s.Current()
	if f == nil {
		if i := s.list.Cursor(); i < len(s.rows) {
			key := s.groups[s.rows[i].group].Key
			s.closed[key] = !s.closed[key]
			s.flatten(nil, "")
			s.list.Set(i)
		}
		return nil
	}
	_, _, place := s.asked(f.Drift)
	return screen.Send(screen.OpenFinding{Fingerprint: f.Fingerprint, Among: s.among(), Place: place})
}

// among lists the findings as they stand below one another, each once: by promotion one may stand in two groups.
func (s *Screen) among() []string {
	out, seen := make([]string, 0, len(s.picked)), make(map[int32]bool, len(s.picked))
	for g := range s.groups {
		for _, i := range s.groups[g].Findings {
			if !seen[i] {
				seen[i] = true
				out = append(out, s.env.Catalog.Finding(int(i)).Fingerprint)
			}
		}
	}
	return out
}

// openTable opens the finding under the cursor with the whole table that it is about.
func (s *Screen) openTable() tea.Cmd {
	return screen.Send(screen.OpenFinding{Fingerprint: s.Current().Fingerprint, Among: s.among(), Table: true})
}

// noTable says why the line under the cursor leads to no table, "" where it leads to one.
func (s *Screen) noTable() string {
	f := s.Current()
	switch {
	case f == nil:
		return "no finding is chosen"
	case s.env.Catalog.Result.TableOf(f.Drift) == nil:
		return "this finding is not about a table of a database"
	}
	return ""
}

// fold opens or closes the group of the row under the cursor; closing goes to its heading.
func (s *Screen) fold(closeIt bool) {
	i := s.list.Cursor()
	if i >= len(s.rows) || s.group == catalog.Ungrouped {
		return
	}
	g := s.rows[i].group
	s.closed[s.groups[g].Key] = closeIt
	s.flatten(nil, "")
	for k := range s.rows {
		if s.rows[k].group == g && s.rows[k].finding < 0 {
			s.list.Set(k)
			break
		}
	}
	s.preview.drop()
}

// head moves to the next or previous heading.
func (s *Screen) head(dir int) {
	for i := s.list.Cursor() + dir; i >= 0 && i < len(s.rows); i += dir {
		if s.rows[i].finding < 0 {
			s.list.Set(i)
			s.preview.drop()
			return
		}
	}
}

func (s *Screen) toggleMark() {
	i := s.list.Cursor()
	if i >= len(s.rows) {
		return
	}
	if f := s.Current(); f != nil {
		if s.env.Marks[f.Fingerprint] {
			delete(s.env.Marks, f.Fingerprint)
		} else {
			s.env.Marks[f.Fingerprint] = true
		}
	} else {
		s.toggle(s.groups[s.rows[i].group].Findings)
	}
	s.list.Move(1)
	s.preview.drop()
}

func (s *Screen) toggleAll() { s.toggle(s.picked) }

// toggle marks all of idx, or unmarks them when all are marked.
func (s *Screen) toggle(idx []int32) {
	all := true
	for _, i := range idx {
		all = all && s.env.Marks[s.env.Catalog.Finding(int(i)).Fingerprint]
	}
	for _, i := range idx {
		fp := s.env.Catalog.Finding(int(i)).Fingerprint
		if all {
			delete(s.env.Marks, fp)
		} else {
			s.env.Marks[fp] = true
		}
	}
}

// ranged marks what the cursor passed while a range is open.
func (s *Screen) ranged(from int) {
	if s.anchor < 0 {
		return
	}
	to := s.list.Cursor()
	for i := min(from, to); i <= max(from, to) && i < len(s.rows); i++ {
		if f := s.rows[i].finding; f >= 0 {
			s.env.Marks[s.env.Catalog.Finding(int(f)).Fingerprint] = true
		}
	}
}

func (s *Screen) wheel(msg tea.MouseWheelMsg) {
	var n int
	switch msg.Button {
	case tea.MouseWheelDown:
		n = 3
	case tea.MouseWheelUp:
		n = -3
	default:
		return
	}
	if s.preview.contains(msg.X, msg.Y) {
		s.preview.scroll = max(s.preview.scroll+n, 0)
		return
	}
	s.list.Scroll(n)
	s.preview.drop()
}

func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || s.preview.contains(msg.X, msg.Y) {
		return nil
	}
	row := s.list.RowAt(msg.Y - s.top())
	if row < 0 {
		return nil
	}
	if row == s.list.Cursor() {
		return s.open()
	}
	s.list.Set(row)
	s.preview.drop()
	return nil
}
