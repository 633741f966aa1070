// Package sources shows every collector in every environment: at work, how far, for how long, and what came of it. What failed
// says so in its place, with the reason, and can be tried again with a key.
package sources

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// row is one line: a source, or a further line of the one above.
type row struct {
	source int // index in Live.Sources, -1 for a heading
	line   cell.Line
}

// Screen is the list of sources.
type Screen struct {
	env   *screen.Env
	w, h  int
	list  list.List
	rows  []row
	whole bool // errors whole, not only their first line
	moved bool // a person has moved the cursor
}

// New returns the screen.
func New(env *screen.Env) *Screen { return &Screen{env: env} }

// Name implements screen.Screen.
func (s *Screen) Name() string { return "sources" }

// Title implements screen.Screen.
func (s *Screen) Title() string {
	done, bad, all := s.env.Live.Count()
	switch {
	case all == 0:
		return "Sources"
	case bad > 0:
		return fmt.Sprintf("Sources %d of %d, %d incomplete", done, all, bad)
	}
	return fmt.Sprintf("Sources %d of %d", done, all)
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(w, h int) { s.w, s.h = w, h }

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Back implements screen.Screen.
func (s *Screen) Back() bool { return false }

// Refresh implements screen.Screen.
func (s *Screen) Refresh() tea.Cmd { return nil }

// The actions of this screen alone.
const (
	retry keys.Action = "retry"
	errs  keys.Action = "whole-errors"
)

// Keys implements screen.Screen.
func (s *Screen) Keys() keys.Map {
	m := append(screen.Moves(),
		keys.Binding{Action: retry, Keys: []string{"r"}, Short: "retry", Help: "Collect this source again", Footer: 1},
		keys.Binding{Action: errs, Keys: []string{"enter", "w"}, Short: "whole errors", Help: "Show errors whole, or their first line", Footer: 2},
		keys.Binding{Action: screen.CopyText, Keys: []string{"y"}, Short: "copy", Help: "Copy the error", Footer: 3},
	)
	if len(s.rows) == 0 {
		s.build()
	}
	src := s.current()
	switch {
	case s.env.Services.Retry == nil:
		m = m.Disable(retry, "this audit looks at kept snapshots, there is nothing to collect")
	case src == nil:
		m = m.Disable(retry, "no source is chosen")
	case src.State == screen.Working:
		m = m.Disable(retry, "it is being collected now")
	}
	return s.env.Remap(s.Name(), m)
}

func (s *Screen) current() *screen.SourceState {
	if i := s.list.Cursor(); i < len(s.rows) && s.rows[i].source >= 0 {
		return &s.env.Live.Sources[s.rows[i].source]
	}
	return nil
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(s.Keys().Action(msg))
	case tea.MouseWheelMsg:
		screen.Wheeled(&s.list, msg)
	case tea.MouseClickMsg:
		if i := s.list.RowAt(msg.Y - 1); i >= 0 {
			s.moved = true
			s.list.Set(i)
		}
	}
	return nil
}

func (s *Screen) key(a keys.Action) tea.Cmd {
	s.build()
	s.moved = true
	if screen.Moved(&s.list, a) {
		return nil
	}
	switch a {
	case retry:
		if c := s.current(); c != nil {
			return screen.Send(screen.RetrySource{Environment: c.Environment, Member: c.Member, Collector: c.Collector, Source: c.Source})
		}
	case errs:
		s.whole = !s.whole
	case screen.CopyText:
		if c := s.current(); c != nil && c.Outcome != nil && c.Outcome.Error != "" {
			return tea.Batch(tea.SetClipboard(c.Outcome.Error), screen.Send(screen.Toast{Text: "Copied the error."}))
		}
		return screen.Send(screen.Toast{Text: "There is no error to copy.", Bad: true})
	}
	return nil
}

// build makes the rows; they depend on the clock, so it runs for every frame, over a few dozen sources.
func (s *Screen) build() {
	src := s.env.Live.Sources
	s.rows = s.rows[:0]
	env := "\x00"
	for _, i := range s.env.Live.Order(s.env.Catalog.Envs) {
		if src[i].Environment != env {
			env = src[i].Environment
			s.rows = append(s.rows, row{-1, cell.T(theme.Strong, term.Clean(env, 60))})
		}
		s.source(i)
	}
	s.list.SetLen(len(s.rows))
	s.list.SetHeight(max(s.h-1, 0))
	s.place()
}

// place puts the cursor on the first source that is in trouble, once there is one, as long as nobody has moved it.
func (s *Screen) place() {
	if s.moved || len(s.rows) == 0 {
		return
	}
	at := 1
	for i := range s.rows {
		if k := s.rows[i].source; k >= 0 {
			if o := s.env.Live.Sources[k].Outcome; o != nil && o.Status != snapshot.Complete {
				at = i
				break
			}
		}
	}
	s.list.Set(at)
}

func (s *Screen) source(i int) {
	src := &s.env.Live.Sources[i]
	s.rows = append(s.rows, row{i, cell.T(theme.Text, "  ").Append(screen.SourceLine(s.env, src, s.w-4))})
	if src.Outcome == nil || src.State != screen.Finished {
		return
	}
	text := src.Outcome.Error
	if text == "" {
		for _, g := range src.Outcome.Gaps {
			text += g.Why + "\n"
		}
	}
	lines := 2
	if s.whole {
		lines = 100
	}
	all, cut := term.CleanLines(strings.TrimSpace(text), lines, 2000)
	if text == "" {
		return
	}
	for k, t := range all {
		for j, part := range cell.Wrap(t, max(s.w-8, 10), 4) {
			if !s.whole && j > 0 && k > 0 {
				break
			}
			s.rows = append(s.rows, row{i, cell.T(theme.Warn, "      "+part)})
		}
	}
	if cut {
		s.rows = append(s.rows, row{i, cell.T(theme.Dim, "      … "+s.Keys().Key(errs)+" shows all of it")})
	}
}

// Lines implements screen.Screen.
func (s *Screen) Lines() []cell.Line {
	s.build()
	if len(s.rows) == 0 {
		return []cell.Line{{}, cell.T(theme.Dim, "  no source was asked yet")}
	}
	done, bad, all := s.env.Live.Count()
	head := cell.T(theme.Dim, fmt.Sprintf("  %d of %s in", done, screen.Plural(all, "source")))
	if bad > 0 {
		head = head.Add(theme.Unsure, fmt.Sprintf("; %d incomplete, and what they would have reported is unknown, not missing", bad))
	}
	out := []cell.Line{head}
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		lead := cell.T(theme.Text, " ")
		if i == s.list.Cursor() {
			lead = cell.T(theme.Accent, s.env.Theme.Glyphs.Cursor)
		}
		out = append(out, lead.Append(s.rows[i].line))
	}
	return out
}
