package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/names"
)

// liveLine shows what runs at the moment on one line of stderr, redrawn at most twenty times a second.
type liveLine struct {
	a     *app
	on    bool
	drawn time.Time
	last  map[string]string
	envs  []string // in the order of the config
	total int      // requests at most, 0 when nobody knows
	shown bool
}

func (a *app) liveLine() *liveLine {
	return &liveLine{a: a, on: a.term.Err && !a.term.Dumb && !a.quiet, last: map[string]string{}}
}

func (l *liveLine) event(e journeys.Event) {
	if !l.on {
		return
	}
	switch e.Kind {
	case journeys.JourneyStarted:
		l.last = map[string]string{}
	case journeys.VisitDone:
		if !slices.Contains(l.envs, e.Environment) {
			l.envs = append(l.envs, e.Environment)
		}
		l.last[e.Environment] = e.Took.Round(time.Millisecond).String()
		if e.Problem != "" {
			l.last[e.Environment] = "failed"
		}
	default:
		return
	}
	if time.Since(l.drawn) < 50*time.Millisecond {
		return
	}
	l.drawn = time.Now()
	round := fmt.Sprintf("round %d of %d", e.Round, e.Rounds)
	if e.Kind == journeys.VisitDone && e.Round < 1 || e.Kind == journeys.JourneyStarted {
		round = "warming up"
	} else if e.Rounds == 0 {
		round = fmt.Sprintf("round %d", e.Round)
	}
	parts := []string{e.Journey, round}
	for _, env := range l.envs {
		if took := l.last[env]; took != "" {
			parts = append(parts, env+" "+took)
		}
	}
	if l.total > 0 {
		parts = append(parts, names.Of(e.Requests, l.total, "request"))
	}
	line := []rune(l.a.term.Clean(strings.Join(parts, "  ")))
	if w := max(l.a.term.Width-1, 20); len(line) > w {
		line = line[:w]
	}
	fmt.Fprintf(l.a.err, "\r\x1b[K%s", string(line))
	l.shown = true
}

func (l *liveLine) clear() {
	if l.shown {
		fmt.Fprint(l.a.err, "\r\x1b[K")
	}
}
