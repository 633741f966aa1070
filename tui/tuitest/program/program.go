// Package program runs a session as the real program: Bubble Tea's own loop, its goroutines and its renderer, in teatest. It is
// for what the driver cannot show, commands that wait for channels and for time. It stands apart because teatest brings a test
// flag -update with it. What the renderer writes are cell deltas, in which no sentence stands whole; so the frames are taken
// from View, where they are made.
package program

import (
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest/v2"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// patience is how long a frame may take to come.
const patience = 30 * time.Second

// Session is a running program.
type Session struct {
	t    testing.TB
	tm   *teatest.TestModel
	seen *watched
	w, h int
}

// watched is a model whose newest frame others may read.
type watched struct {
	model *tui.Model

	mu    *sync.Mutex
	came  *sync.Cond
	frame string
	n     int
}

// Init implements tea.Model.
func (w *watched) Init() tea.Cmd { return w.model.Init() }

// Update implements tea.Model.
func (w *watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := w.model.Update(msg)
	return w, cmd
}

// View implements tea.Model.
func (w *watched) View() tea.View {
	v := w.model.View()
	w.mu.Lock()
	w.frame = v.Content
	w.n++
	w.came.Broadcast()
	w.mu.Unlock()
	return v
}

// Start runs the program in w by h cells. It is quit when the test ends, if nobody did before.
func Start(t testing.TB, o tui.Options, w, h int) *Session {
	t.Helper()
	m, err := tui.New(o)
	if err != nil {
		t.Fatal(err)
	}
	mu := &sync.Mutex{}
	s := &Session{t: t, seen: &watched{model: m, mu: mu, came: sync.NewCond(mu)}, w: w, h: h}
	s.tm = teatest.NewTestModel(t, s.seen, teatest.WithInitialTermSize(w, h))
	t.Cleanup(func() { _ = s.tm.Quit(); s.tm.WaitFinished(t, teatest.WithFinalTimeout(patience)) })
	return s
}

// Press presses keys by their names.
func (s *Session) Press(keys ...string) *Session {
	for _, k := range keys {
		s.tm.Send(tuitest.Key(k))
	}
	return s
}

// Type types text.
func (s *Session) Type(text string) *Session {
	s.tm.Type(text)
	return s
}

// Until waits for a frame that holds all of texts, and fails the test when none comes. Every frame on the way must keep the
// rules that hold for every frame.
func (s *Session) Until(texts ...string) *Session {
	s.t.Helper()
	return s.until(func(frame string) bool {
		for _, t := range texts {
			if !strings.Contains(frame, t) {
				return false
			}
		}
		return true
	}, strings.Join(texts, ", "))
}

// UntilGone waits for a frame that does not hold text.
func (s *Session) UntilGone(text string) *Session {
	s.t.Helper()
	return s.until(func(frame string) bool { return !strings.Contains(frame, text) }, "no "+text)
}

func (s *Session) until(ok func(frame string) bool, what string) *Session {
	s.t.Helper()
	over := false
	late := time.AfterFunc(patience, func() {
		s.seen.mu.Lock()
		over = true
		s.seen.came.Broadcast()
		s.seen.mu.Unlock()
	})
	defer late.Stop()
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	for {
		if s.seen.frame != "" {
			if err := tuitest.Invariants(s.seen.frame, s.w, s.h); err != nil {
				s.t.Fatalf("%v\n%s", err, ansi.Strip(s.seen.frame))
			}
		}
		if plain := ansi.Strip(s.seen.frame); ok(plain) {
			return s
		} else if over {
			s.t.Fatalf("no frame came with %s; the last one:\n%s", what, plain)
		}
		s.seen.came.Wait()
	}
}

// Frame returns the newest frame as plain text.
func (s *Session) Frame() string {
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	return ansi.Strip(s.seen.frame)
}

// Quit presses the key that quits, waits for the program's end, and returns the model as it was left.
func (s *Session) Quit() *tui.Model {
	s.t.Helper()
	s.Press("q")
	final, ok := s.tm.FinalModel(s.t, teatest.WithFinalTimeout(patience)).(*watched)
	if !ok {
		s.t.Fatal("the program ended without its model")
	}
	return final.model
}
