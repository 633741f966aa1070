package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// How often the bar is drawn, and how long a run may take before there is one: what is over at once needs none.
const (
	progressEvery = 100 * time.Millisecond
	progressAfter = 300 * time.Millisecond
)

// The values of --progress.
const (
	progressAuto  = "auto"  // a bar on a terminal, nothing in a pipe
	progressPlain = "plain" // a line for each source that was read, wherever stderr leads
	progressNone  = "none"
)

// progress is what stderr shows while sources are read.
type progress struct {
	mu      sync.Mutex
	w       io.Writer                        // nil: nothing
	plain   func(format string, args ...any) // writes a line; nil for a bar
	width   int
	started time.Time
	drawn   time.Time
	running map[string]bool
	begun   int
	ended   int
	failed  int
}

func (a *app) progress() *progress {
	p := &progress{width: a.term.Width, started: a.clock(), running: map[string]bool{}}
	switch {
	case a.quiet || a.progressForm == progressNone:
	case a.progressForm == progressPlain:
		p.w, p.plain = a.err, a.notef
	case a.term.Err && !a.term.Dumb:
		p.w = a.err
	}
	return p
}

// checkProgress refuses a form that there is not.
func (a *app) checkProgress() error {
	forms := []string{progressAuto, progressPlain, progressNone}
	if !slices.Contains(forms, a.progressForm) {
		return fmt.Errorf("invalid value %q for `--progress`, must be one of %s", a.progressForm, strings.Join(forms, ", "))
	}
	return nil
}

// event takes note of what happened, and draws now and then. It may be called from many goroutines.
func (p *progress) event(e audit.Event) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	name := strings.TrimSpace(e.Environment + " " + e.Member + " " + e.Collector)
	switch e.Kind {
	case audit.CollectorStarted:
		p.begun++
		p.running[name] = true
	case audit.CollectorDone:
		p.ended++
		delete(p.running, name)
		if e.Outcome != nil && e.Outcome.Status == snapshot.Failed {
			p.failed++
		}
	}
	if p.plain != nil {
		p.line(name, e)
		return
	}
	if e.At.Sub(p.started) < progressAfter || e.At.Sub(p.drawn) < progressEvery {
		return
	}
	p.drawn = e.At
	line := fmt.Sprintf("reading sources: %d of %d", p.ended, p.begun)
	if p.failed > 0 {
		line += fmt.Sprintf(", %d failed", p.failed)
	}
	if e.Total > 0 {
		line += fmt.Sprintf("  %s %d/%d", name, e.Done, e.Total)
	} else if name != "" {
		line += "  " + name
	}
	fmt.Fprint(p.w, "\r\x1b[K"+ansi.Truncate(line, max(p.width-1, 20), "…"))
}

// line says of a source that was read how it is.
func (p *progress) line(name string, e audit.Event) {
	if e.Kind != audit.CollectorDone || e.Outcome == nil {
		return
	}
	what := string(e.Outcome.Status)
	if e.Outcome.Status != snapshot.Failed {
		what += ", " + names.Count(e.Outcome.Resources, "resource")
	}
	p.plain("reading sources: %d done: %s %s: %s", p.ended, strings.Join(strings.Fields(name), " "), e.Source, what)
}

// done takes the bar away.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && !p.drawn.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.w = nil
}
