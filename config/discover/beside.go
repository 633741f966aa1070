package discover

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// extra is a name of a place's form with an unlisted word.
type extra struct {
	to *place
	o  occurrence
}

// beside adds names of a place's form with an unlisted word. It adds one if the same word stands beside listed ones in two places, or if it is in
// a form for environments and has mostly the same keys. The others are mentioned.
func (s *search) beside(cands []*candidate) {
	used := map[string]bool{}
	for _, p := range s.places {
		for _, o := range slices.Concat(p.envs, p.spare) {
			used[p.path(o)] = true
		}
	}
	seen, of := map[string]int{}, map[*place]int{}
	var extras []extra
	for _, c := range cands {
		for _, x := range s.extras(c.place, used) {
			extras = append(extras, x)
			seen[x.o.class.name]++
			of[x.to]++
		}
	}
	listed := map[*place]int{}
	for to := range of {
		listed[to] = len(to.envs)
	}
	crowded := map[string]bool{} // names among more such names than environments: parts of the system, a few of which are environments'
	for _, x := range extras {
		if of[x.to] > listed[x.to]+1 {
			crowded[x.o.class.name] = true
		}
	}
	fits := make([]bool, len(extras))
	known := map[string]bool{}
	for i := range extras {
		x := &extras[i]
		fits[i] = s.fits(x, seen, crowded[x.o.class.name])
		known[x.o.class.name] = known[x.o.class.name] || fits[i]
	}
	left := map[*place][]string{}
	var order []*place
	for i, x := range extras {
		if (fits[i] || known[x.o.class.name] && !s.cutOtherwise(x.to, x.o)) && s.likewise(x.to, x.o) {
			x.to.envs = append(x.to.envs, x.o)
			sortOccurrences(x.to.envs)
			continue
		}
		if x.to.file != "" {
			continue // a key may be anything
		}
		if environmentSlot(x.to.parent, x.to.prefix, x.to.suffix, x.to.dir) == "" && (x.to.dir || x.to.prefix == "") && !s.reads(x) && !beginsAlike(x.to, x.o.word) && !s.overridesOf(x) {
			continue // a folder beside environments in a folder of no such name may be anything
		}
		if left[x.to] == nil {
			order = append(order, x.to)
		}
		left[x.to] = append(left[x.to], x.o.word)
	}
	for _, p := range order {
		words := left[p]
		at := path.Join(p.parent, p.prefix+"{"+strings.Join(words[:min(len(words), 6)], ",")+"}"+p.suffix)
		if len(words) == 1 {
			at = path.Join(p.parent, p.prefix+words[0]+p.suffix)
		}
		s.miss(config.NotTaken{
			Path: at, Why: "beside " + p.shown() + ", but not named as environments are" + more(max(len(words)-6, 0)), Add: fmt.Sprintf("`environment %q {}`", words[0]),
		})
	}
}

// fits reports whether an unlisted name is an environment of its place. If crowded is true, it is a part of the system.
func (s *search) fits(x *extra, seen map[string]int, crowded bool) bool {
	slot := environmentSlot(x.to.parent, x.to.prefix, x.to.suffix, x.to.dir) != ""
	named := s.named[strings.ToLower(x.o.word)] && (x.to.prefix != "" || slot)
	switch {
	case s.cutOtherwise(x.to, x.o):
		return false
	case named || s.builtAlike(x.to, &x.o):
		return true
	case crowded:
		return false
	case x.to.file != "":
		return seen[x.o.class.name] >= 2
	case slot && seen[x.o.class.name] >= 2:
		return true
	case seen[x.o.class.name] >= 2 || slot && !besideOnly(x.to):
		return s.resembles(*x)
	}
	return false
}

// resembles reports whether an extra has mostly the same keys as one of its place's environments.
func (s *search) resembles(x extra) bool {
	with := *x.to
	with.envs = append(slices.Clone(x.to.envs), x.o)
	return !s.cutOtherwise(x.to, x.o) && slices.Contains(resembling(s.fsys, &with), x.o)
}

