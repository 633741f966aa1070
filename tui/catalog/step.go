package catalog

import (
	"slices"

	"github.com/envparity/envparity/drift"
)

// Step is the way from an environment to the next one, in the order of the config.
type Step struct {
	From, To string
	Lag      *drift.Lag // how long promotions from the environment to the reference take; nil where no history was read
}

// steps groups the findings by the steps of a promotion, from each environment to the next, the last step first: a finding is in each in which it is a change, and
// with the others where it is one in none, since the environment between was not observed.
func (c *Catalog) steps(picked []int32) []Group {
	out := make([]Group, max(len(c.Envs), 1))
	for e := range len(c.Envs) - 1 {
		g := &out[e]
		g.Step = &Step{From: c.Envs[e], To: c.Envs[e+1], Lag: c.lag(c.Envs[e])}
		g.Key, g.Label = g.Step.From+">"+g.Step.To, g.Step.From+" to "+g.Step.To
	}
	rest := len(out) - 1
	out[rest].Label = "on no step"
	for _, i := range picked {
		f, known := c.Finding(int(i)), false
		for e := range rest {
			if f.Drift.Changes(e, e+1) {
				out[e].add(i, f.Verdict)
				out[e].flow(f.Drift.Story)
				known = true
			}
		}
		if !known {
			out[rest].add(i, f.Verdict)
		}
	}
	slices.Reverse(out[:rest]) // what a release to the reference brings is asked for first
	return slices.DeleteFunc(out, func(gr Group) bool { return len(gr.Findings) == 0 })
}

// flow counts a story that is of the step's own environment.
func (g *Group) flow(s *drift.Story) {
	if !g.Step.Concerns(s) {
		return
	}
	switch s.Kind {
	case drift.Overdue:
		g.Overdue++
	case drift.OnItsWay:
		g.Flowing++
	default:
	}
}

// Concerns reports whether a story is of this step: of a change in its first environment that has to go on from there.
func (s *Step) Concerns(story *drift.Story) bool { return story != nil && story.Environment == s.From }

// lag is how long promotions from an environment take, nil where no history was read.
func (c *Catalog) lag(from string) *drift.Lag {
	lags := c.Result.History.Lags
	for i := range lags {
		if lags[i].From == from {
			return &lags[i]
		}
	}
	return nil
}
