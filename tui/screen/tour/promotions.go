package tour

import (
	"fmt"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen"
)

// promotions says how changes get from one environment to the next, and which have not arrived. It is empty where no history was read.
func (g *guide) promotions(most int) []Block {
	if !g.r.History.Read {
		return nil
	}
	out := []Block{{Head: "How promotions flow"}}
	out = append(out, g.lags()...)
	for _, k := range drift.OpenStories() {
		if fs := g.stories[k]; len(fs) > 0 {
			out = append(out, item("%s", storyOf(k, fs, min(most, 2))))
		}
	}
	return out
}

// lags says how long promotions take: of each pair that has a lag of its own, and one sentence for the others.
func (g *guide) lags() []Block {
	var own []string
	var other *drift.Lag
	for i := range g.r.History.Lags {
		l := &g.r.History.Lags[i]
		if l.Basis == "pair" {
			own = append(own, fmt.Sprintf("%s from %s", history.Days(l.Usual), l.From))
		} else {
			other = l
		}
	}
	const pairs = 4
	if n := len(own) - pairs; n > 0 {
		own = append(own[:pairs], fmt.Sprintf("other times from %s", names.Count(n, "other environment")))
	}
	switch {
	case len(own) > 0:
		return []Block{item("A change usually takes %s until it is in %s.", names.And(own), orReference(g.r.Reference))}
	case other != nil:
		return []Block{item("%s.", capital(history.Usually(other)))}
	}
	return nil
}

// storyOf says how many findings have a story, and names the first.
func storyOf(k drift.StoryKind, fs []*rules.Finding, most int) string {
	text := map[drift.StoryKind][2]string{
		drift.Overdue:    {"One change is overdue", "%s changes are overdue"},
		drift.HotFix:     {"One change was made in the reference alone", "%s changes were made in the reference alone"},
		drift.LeftBehind: {"One change left an environment behind", "%s changes left an environment behind"},
		drift.OnItsWay:   {"One change is on its way", "%s changes are on their way"},
	}[k]
	head := text[0]
	if len(fs) > 1 {
		head = fmt.Sprintf(text[1], screen.Number(len(fs)))
	}
	var list []string
	for _, f := range fs[:min(len(fs), most)] {
		s := f.Drift.Story
		from := s.Environment
		if k == drift.HotFix || k == drift.LeftBehind {
			from = s.Against
		}
		list = append(list, fmt.Sprintf("%s, changed in %s on %s", name(f), from, history.When(&s.Since)))
	}
	if n := len(fs) - len(list); n > 0 {
		list = append(list, screen.Number(n)+" more")
	}
	return head + ": " + joined(list) + "."
}

func joined(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += "; "
		}
		out += s
	}
	return out
}
