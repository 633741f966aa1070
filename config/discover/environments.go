package discover

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// environment is one environment of the new config.
type environment struct {
	class   class
	name    string
	members []member
	vars    map[string]string
	words   []string // words by which it names itself, beside its name
}

// member is one member of an environment, with its spellings in some paths.
type member struct {
	name string
	vars map[string]string
}

// member returns the member that a text names in any spelling.
func (e *environment) member(text string) *member {
	for i := range e.members {
		if names.Plain(e.members[i].name) == names.Plain(text) {
			return &e.members[i]
		}
	}
	return nil
}

// environments decides which environments there are and their names: those of the most informative place, and of every place that shares one with
// it.
func environments(cands []*candidate) []*environment {
	slices.SortStableFunc(cands, func(a, b *candidate) int { return cmp.Compare(b.weight(), a.weight()) })
	known := map[string]bool{}
	for _, o := range cands[0].place.envs {
		known[o.class.name] = true
	}
	votes := map[string]map[string]int{}
	classes := map[string]class{}
	spelled := spellings(cands)
	members := map[string][]member{}
	for _, c := range cands {
		if c != cands[0] && shared(c, known) == 0 {
			continue
		}
		for _, o := range c.place.envs {
			if votes[o.class.name] == nil {
				votes[o.class.name] = map[string]int{}
			}
			if o.base {
				votes[o.class.name][o.env] += 0
			} else {
				votes[o.class.name][o.env] += c.weight()
			}
			classes[o.class.name] = o.class
			name := spelled[names.Plain(o.member)]
			if o.member != "" && !slices.ContainsFunc(members[o.class.name], func(m member) bool { return m.name == name }) {
				members[o.class.name] = append(members[o.class.name], member{name: name, vars: map[string]string{}})
			}
		}
	}
	var out []*environment
	for name, words := range votes {
		best := ""
		for w, n := range words {
			if best == "" || n > words[best] || n == words[best] && w < best {
				best = w
			}
		}
		out = append(out, &environment{class: classes[name], name: best, members: members[name], vars: map[string]string{}})
	}
	slices.SortFunc(out, func(a, b *environment) int {
		return cmp.Or(cmp.Compare(a.class.rank, b.class.rank), strings.Compare(a.class.name, b.class.name))
	})
	return out
}

// spellings returns the spelling of each member, by its text as Plain folds it: the one of the most places, or the longest.
func spellings(cands []*candidate) map[string]string {
	votes := map[string]int{}
	for _, c := range cands {
		here := map[string]bool{}
		for _, o := range c.place.envs {
			if o.member != "" && !here[o.member] {
				here[o.member] = true
				votes[o.member]++
			}
		}
	}
	best := map[string]string{}
	for text, n := range votes {
		k := names.Plain(text)
		b, ok := best[k]
		if !ok || cmp.Or(cmp.Compare(n, votes[b]), cmp.Compare(len(text), len(b)), cmp.Compare(b, text)) > 0 {
			best[k] = text
		}
	}
	return best
}

func shared(c *candidate, known map[string]bool) int {
	seen := map[string]bool{}
	for _, o := range c.place.envs {
		if known[o.class.name] {
			seen[o.class.name] = true
		}
	}
	return len(seen)
}
