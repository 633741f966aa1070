package discover

import (
	"cmp"
	"slices"
	"strings"
)

// environment is one environment of the new config.
type environment struct {
	class   class
	name    string
	members []string
	vars    map[string]string
	words   []string // words by which it names itself, beside its name
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
	members := map[string][]string{}
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
			if o.member != "" && !slices.Contains(members[o.class.name], o.member) {
				members[o.class.name] = append(members[o.class.name], o.member)
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

func shared(c *candidate, known map[string]bool) int {
	seen := map[string]bool{}
	for _, o := range c.place.envs {
		if known[o.class.name] {
			seen[o.class.name] = true
		}
	}
	return len(seen)
}
