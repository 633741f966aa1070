package discover

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/names"
)

// missed mentions places that look like an environment's and are not compared.
func (s *search) missed(d *draft, cands []*candidate) {
	for _, c := range cands {
		if !slices.Contains(d.taken, c) {
			var list []string
			for _, o := range c.place.envs {
				list = append(list, fmt.Sprintf("`environment %q {}`", o.env))
			}
			s.miss(config.NotTaken{
				Path: c.place.shown(), Why: "its environments are others than " + strings.Join(d.names(), ", "), Counts: true,
				Add: strings.Join(list, ", ") + " with a collect block",
			})
		}
		for _, o := range c.place.spare {
			s.miss(config.NotTaken{Path: c.place.path(o), Why: "a second spelling of " + o.class.name + " beside " + c.place.shown(), Add: addBlock(c.place, c.place.path(o))})
		}
	}
	for _, at := range d.over {
		s.miss(config.NotTaken{Path: at, Why: fmt.Sprintf("more than the %d places that are written down", maxCollects), Counts: true, Add: "a collect block of its own"})
	}
	known := map[string]bool{}
	for _, e := range d.envs {
		known[e.class.name] = true
	}
	for _, c := range d.taken {
		s.inside(c)
		if p := c.place; p.file == "" && p.prefix != "" {
			s.taken[[2]string{p.prefix, p.suffix}] = true
		}
	}
	for _, c := range cands {
		for _, o := range c.place.envs {
			s.settled[c.place.path(o)] = true
		}
		for _, src := range c.sources {
			s.settled[src.defaults] = true
		}
	}
	for _, c := range d.taken {
		s.wordless(c.place)
	}
	for _, at := range s.spare {
		if !s.settled[at] {
			s.miss(config.NotTaken{Path: at, Why: sampleWhy, Add: "a collect block with `only`"})
		}
	}
	for _, f := range s.walker.folders {
		if slices.ContainsFunc(d.taken, func(c *candidate) bool { return c.place.holds(f.path) }) {
			continue
		}
		s.singles(f, known)
	}
	s.forReaders()
	s.frameworks()
	s.deployed()
	s.bounds()
}

// sparedWhy says why a name that sample spares is not compared.
func sparedWhy(name string) string {
	if slices.ContainsFunc(names.Words(name), func(w string) bool { return w == "ci" || w == "tests" || w == "scripts" || w == "bin" }) {
		return "by its name for building and testing"
	}
	return sampleWhy
}

const sampleWhy = "by its name a sample to be copied, or for all environments"

// singles mentions names with an environment's word that are in no place, because a file of one environment alone cannot be compared. known are
// the environments that were found, whose words are unambiguous.
func (s *search) singles(f folder, known map[string]bool) {
	byForm, beside := map[string][]string{}, map[string][]string{}
	var order []string
	for _, e := range f.entries {
		at := path.Join(f.path, e.Name())
		if s.settled[at] || e.IsDir() && (skipped(e.Name()) || s.placesBelow(at)) {
			continue
		}
		if direction(e.Name()) {
			s.miss(config.NotTaken{Path: at, Why: "its name leads from one environment to another"})
			continue
		}
		if code(e.Name()) {
			if c, ok := wordClass(strings.TrimSuffix(e.Name(), path.Ext(e.Name()))); ok && c.strong && known[c.name] && program(path.Ext(e.Name())) && !e.IsDir() {
				s.miss(config.NotTaken{Path: at, Why: "code of a program for " + c.name + " by its name, which is not read for its values"})
			}
			continue
		}
		if e.Name() == ".env" && !e.IsDir() {
			s.miss(config.NotTaken{Path: at, Why: "names no environment: mostly what a developer's machine runs with", Add: "a collect block with `only`"})
		}
		if sample(e.Name()) && !e.IsDir() && !strings.Contains(strings.ToLower(e.Name()), "secret") {
			if slices.ContainsFunc(tokens(e.Name()), func(t token) bool { return t.class.strong && !t.glued }) {
				s.miss(config.NotTaken{Path: at, Why: sparedWhy(e.Name()), Add: "a collect block with `only`"})
			}
			continue
		}
		s.unknownWord(f, e)
		for _, t := range tokens(e.Name()) {
			meant := t.class.strong || known[t.class.name] && t.class.name != "test" || s.taken[[2]string{t.prefix, t.suffix}]
			if t.glued || !meant && environmentSlot(f.path, t.prefix, t.suffix, e.IsDir()) == "" {
				continue
			}
			if e.IsDir() && !s.holdsConfiguration(at) {
				continue
			}
			form := path.Ext(e.Name())
			if e.IsDir() {
				form = "/"
			}
			if byForm[form] == nil {
				order = append(order, form)
			}
			byForm[form] = append(byForm[form], e.Name())
			if near := neighbours(f, t, e); len(near) > 0 {
				beside[form] = near
			}
			break
		}
	}
	for _, form := range order {
		list := byForm[form]
		at := path.Join(f.path, list[0])
		if len(list) > 1 {
			at = path.Join(f.path, "{"+strings.Join(list[:min(len(list), 6)], ",")+"}")
		}
		why := "no other environment has one like it"
		if near := beside[form]; len(near) > 0 {
			why += " (beside it, of no environment's name: " + strings.Join(near[:min(len(near), 6)], ", ") + ")"
		}
		s.miss(config.NotTaken{Path: at, Why: why, Counts: len(list) > 1 && configExt(form), Add: "a collect block with `only`"})
	}
}

