package discover

import (
	"bytes"
	"io/fs"
	"path"
	"strings"
)

// transformed finds the transforms of a .NET configuration file: Web.Staging.config and Web.Release.config, which change Web.config. The Release
// build is production's, the Debug build development's, if no file is named for these. Every project has both, so they alone are no sign.
func transformed(fsys fs.FS, f folder) *place {
	p := &place{parent: f.path, suffix: ".config"}
	builds := map[string]occurrence{}
	for _, e := range f.entries {
		stem, word, ok := strings.Cut(strings.TrimSuffix(e.Name(), ".config"), ".")
		if e.IsDir() || !ok || word == "" || strings.Contains(word, ".") || !strings.HasSuffix(e.Name(), ".config") || !strings.EqualFold(stem, "web") && !strings.EqualFold(stem, "app") {
			continue
		}
		if !bytes.Contains(peek(fsys, path.Join(f.path, e.Name())), []byte("XML-Document-Transform")) || p.prefix != "" && p.prefix != stem+"." {
			continue
		}
		p.prefix = stem + "."
		o := occurrence{env: word, word: word, name: e.Name()}
		switch strings.ToLower(word) {
		case "release":
			o.class, _ = knownWord("prod")
			builds[o.class.name] = o
		case "debug":
			o.class, _ = knownWord("dev")
			builds[o.class.name] = o
		default:
			if c, ok := wordClass(word); ok {
				o.class = c
				p.envs = append(p.envs, o)
			}
		}
	}
	if len(p.envs) == 0 || netBase(fsys, p) == "" {
		return nil
	}
	for _, name := range []string{"dev", "prod"} {
		if o, ok := builds[name]; ok && !contains(p.envs, name) {
			p.envs = append(p.envs, o)
		}
	}
	respell(p)
	if len(p.envs) < 2 {
		return nil
	}
	sortOccurrences(p.envs)
	return p
}

func contains(os []occurrence, name string) bool {
	for _, o := range os {
		if o.class.name == name {
			return true
		}
	}
	return false
}

// netBase returns the file that transforms of a place change, "" if there is none.
func netBase(fsys fs.FS, p *place) string {
	entries, _ := fs.ReadDir(fsys, p.parent) // an unreadable file is not suggested
	for _, e := range entries {
		if e.Type().IsRegular() && strings.EqualFold(e.Name(), strings.TrimSuffix(p.prefix, ".")+".config") {
			return path.Join(p.parent, e.Name())
		}
	}
	return ""
}
