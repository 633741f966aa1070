package discover

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// families groups the entries of one folder whose names differ only in the environment's word. first is a known place, or nil.
func families(f folder, first *place, entriesOf func(dir string) []fs.DirEntry) []*place {
	var out []*place
	taken := map[string]bool{}
	add := func(p *place) {
		if p == nil {
			return
		}
		out = append(out, p)
		for _, o := range p.envs {
			taken[o.name] = true
		}
		for _, o := range p.spare {
			taken[o.name] = true
		}
	}
	add(first)
	groups := siblings(f)
	add(children(f, groups, entriesOf))
	for _, p := range fileMembers(f) {
		if !slices.ContainsFunc(p.envs, func(o occurrence) bool { return taken[o.name] }) {
			add(p)
		}
	}
	for _, p := range groups {
		if !slices.ContainsFunc(p.envs, func(o occurrence) bool { return taken[o.name] }) {
			add(p)
		}
	}
	return out
}

// child is a folder with one environment's word in its name.
type child struct {
	token
	name string
}

// children reads envs/{prod-eu,prod-us,staging-eu,qa} and overlays/{test,ocp-stage,aws-prod}: each child is an environment, or a member of one.
// It returns nil if the names differ in one word only.
func children(f folder, groups []*place, entriesOf func(dir string) []fs.DirEntry) *place {
	var list []child
	classes := map[string]int{}
	for _, e := range f.entries {
		if ts := tokens(e.Name()); e.IsDir() && len(ts) == 1 && !ts[0].glued && !direction(e.Name()) {
			list = append(list, child{ts[0], e.Name()})
			classes[ts[0].class.name]++
		}
	}
	largest := 0
	for _, p := range groups {
		if p.dir {
			largest = max(largest, len(classesOf(p.envs)))
		}
	}
	world := len(classes) > 1 && names.Geographic(rests(list))
	if len(classes) < 2 || largest >= len(classes) && !leading(list) && !world {
		return nil
	}
	if !holdsEnvironments(path.Base(f.path)) && !inCommon(f.path, list, entriesOf) {
		return nil
	}
	p := &place{parent: f.path, dir: true}
	odd := 0 // names with text on both sides of the word, of which no member's name can be made; they are mentioned
	for _, c := range list {
		o := occurrence{class: c.class, env: c.word, word: c.word, name: c.name}
		before, after := strings.Trim(c.prefix, "-_. "), strings.Trim(c.suffix, "-_. ")
		switch {
		case len(classes) == len(list) && !world:
			o.word = c.name
		case before != "" && after != "":
			odd++
			continue
		default:
			o.member, o.last = before+after, before != ""
		}
		p.envs = append(p.envs, o)
	}
	if odd*4 > len(list) || !hasStrong(p.envs) || len(classes) < len(list) && (!uniform(p.envs) || !leading(list) && sideBySide(p.envs)) {
		return nil
	}
	sortOccurrences(p.envs)
	unspell(p)
	return p
}

// rests lists what names have besides the word.
func rests(list []child) []string {
	var out []string
	for _, c := range list {
		if rest := strings.Trim(c.prefix+c.suffix, "-_. "); rest != "" && !slices.Contains(out, rest) {
			out = append(out, rest)
		}
	}
	return out
}

// inCommon reports whether each folder has a file of a name that another has, too. Then they are one thing in several environments.
func inCommon(parent string, list []child, entriesOf func(dir string) []fs.DirEntry) bool {
	having := map[string]int{}
	for _, c := range list {
		for _, e := range entriesOf(path.Join(parent, c.name)) {
			having[e.Name()]++
		}
	}
	for _, c := range list {
		if !slices.ContainsFunc(entriesOf(path.Join(parent, c.name)), func(e fs.DirEntry) bool { return having[e.Name()] > 1 && !code(e.Name()) }) {
			return false
		}
	}
	return true
}

// leading reports whether names begin with the word and some have more: prod-eu.
func leading(list []child) bool {
	more := false
	for _, c := range list {
		if strings.Trim(c.prefix, "-_. ") != "" {
			return false
		}
		more = more || c.suffix != ""
	}
	return more
}

// uniform reports whether one pattern matches the names of all members.
func uniform(os []occurrence) bool {
	last, seen := false, false
	for _, o := range os {
		if o.member == "" {
			continue
		}
		if seen && o.last != last {
			return false
		}
		last, seen = o.last, true
	}
	return seen
}