// cutOtherwise reports whether a folder has other files than its neighbours, which all have the same: an account for administrators beside four
// environments of the same structure.
func (s *search) cutOtherwise(p *place, o occurrence) bool {
	if !p.dir || len(p.envs) < 2 {
		return false
	}
	holding := func(o occurrence) string {
		var list []string
		for _, e := range s.entries[p.path(o)] {
			name := e.Name()
			for _, t := range tokens(name) {
				if strings.EqualFold(t.word, o.word) {
					name = t.prefix + "*" + t.suffix
				}
			}
			if !unsaid(e.Name()) && !isLock(strings.ToLower(name)) && name != ".terraform.lock.hcl" {
				list = append(list, strings.ReplaceAll(name, o.word, "*"))
			}
		}
		slices.Sort(list)
		return strings.Join(list, "\n")
	}
	all := holding(p.envs[0])
	for _, e := range p.envs[1:] {
		if holding(e) != all {
			return false
		}
	}
	return all != "" && holding(o) != all
}

// extras lists the names of a place's form that are in no place. If words are glued to a site (usdfprod), the word after the site and a delimiter
// (usdf-tel) is another site.
func (s *search) extras(p *place, used map[string]bool) []extra {
	if p.file != "" {
		return p.otherKeys()
	}
	if slices.ContainsFunc(p.envs, func(o occurrence) bool { return o.member != "" || o.word != o.env }) {
		return nil
	}
	var out []extra
	for _, e := range s.entries[p.parent] {
		name := e.Name()
		word, ok := strings.CutPrefix(name, p.prefix)
		if ok {
			word, ok = strings.CutSuffix(word, p.suffix)
		}
		if ok && !p.dir && !e.IsDir() && p.prefix != "" && word != "" && sample(word) && !strings.Contains(word, ".") && !used[path.Join(p.parent, name)] {
			s.spare = append(s.spare, path.Join(p.parent, name))
		}
		if !ok || word == "" || e.IsDir() != p.dir || used[path.Join(p.parent, name)] || strings.ContainsAny(word, ". ") || strings.Trim(word, "-_") != word || sample(word) || direction(name) ||
			e.IsDir() && (skipped(name) || strings.HasPrefix(name, ".")) || !e.IsDir() && p.prefix+p.suffix == "" && !beginsAlike(p, word) {
			continue
		}
		c, ok := wordClass(word)
		if !ok {
			c = class{rank: unlistedRank, name: strings.ToLower(word)}
		}
		out = append(out, extra{p, occurrence{class: c, env: word, word: word, name: name}})
	}
	return out
}

// otherKeys lists the keys beside a file's environments that may be another one.
func (p *place) otherKeys() []extra {
	var out []extra
	for _, word := range p.others {
		if !sample(word) {
			out = append(out, extra{p, occurrence{class: class{rank: unlistedRank, name: strings.ToLower(word)}, env: word, word: word, name: word}})
		}
	}
	return out
}

// besideOnly reports whether a program uses the form of a place also for other things than environments: profiles, parts of a stack.
func besideOnly(p *place) bool {
	switch strings.TrimRight(p.prefix, "-_.") {
	case "application", "docker-compose", "compose", "values":
		return !p.dir
	}
	return false
}

// likewise reports whether some source reads o as it reads the others of its place.
func (s *search) likewise(p *place, o occurrence) bool {
	if p.file != "" {
		return true
	}
	with := place{parent: p.parent, prefix: p.prefix, suffix: p.suffix, dir: p.dir, envs: append(slices.Clone(p.envs), o)}
	sourcesOf(s.fsys, &with)
	return slices.Contains(with.envs, o)
}

// beginsAlike reports whether a word begins with the word of one of a place's environments, without a delimiter: productionnorth beside
// production.
func beginsAlike(p *place, word string) bool {
	return slices.ContainsFunc(p.envs, func(o occurrence) bool {
		return len(o.word) > 2 && len(word) > len(o.word) && strings.EqualFold(word[:len(o.word)], o.word)
	})
}

