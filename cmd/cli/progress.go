package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/snapshot"
)

// How often the bar is drawn, and how long a run may take before there is one: what is over at once needs none.
const (
	progressEvery = 100 * time.Millisecond
	progressAfter = 300 * time.Millisecond
)

// progress is the bar on stderr while sources are read. It is there on a terminal only.
type progress struct {
	mu      sync.Mutex
	w       io.Writer // nil: no bar
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
	if a.term.Err && !a.term.Dumb && !a.quiet {
		p.w = a.err
	}
	return p
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

// done takes the bar away.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && !p.drawn.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.w = nil
}
