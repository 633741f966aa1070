package findings

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
)

// row is one line of the list: a group's heading, or a finding of it.
type row struct {
	group   int32
	finding int32 // -1 for the heading
}

// Screen is the list of findings.
type Screen struct {
	env  *screen.Env
	w, h int

	list   list.List
	query  *query.Query
	fuzzy  bool // nothing matched as typed, so letters in order are enough
	picked []int32
	groups []catalog.Group
	rows   []row
	places int // the most places that one of picked is in
	closed map[string]bool
	group  catalog.Grouping
	order  catalog.Order
	turned bool // the order is turned round

	input   input
	preview preview
	anchor  int // where a range of marks began, -1 without
}

// New returns the list, filtered by text.
func New(env *screen.Env, text string) *Screen {
	s := &Screen{env: env, closed: map[string]bool{}, anchor: -1, query: query.Parse(text)}
	s.preview.on = true
	if env.Session.Preview != nil {
		s.preview.on = *env.Session.Preview
	}
	s.group = grouping(env.Session.Group)
	s.input = newInput()
	s.refilter(nil)
	return s
}

// grouping is the grouping of a name, by verdict for any other name.
func grouping(name string) catalog.Grouping {
	for g := catalog.ByVerdict; g <= catalog.Ungrouped; g++ {
		if g.String() == name {
			return g
		}
	}
	return catalog.ByVerdict
}

// SetGroup groups the findings by the thing called name.
func (s *Screen) SetGroup(name string) {
	s.group = grouping(name)
	s.env.Session.Group = name
	s.regroup(s.Current())
}

// Name implements screen.Screen.
func (s *Screen) Name() string { return "findings" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	if s.env.Loading {
		return "Findings"
	}
	if len(s.picked) == s.env.Catalog.Len() {
		return "Findings " + screen.Number(s.env.Catalog.Len())
	}
	return fmt.Sprintf("Findings %s of %s", screen.Number(len(s.picked)), screen.Number(s.env.Catalog.Len()))
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) {
	s.w, s.h = w, h
	s.layout()
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return s.input.on }

// Back implements screen.Screen: it leaves the input, then clears the filter, then the marks.
func (s *Screen) Back() bool {
	switch {
	case s.input.on:
		s.input.on = false
		s.layout()
	case s.anchor >= 0:
		s.anchor = -1
	case !s.query.Empty() || s.query.Text != "":
		s.SetQuery("")
	case len(s.env.Marks) > 0:
		clear(s.env.Marks)
	default:
		return false
	}
	return true
}

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd {
	s.preview.drop()
	s.refilter(nil)
	return nil
}

// Query returns the text of the filter.
func (s *Screen) Query() string { return s.query.Text }

// SetQuery filters by text.
func (s *Screen) SetQuery(text string) {
	q := query.Parse(text)
	var within []int32
	if !s.fuzzy && len(q.Problems) == 0 && len(s.query.Problems) == 0 && q.Narrows(s.query) {
		within = s.picked
	}
	s.query = q
	s.env.Query = text
	s.refilter(within)
}

// refilter picks, groups and flattens anew; the cursor stays on its finding where that is still there.
func (s *Screen) refilter(within []int32) {
	at := s.Current()
	scope := s.env.Catalog.Scope()
	scope.Marked = func(fp string) bool { return s.env.Marks[fp] }
	scope.Decided = func(fp string) bool {
		k := s.env.Decisions.Of(fp).Kind
		return k == screen.Accepted || k == screen.Ruled
	}
	if w := s.env.Since; w != nil {
		scope.Recent = func(fp string) bool { return !w.Known[fp] }
	}
	s.fuzzy = false
	s.picked = s.env.Catalog.Filter(s.query, query.Compile(s.query, scope), within)
	if len(s.picked) == 0 {
		if q, ok := loosened(s.query); ok {
			if found := s.env.Catalog.Filter(q, query.Compile(q, scope), nil); len(found) > 0 {
				s.picked, s.fuzzy = found, true
			}
		}
	}
	s.regroup(at)
}

// loosened returns q with its free words fuzzy.
func loosened(q *query.Query) (*query.Query, bool) {
	out := &query.Query{Text: q.Text, Terms: slices.Clone(q.Terms)}
	any := false
	for i := range out.Terms {
		if t := &out.Terms[i]; t.Field == "" && !t.Not && !t.Fuzzy && len(t.Alts[0]) > 1 {
			t.Fuzzy, any = true, true
		}
	}
	return out, any
}

func (s *Screen) regroup(keep *rules.Finding) {
	s.places = 0
	for _, i := range s.picked {
		s.places = max(s.places, 1+len(s.env.Catalog.Finding(int(i)).Drift.Places))
	}
	within := s.within()
	s.groups = s.env.Catalog.Groups(s.picked, s.group, s.order, s.turned)
	s.flatten(keep, within)
}

// within is the key of the group that the cursor is in.
func (s *Screen) within() string {
	if i := s.list.Cursor(); i < len(s.rows) && int(s.rows[i].group) < len(s.groups) {
		return s.groups[s.rows[i].group].Key
	}
	return ""
}

// flatten makes rows of the groups, and puts the cursor on keep: in the group within, where it is in several.
func (s *Screen) flatten(keep *rules.Finding, within string) {
	n := len(s.picked) + len(s.groups)
	if cap(s.rows) < n {
		s.rows = make([]row, 0, n)
	}
	s.rows = s.rows[:0]
	cursor := -1
	for g := range s.groups {
		gr := &s.groups[g]
		if s.group != catalog.Ungrouped {
			s.rows = append(s.rows, row{int32(g), -1})
			if s.closed[gr.Key] {
				continue
			}
		}
		for _, i := range gr.Findings {
			if keep != nil && (cursor < 0 || gr.Key == within) && s.env.Catalog.Finding(int(i)).Fingerprint == keep.Fingerprint {
				cursor = len(s.rows)
			}
			s.rows = append(s.rows, row{int32(g), i})
		}
	}
	s.list.SetLen(len(s.rows))
	switch {
	case cursor >= 0:
		s.list.Set(cursor)
	case keep == nil && len(s.rows) > 1:
		s.list.Set(1)
		if s.group == catalog.Ungrouped {
			s.list.Set(0)
		}
	}
	s.layout()
}

// Current returns the finding the cursor is on, nil on a heading and in an empty list.
func (s *Screen) Current() *rules.Finding {
	if i := s.list.Cursor(); i < len(s.rows) && s.rows[i].finding >= 0 {
		if f := int(s.rows[i].finding); f < s.env.Catalog.Len() {
			return s.env.Catalog.Finding(f)
		}
	}
	return nil
}

// Targets returns the fingerprints an action is for: the marked ones, else the one under the cursor, else all of the group
// whose heading the cursor is on.
func (s *Screen) Targets() []string {
	if len(s.env.Marks) > 0 {
		var out []string
		for i := range s.env.Catalog.Result.Findings {
			if fp := s.env.Catalog.Finding(i).Fingerprint; s.env.Marks[fp] {
				out = append(out, fp)
			}
		}
		return out
	}
	if f := s.Current(); f != nil {
		return []string{f.Fingerprint}
	}
	if i := s.list.Cursor(); i < len(s.rows) {
		return s.fingerprints(s.groups[s.rows[i].group].Findings)
	}
	return nil
}

func (s *Screen) fingerprints(idx []int32) []string {
	out := make([]string, len(idx))
	for k, i := range idx {
		out[k] = s.env.Catalog.Finding(int(i)).Fingerprint
	}
	return out
}