// reads reports whether an extra is like its place's environments: a folder with files of the names that all of them have.
func (s *search) reads(x extra) bool {
	if !x.to.dir || len(x.to.envs) < 2 {
		return false
	}
	own := s.entries[x.to.path(x.o)]
	return slices.ContainsFunc(own, func(e fs.DirEntry) bool {
		return !code(e.Name()) && !unsaid(e.Name()) && !slices.ContainsFunc(x.to.envs, func(o occurrence) bool {
			return !slices.ContainsFunc(s.entries[x.to.path(o)], func(other fs.DirEntry) bool { return other.Name() == e.Name() && other.IsDir() == e.IsDir() })
		})
	})
}

// overridesOf reports whether a file sets mostly keys that an environment's file beside it sets, or the defaults of both: config/docker.json beside
// config/production.json.
func (s *search) overridesOf(x extra) bool {
	if x.to.dir {
		return false
	}
	known := keysAt(s.fsys, x.to.path(x.to.envs[0]), false)
	for _, o := range x.to.envs[1:] {
		maps.Copy(known, keysAt(s.fsys, x.to.path(o), false))
	}
	if defaults := defaultsOf(s.fsys, x.to); defaults != "" {
		maps.Copy(known, keysAt(s.fsys, defaults, false))
	}
	own, shared := keysAt(s.fsys, x.to.path(x.o), false), 0
	for k := range own {
		if known[k] {
			shared++
		}
	}
	return shared >= 2 && shared*2 > len(own)
}

// oneName gives one name to an environment that has different names in different places.
//
// - `customer` in one place and `customer-prod` in another are one environment, if no place has both.
// - An unlisted word is production if it stands beside the same environments as production does elsewhere, in two places and most of its own, and
// no place has both.
func (s *search) oneName(cands []*candidate) {
	all := map[string]occurrence{}
	at := map[string][]*place{}
	for _, c := range cands {
		for _, o := range c.place.envs {
			all[o.class.name] = o
			if !slices.Contains(at[o.class.name], c.place) {
				at[o.class.name] = append(at[o.class.name], c.place)
			}
		}
	}
	apart := func(a, b string) bool {
		return !slices.ContainsFunc(at[a], func(p *place) bool { return slices.Contains(at[b], p) })
	}
	to := map[string]occurrence{}
	for name, o := range all {
		if o.class.rank != unlistedRank {
			continue
		}
		for _, t := range tokens(name) {
			rest := strings.Trim(t.prefix, "-_.") + strings.Trim(t.suffix, "-_.")
			if other, ok := all[rest]; ok && !t.glued && (t.prefix == "" || t.suffix == "") && apart(name, rest) {
				to[name] = other
			}
		}
	}
	production, _ := knownWord("prod")
	for name, o := range all {
		if _, done := to[name]; done || o.class.rank != unlistedRank || len(at[name]) < 2 || len(at[production.name]) == 0 || !apart(name, production.name) {
			continue
		}
		n := 0
		for _, p := range at[name] {
			if len(p.envs) > 2 && complement(p, name, at[production.name]) {
				n++
			}
		}
		if n >= 2 && n*2 > len(at[name]) {
			to[name] = occurrence{class: production, env: o.env}
		}
	}
	if len(to) == 0 {
		return
	}
	for _, c := range cands {
		for i := range c.place.envs {
			if k, ok := to[c.place.envs[i].class.name]; ok {
				c.place.envs[i].class, c.place.envs[i].env = k.class, k.env
			}
		}
		sortOccurrences(c.place.envs)
	}
}

// complement reports whether a place has, beside name, exactly the environments of some place with production.
func complement(p *place, name string, with []*place) bool {
	others := slices.DeleteFunc(classesOf(p.envs), func(n string) bool { return n == name })
	return slices.ContainsFunc(with, func(q *place) bool {
		own := slices.DeleteFunc(classesOf(q.envs), func(n string) bool { return n == "prod" })
		slices.Sort(own)
		mine := slices.Clone(others)
		slices.Sort(mine)
		return slices.Equal(own, mine)
	})
}
