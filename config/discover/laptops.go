package discover

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

var (
	// loopback matches a host that is the machine itself.
	loopback = regexp.MustCompile(`(?i)(?:^|[^\w.-])(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)(?:$|[^\w.-])`)
	// elsewhere matches a host with a domain, in an address or as the whole of a value. Names in capitals are groups and types of a program.
	elsewhere = regexp.MustCompile(`(?:://(?:[^/@\s"']*@)?|[=:]\s*["']?)(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[:/"',\s]|$)`)
)

// laptops takes from files the environment of which they hold a developer's own settings: every host in it is the machine itself, while the files
// beside it are not like that, and another place has the same environment with hosts elsewhere. They are two things of one name.
func (s *search) laptops(cands []*candidate) []*candidate {
	var out []*candidate
	for _, c := range cands {
		p := c.place
		if p.dir || p.file != "" || hasBase(p.envs) {
			out = append(out, c)
			continue
		}
		kept := p.envs[:0:0]
		for _, o := range p.envs {
			if other := s.deployedAs(p, o, cands); other != "" {
				s.settled[p.path(o)] = true
				s.miss(config.NotTaken{
					Path: p.path(o), Why: "a developer's own settings, by their hosts: " + other + " is " + o.class.name + " with hosts elsewhere",
					Add: addBlock(p, p.path(o)),
				})
				continue
			}
			kept = append(kept, o)
		}
		if p.envs = kept; len(classesOf(kept)) >= 2 {
			out = append(out, c)
		}
	}
	return out
}

// deployedAs returns the path by which another place has the environment that o's file has for a developer; "" if the file is no developer's.
func (s *search) deployedAs(p *place, o occurrence, cands []*candidate) string {
	if here, far := s.hosts(p.path(o)); !here || far {
		return ""
	}
	if !slices.ContainsFunc(p.envs, func(e occurrence) bool { here, _ := s.hosts(p.path(e)); return !here }) {
		return ""
	}
	for _, c := range cands {
		if c.place.file != "" || !c.place.dir && c.place.prefix == p.prefix && c.place.suffix == p.suffix { // another program's settings of the same form
			continue
		}
		for _, e := range c.place.envs {
			if e.class.name != o.class.name || e.base {
				continue
			}
			if here, far := s.hosts(c.place.path(e)); far && !here {
				return c.place.path(e)
			}
		}
	}
	return ""
}

// hosts reports whether a file, or the files below a folder, name the machine itself as a host, and whether they name hosts elsewhere. Comments
// do not count.
func (s *search) hosts(at string) (here, far bool) {
	left := maxInside
	_ = fs.WalkDir(s.fsys, at, func(name string, d fs.DirEntry, err error) error {
		if left--; err != nil || left < 0 || !d.Type().IsRegular() {
			return nil //nolint:nilerr // an unreadable file shows nothing
		}
		for line := range strings.Lines(string(peek(s.fsys, name))) {
			if text := strings.TrimSpace(line); strings.HasPrefix(text, "#") || strings.HasPrefix(text, "//") {
				continue
			}
			here = here || loopback.MatchString(line)
			far = far || elsewhere.MatchString(line)
		}
		return nil
	})
	return here, far
}