// unknownWord mentions an env file with a word that nobody listed, such as .env.kubernetes: a place to run, or an environment.
func (s *search) unknownWord(f folder, e fs.DirEntry) {
	prefix, word, suffix := slotForms(e.Name(), e.IsDir())
	if e.IsDir() || prefix != ".env." || suffix != "" || word == "" || strings.Contains(word, ".") || word == "local" || len(tokens(e.Name())) > 0 || sample(e.Name()) {
		return
	}
	at := path.Join(f.path, e.Name())
	if !s.mentions(at) {
		s.miss(config.NotTaken{Path: at, Why: "an env file for " + word + ", which no other file is named for", Add: fmt.Sprintf("`environment %q {}`", word)})
	}
}

// neighbours returns the files with an environment's file name, but with another word in it, or none.
func neighbours(f folder, t token, of fs.DirEntry) []string {
	if t.prefix == "" || of.IsDir() || !configExt(t.suffix) {
		return nil
	}
	var out []string
	for _, e := range f.entries {
		name := e.Name()
		if e.IsDir() || name == of.Name() || sample(name) || slices.ContainsFunc(tokens(name), func(t token) bool { return !t.glued }) {
			continue
		}
		middle, ok := strings.CutPrefix(name, t.prefix)
		if ok {
			middle, ok = strings.CutSuffix(middle, t.suffix)
		}
		if stem := strings.TrimRight(t.prefix, "-_."); name == stem+t.suffix && stem != t.prefix || ok && middle != "" && !strings.Contains(middle, ".") {
			out = append(out, name)
		}
	}
	return out
}

// wordless mentions the file without a word beside a place. It may apply to all environments, or be another one.
func (s *search) wordless(p *place) {
	stem := strings.TrimRight(p.prefix, "-_.")
	if p.dir || p.file != "" || stem == "" || stem == p.prefix || !configExt(p.suffix) && p.suffix != "" || stem == "Pulumi" {
		return
	}
	name := stem + p.suffix
	at := path.Join(p.parent, name)
	if s.settled[at] || !slices.ContainsFunc(s.entries[p.parent], func(e fs.DirEntry) bool { return e.Name() == name && !e.IsDir() }) {
		return
	}
	m := config.NotTaken{Path: at, Why: "beside " + p.shown() + ", and it may hold their defaults or be an environment", Add: "`defaults = \"" + at + "\"`"}
	if composes(name) {
		m.Add = "`compose = [\"" + at + "\", …]`"
	}
	s.miss(m)
}

// placesBelow reports whether a folder contains environments, whatever its name.
func (s *search) placesBelow(dir string) bool {
	return slices.ContainsFunc(s.places, func(p *place) bool { return strings.HasPrefix(p.parent+"/", dir+"/") })
}

// holdsConfiguration reports whether a folder contains a possible file of settings, an inventory or a server's configuration, or a folder below
// it contains a file of settings.
func (s *search) holdsConfiguration(dir string) bool {
	return slices.ContainsFunc(s.entries[dir], func(e fs.DirEntry) bool {
		if e.IsDir() {
			return slices.ContainsFunc(s.entries[path.Join(dir, e.Name())], ofSettings)
		}
		return ofSettings(e) || !code(e.Name()) && !unsaid(e.Name()) && !opaque(path.Ext(e.Name()))
	})
}

// alone mentions developers' files of settings if nothing else is found, because a word such as dev indicates an environment there.
func (s *search) alone(f folder) {
	for _, e := range f.entries {
		at := path.Join(f.path, e.Name())
		if e.IsDir() || !ofSettings(e) || s.settled[at] || direction(e.Name()) {
			continue
		}
		if slices.ContainsFunc(tokens(e.Name()), func(t token) bool {
			return !t.glued && !t.class.strong && (strings.HasPrefix(t.class.name, "dev") || t.class.name == "local" || t.class.name == "sandbox")
		}) {
			s.miss(config.NotTaken{Path: at, Why: "for one environment by its name, and no other has one like it", Add: "a collect block with `only`"})
		}
	}
}

func ofSettings(e fs.DirEntry) bool {
	return !e.IsDir() && (configExt(path.Ext(e.Name())) || path.Ext(e.Name()) == ".tf" || strings.HasPrefix(e.Name(), ".env"))
}

// forReaders mentions the folders of documents, examples and tests with environments in them.
func (s *search) forReaders() {
	left := 2000
	for _, dir := range s.walker.readers {
		found := ""
		_ = fs.WalkDir(s.fsys, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // what cannot be read is not suggested
			}
			if left--; left < 0 || found != "" {
				return fs.SkipAll
			}
			if e.IsDir() && name != dir && skipped(e.Name()) {
				return fs.SkipDir
			}
			if name != dir && !code(e.Name()) && slices.ContainsFunc(tokens(e.Name()), func(t token) bool { return t.class.strong && !t.glued }) {
				found = name
			}
			return nil
		})
		if found != "" {
			s.miss(config.NotTaken{Path: dir, Why: "a folder of documents, examples or tests; " + found + " looks like an environment's", Add: fmt.Sprintf("`envparity init %s`", dir)})
		}
	}
}

// bounds reports where the search stopped early.
func (s *search) bounds() {
	if s.walker.full {
		s.miss(config.NotTaken{Path: ".", Why: fmt.Sprintf("stopped looking after %d files; environments further in may be missing", maxEntries), Add: "`envparity init` in a folder further in"})
	}
	if s.walker.deep != "" {
		s.miss(config.NotTaken{Path: s.walker.deep, Why: fmt.Sprintf("is more than %d folders deep, and was not searched", maxDepth)})
	}
}
