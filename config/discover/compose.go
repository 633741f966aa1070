package discover

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
)

var (
	serviceLine = regexp.MustCompile(`^( +)[\w.-]+:\s*(?:#.*)?$`)
	buildsLine  = regexp.MustCompile(`^ +["']?(?:image|build|extends|<<)["']?\s*:`)
)

// overrides reports whether a compose file only changes another one: a service of it has neither image nor build.
func overrides(text []byte) bool {
	inside, indent, built, any := false, "", true, false
	for line := range strings.SplitSeq(string(text), "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
			continue
		case strings.HasPrefix(line, "services:"):
			inside = true
			continue
		case line[0] != ' ':
			inside = false
			continue
		case !inside:
			continue
		}
		m := serviceLine.FindStringSubmatch(strings.TrimRight(line, "\r"))
		if m != nil && (indent == "" || m[1] == indent) {
			if any && !built {
				return true
			}
			indent, built, any = m[1], false, true
			continue
		}
		built = built || buildsLine.MatchString(line)
	}
	return any && !built
}

// underCompose returns the compose file that an environment's own is merged over, "" if it is complete by itself.
func underCompose(fsys fs.FS, p *place) string {
	name, ok := composeBase(p.prefix, p.suffix)
	if !ok {
		return ""
	}
	name = path.Join(p.parent, name)
	if st, err := fs.Stat(fsys, name); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	for _, o := range p.envs {
		if !o.base && overrides(peek(fsys, p.path(o))) {
			return name
		}
	}
	return ""
}

// composeBase returns the compose file without a word: docker-compose.yml, also for docker-compose.override.prod.yml.
func composeBase(prefix, suffix string) (string, bool) {
	stem := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(prefix, "-_."), "override"), "-_.")
	if stem != "docker-compose" && stem != "compose" || suffix != ".yml" && suffix != ".yaml" {
		return "", false
	}
	return stem + suffix, true
}

// composePairs treats a compose file and the one without a word beside it as two environments, if nothing else is found: docker-compose.prod.yml
// is for production and docker-compose.yml for developers, or the reverse.
func (s *search) composePairs() []*candidate {
	var places []*place
	for _, f := range s.walker.folders {
		has := map[string]bool{}
		for _, e := range f.entries {
			has[e.Name()] = !e.IsDir()
		}
		for _, e := range f.entries {
			for _, t := range tokens(e.Name()) {
				name, ok := composeBase(t.prefix, t.suffix)
				if !ok || !has[name] || t.glued || t.class.name == "test" || t.class.name == "local" || e.IsDir() {
					continue
				}
				word := "prod"
				if t.class.rank >= productionRank {
					word = "dev"
				}
				c, _ := knownWord(word)
				p := &place{parent: f.path, prefix: t.prefix, suffix: t.suffix, envs: []occurrence{
					{class: t.class, env: t.word, word: t.word, name: e.Name()}, {class: c, env: word, word: word, name: name, base: true, whole: true},
				}}
				sortOccurrences(p.envs)
				places = append(places, p)
			}
		}
	}
	return s.readable(places)
}
