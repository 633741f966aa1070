package screen

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/theme"
)

// spinnerAfter is how long a source works before a spinner shows: what is quicker would only flicker.
const spinnerAfter = 200 * time.Millisecond

// spinnerTurn is how long a spinner's sign stays.
const spinnerTurn = 120 * time.Millisecond

// Spinner is the sign of something at work, as of now.
func Spinner(t *theme.Theme, now time.Time) string {
	g := t.Glyphs.Spinner
	return g[int(now.UnixMilli()/spinnerTurn.Milliseconds())%len(g)]
}

// roomy is the width from which a source is told in whole words.
const roomy = 80

// SourceLine tells one source in w cells: its sign, the collector, what it reads, how it stands, what it brought, how long it
// took. Below 80 cells a sign says "complete", and the time gives way.
func SourceLine(env *Env, src *SourceState, w int) cell.Line {
	sign, tok, word := sourceState(env, src)
	name := src.Collector
	if src.Member != "" {
		name += " " + src.Member
	}
	nameW, rightW := max(min(w/5, 24), 13), 25
	right := brought(src) + cell.FitRight(span(src.Elapsed(env.Now())), 9)
	if w < roomy {
		right, rightW = brought(src), 15
		if src.Outcome != nil && src.Outcome.Status == snapshot.Complete {
			word = ""
		}
	}
	wordW := cell.Width(word)
	if w >= roomy {
		wordW = max(w/6, wordW, 10)
	}
	wordW = min(wordW, max(w-nameW-rightW-12, 0))
	l := cell.T(tok, sign+" ").Add(theme.Text, cell.Fit(cell.Cut(term.Clean(name, 60), nameW-1), nameW))
	sourceW := max(w-l.Width()-wordW-rightW-2, 4)
	l = l.Add(theme.Dim, cell.Fit(cell.CutMiddle(term.Clean(src.Source, 300), sourceW), sourceW+1))
	if wordW > 0 {
		l = l.Add(tok, cell.Fit(word, wordW)+" ")
	}
	return l.Add(theme.Dim, cell.FitRight(right, max(w-l.Width(), 0)))
}

func brought(src *SourceState) string {
	if src.Outcome == nil || src.State != Finished {
		return ""
	}
	return Plural(src.Outcome.Resources, "resource")
}

// span writes a duration in a few characters.
func span(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d > 0:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return ""
}

func sourceState(env *Env, src *SourceState) (sign string, tok theme.Token, word string) {
	g := &env.Theme.Glyphs
	switch src.State {
	case Waiting:
		return g.Leaf, theme.Dim, "waiting"
	case Working:
		sign = g.Leaf
		if src.Elapsed(env.Now()) > spinnerAfter {
			sign = Spinner(env.Theme, env.Now())
		}
		word = "collecting"
		if src.Total > 0 {
			word = fmt.Sprintf("%s of %s", Number(src.Done), Number(src.Total))
		} else if src.Done > 0 {
			word = Number(src.Done)
		}
		if src.What != "" {
			word += " " + term.Clean(src.What, 60)
		}
		return sign, theme.Accent, word
	}
	if src.Outcome == nil {
		return g.Unsure, theme.Unsure, "no outcome"
	}
	switch src.Outcome.Status {
	case snapshot.Complete:
		return g.Okay, theme.Okay, "complete"
	case snapshot.Partial:
		return g.Should, theme.Should, "partial"
	}
	return g.Must, theme.Must, "failed"
}
