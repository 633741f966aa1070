package discover

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// fileMembers reads {qa,staging,production-red,production-black}.tfvars and .env.{staging-eu,prod-eu,prod-us}: files in a form for environments.
// Each name has one environment's word, and some also a member's name. An environment with two such files has members.
func fileMembers(f folder) []*place {
	type key struct{ prefix, suffix string }
	groups := map[key][]child{}
	var order []key
	odd := map[key]bool{} // forms with a name without a word, or with two
	for _, e := range f.entries {
		if e.IsDir() || sample(e.Name()) || direction(e.Name()) {
			continue
		}
		prefix, word, suffix := slotForms(e.Name(), false)
		k := key{prefix, suffix}
		if word == "" || strings.Contains(word, ".") || environmentSlot(f.path, prefix, suffix, false) == "" {
			continue
		}
		ts := tokens(word)
		if len(ts) != 1 || ts[0].glued {
			odd[k] = true
			continue
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], child{ts[0], e.Name()})
	}
	var out []*place
	for _, k := range order {
		p := &place{parent: f.path, prefix: k.prefix, suffix: k.suffix}
		with := map[string]int{} // members of an environment
		plain := map[string]bool{}
		for _, c := range groups[k] {
			before, after := strings.Trim(c.prefix, "-_. "), strings.Trim(c.suffix, "-_. ")
			if before != "" && after != "" {
				odd[k] = true
				break
			}
			o := occurrence{class: c.class, env: c.word, word: c.word, member: before + after, last: before != "", name: c.name}
			if o.member == "" {
				plain[o.class.name] = true
			} else {
				with[o.class.name]++
			}
			p.envs = append(p.envs, o)
		}
		several := false
		for name, n := range with {
			several = several || n > 1
			odd[k] = odd[k] || plain[name] // prod and prod-eu: it is unknown whether prod includes prod-eu
		}
		if odd[k] || !several || !hasStrong(p.envs) || len(classesOf(p.envs)) < 2 || !uniform(p.envs) || sideBySide(p.envs) {
			continue
		}
		sortOccurrences(p.envs)
		unspell(p)
		out = append(out, p)
	}
	return out
}

// fewestSystems is the fewest names, most of them with two environments, that count as systems side by side. Regions or clusters of one system
// seldom have most of that many in two environments.
const fewestSystems = 6

// sideBySide reports whether apparent members are separate systems: all environments have the same ones and more than one, or there are many and
// three in four have at least two environments. Parts of the world are none: one system runs in each of them.
func sideBySide(os []occurrence) bool {
	members := map[string][]string{}
	classes := map[string]map[string]bool{}
	for _, o := range os {
		members[o.class.name] = append(members[o.class.name], o.member)
		if classes[o.member] == nil {
			classes[o.member] = map[string]bool{}
		}
		classes[o.member][o.class.name] = true
	}
	several := 0
	var list []string
	for member, in := range classes {
		if member != "" {
			list = append(list, member)
		}
		if len(in) > 1 {
			several++
		}
	}
	if (len(classes) < fewestSystems || 4*several < 3*len(classes)) && !allTheSame(members) {
		return false
	}
	return !names.Geographic(list)
}

// unspell moves the second of two spellings of one member in one environment to a place's spare names: prod-srilanka beside prod-sri-lanka.
func unspell(p *place) {
	seen := map[[2]string]bool{}
	kept := p.envs[:0:0]
	for _, o := range p.envs {
		k := [2]string{o.class.name, names.Plain(o.member)}
		if o.member != "" && seen[k] {
			p.spare = append(p.spare, o)
			continue
		}
		seen[k] = true
		kept = append(kept, o)
	}
	p.envs = kept
}

// allTheSame reports whether all environments have the same members, and more than one.
func allTheSame(members map[string][]string) bool {
	var first []string
	for _, list := range members {
		slices.Sort(list)
		if first == nil {
			first = list
		} else if !slices.Equal(first, list) {
			return false
		}
	}
	return len(first) > 1
}
