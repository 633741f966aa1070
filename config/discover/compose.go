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

// overrides reports whether a compose file says only what differs from another: a service of it has neither image nor build.
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

// underCompose is the compose file that an environment's own is laid over, "" where that stands alone.
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

// composeBase is the compose file without a word: that of docker-compose.override.prod.yml, too, is docker-compose.yml.
func composeBase(prefix, suffix string) (string, bool) {
	stem := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(prefix, "-_."), "override"), "-_.")
	if stem != "docker-compose" && stem != "compose" || suffix != ".yml" && suffix != ".yaml" {
		return "", false
	}
	return stem + suffix, true
}

// composePairs takes a compose file and the one without a word beside it for two environments, where nothing else is found: what docker-compose.prod.yml
// is for production, docker-compose.yml is for developers, and the other way round.
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