// siblings groups names by the text around the word.
func siblings(f folder) []*place {
	type key struct {
		prefix, suffix string
		dir            bool
	}
	groups := map[key]*place{}
	glued := map[key]bool{}
	for _, e := range f.entries {
		if e.IsDir() && skipped(e.Name()) || direction(e.Name()) {
			continue
		}
		for _, t := range tokens(e.Name()) {
			k := key{t.prefix, t.suffix, e.IsDir()}
			if groups[k] == nil {
				groups[k] = &place{parent: f.path, prefix: t.prefix, suffix: t.suffix, dir: e.IsDir()}
			}
			glued[k] = glued[k] || t.glued
			groups[k].envs = append(groups[k].envs, occurrence{class: t.class, env: t.word, word: t.word, name: e.Name()})
		}
	}
	var out []*place
	for k, p := range groups {
		respell(p)
		slot := !glued[k] && environmentSlot(p.parent, p.prefix, p.suffix, p.dir) != ""
		if convincing(p.envs) || slot && len(p.envs) >= 2 && !ofDevelopers(p.envs) {
			unnumber(p.envs)
			sortOccurrences(p.envs)
			out = append(out, p)
		}
	}
	// A name with two words in it may be in two groups; the larger one has it.
	slices.SortFunc(out, func(a, b *place) int {
		return cmp.Or(len(b.envs)-len(a.envs), strings.Compare(a.prefix, b.prefix), strings.Compare(a.suffix, b.suffix))
	})
	used := map[string]bool{}
	out = slices.DeleteFunc(out, func(p *place) bool {
		for _, o := range p.envs {
			if used[o.name] {
				return true
			}
		}
		for _, o := range p.envs {
			used[o.name] = true
		}
		return false
	})
	slices.SortFunc(out, func(a, b *place) int {
		return cmp.Or(strings.Compare(a.prefix, b.prefix), strings.Compare(a.suffix, b.suffix))
	})
	return out
}

// ofDevelopers reports whether words are those of environments that only developers run: their own machine and the tests on it.
func ofDevelopers(os []occurrence) bool {
	return !slices.ContainsFunc(os, func(o occurrence) bool {
		return o.class.name != "dev" && o.class.name != "test" && o.class.name != "local"
	})
}

// respell keeps one spelling of each environment: of prod and production side by side, the one in the style of the others, short or in full. The
// other is mentioned.
func respell(p *place) {
	full := 0
	for _, o := range p.envs {
		if len(o.word) > 5 {
			full++
		} else {
			full--
		}
	}
	best := map[string]occurrence{}
	for _, o := range p.envs {
		b, ok := best[o.class.name]
		if !ok || (full > 0) == (len(o.word) > len(b.word)) {
			best[o.class.name] = o
		}
	}
	if len(best) == len(p.envs) {
		return
	}
	kept := p.envs[:0:0]
	for _, o := range p.envs {
		if best[o.class.name] == o {
			kept = append(kept, o)
		} else {
			p.spare = append(p.spare, o)
		}
	}
	p.envs = kept
}

// base adds the file without a word to a place without production, if a program reads that file for production and under the others: values.yaml
// beside values-staging.yaml. If no program is known to, a file with mostly the same keys is production's: app.yaml beside app.staging.yaml.
func base(fsys fs.FS, f folder, known []*place) []*place {
	var out []*place
	has := map[string]bool{}
	for _, e := range f.entries {
		if !e.IsDir() {
			has[e.Name()] = true
		}
	}
	find := func(prefix, suffix, like string) (occurrence, bool) {
		if name, ok := baseName(prefix, suffix); ok && has[name] {
			return production(name), true
		}
		name, ok := wordless(prefix, suffix)
		if !ok || !has[name] || !alike(keysAt(fsys, path.Join(f.path, like), false), keysAt(fsys, path.Join(f.path, name), false)) {
			return occurrence{}, false
		}
		o := production(name)
		o.whole = true
		return o, true
	}
	seen := map[string]bool{}
	for _, p := range known {
		for _, o := range p.envs {
			seen[o.name] = true
		}
		if p.dir || p.parent != f.path || hasProduction(p.envs) {
			continue
		}
		if o, ok := find(p.prefix, p.suffix, p.envs[len(p.envs)-1].name); ok {
			p.envs = append(p.envs, o)
		}
	}
	for _, e := range f.entries {
		if e.IsDir() || seen[e.Name()] || direction(e.Name()) || sample(e.Name()) {
			continue
		}
		for _, t := range tokens(e.Name()) {
			if t.glued || t.class.rank >= productionRank || t.class.name == "test" {
				continue
			}
			if o, ok := find(t.prefix, t.suffix, e.Name()); ok {
				out = append(out, &place{parent: f.path, prefix: t.prefix, suffix: t.suffix, envs: []occurrence{
					{class: t.class, env: t.word, word: t.word, name: e.Name()}, o,
				}})
			}
		}
	}
	return out
}

// wordless returns a file's name without the environment's word, if the word is between two delimiters and the file is one of settings. It
// excludes compose files, because developers run the one without a word.
func wordless(prefix, suffix string) (string, bool) {
	stem := strings.TrimRight(prefix, "-_.")
	if stem == "" || stem == prefix || composes(stem) || !configExt(suffix) {
		return "", false
	}
	return stem + suffix, true
}

func production(name string) occurrence {
	c, _ := knownWord("prod")
	return occurrence{class: c, env: "prod", word: "prod", name: name, base: true}
}

func hasProduction(os []occurrence) bool {
	return slices.ContainsFunc(os, func(o occurrence) bool { return o.class.rank >= productionRank })
}

// baseName returns the file that programs read without an environment.
func baseName(prefix, suffix string) (string, bool) {
	switch stem := strings.TrimRight(prefix, "-_."); {
	case stem == "values" && (suffix == ".yaml" || suffix == ".yml"),
		stem == "appsettings" && suffix == ".json",
		(stem == "application" || stem == "bootstrap") && (suffix == ".yml" || suffix == ".yaml" || suffix == ".properties" || suffix == ".conf"):
		return stem + suffix, true
	}
	return "", false
}
