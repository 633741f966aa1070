package discover

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// beneath finds a folder of defaults for the files that s reads of each environment's folder: each file of the same name in it may be merged
// under the environment's. sure is true if that is known: a helmfile lists it before the environment's own, the folder is Kontinuous', or it is a
// chart, whose values.yaml lies beneath all others. Any other folder above or beside the environments with files of the same names may be anything. "" if there is none.
func beneath(fsys fs.FS, p *place, s source) (from string, sure bool) {
	if from := helmfileFolder(fsys, p, s); from != "" {
		return from, true
	}
	var own []string
	for _, o := range p.envs {
		entries, _ := fs.ReadDir(fsys, p.path(o)) // an unreadable file is not suggested
		for _, e := range entries {
			if e.Type().IsRegular() && path.Ext(e.Name()) == path.Ext(s.below) && !slices.Contains(own, e.Name()) {
				own = append(own, e.Name())
			}
		}
	}
	dirs := []string{p.parent}
	if p.parent != "." {
		dirs = append(dirs, path.Dir(p.parent))
	}
	for _, word := range []string{"base", "common", "default", "defaults", "shared", "all"} {
		dirs = append(dirs, path.Join(p.parent, word))
	}
	for _, dir := range dirs {
		for _, name := range own {
			if isFile(fsys, path.Join(dir, name)) {
				return dir, path.Base(dir) == ".kontinuous" || name == "values.yaml" && isFile(fsys, path.Join(dir, "Chart.yaml"))
			}
		}
	}
	return "", false
}

// helmfileFolder returns the folder of values that a helmfile loads before the environment's own. For `env/production/{{ .Release.Name }}.yaml`
// and `env/{{ .Environment.Name }}/{{ .Release.Name }}.yaml`, in this order, it is env/production.
func helmfileFolder(fsys fs.FS, p *place, s source) string {
	slot := path.Join(p.parent, p.prefix+slotMark+p.suffix) + "/"
	found := ""
	eachLayering(fsys, p.parent, func(before []string, own string) {
		rest, ok := strings.CutPrefix(own, slot)
		if !ok || found != "" || path.Ext(rest) != path.Ext(s.below) {
			return
		}
		pre, post, _ := strings.Cut(own, slotMark)
		for _, b := range before {
			if dir, ok := strings.CutSuffix(b, "/"+rest); ok && !strings.ContainsAny(dir, "*") && isFile(fsys, b) { // the file of the same name elsewhere
				found = dir
				continue
			}
			word, ok := strings.CutPrefix(b, pre)
			if !ok {
				continue
			}
			if word, ok = strings.CutSuffix(word, post); ok && word != "" && !strings.ContainsAny(word, "/*") {
				found = path.Join(p.parent, p.prefix+word+p.suffix)
			}
		}
	})
	return found
}

// helmfileFile returns the file that a helmfile loads before the environments' files of a place. For `values/common.yaml` and `values/{{
// .Environment.Name }}.yaml` it is values/common.yaml.
func helmfileFile(fsys fs.FS, p *place) string {
	slot := path.Join(p.parent, p.prefix+slotMark+p.suffix)
	found := ""
	eachLayering(fsys, p.parent, func(before []string, own string) {
		if own != slot || found != "" {
			return
		}
		for _, b := range before {
			if isFile(fsys, b) {
				found = b
			}
		}
	})
	return found
}

// isFile reports whether a regular file is at name.
func isFile(fsys fs.FS, name string) bool {
	st, err := fs.Stat(fsys, name)
	return err == nil && st.Mode().IsRegular()
}

// slotMark replaces the environment's name in a path of a helmfile.
const slotMark = "\x00"

var (
	listItem = regexp.MustCompile(`^(\s*)-\s+["']?([^\s"'#]\S*?|[^\s"'#].*?\}\}\S*?)["']?\s*(?:#.*)?$`)
	// A template in a helmfile, or in backquotes in a template of one.
	inHelmfile = regexp.MustCompile("\\{\\{-?\\s*(?:`\\{\\{(.*?)\\}\\}`|(.*?))\\s*-?\\}\\}")
)

// eachLayering calls f for each entry with the environment's name in a list of values, with the entries before it that lack the name. Paths are
// relative to the root. A helmfile is a template, so its lines are read unrendered. It is in dir or above.
func eachLayering(fsys fs.FS, dir string, f func(before []string, own string)) {
	for {
		for _, name := range helmfiles(fsys, dir) {
			var before []string
			indent := ""
			for line := range strings.Lines(string(peek(fsys, name))) {
				line = strings.TrimRight(line, "\r\n")
				if text := strings.TrimSpace(line); text == "" || strings.HasPrefix(text, "#") || strings.HasPrefix(text, "{{") && strings.HasSuffix(text, "}}") { // nothing, or `{{ if … }}`
					continue
				}
				m := listItem.FindStringSubmatch(line)
				if m == nil || len(before) > 0 && m[1] != indent {
					before = nil
				}
				if m == nil {
					continue
				}
				indent = m[1]
				item := path.Join(path.Dir(name), inHelmfile.ReplaceAllStringFunc(m[2], func(t string) string {
					if strings.Contains(t, ".Environment.Name") {
						return slotMark
					}
					return "*"
				}))
				if strings.Count(item, slotMark) == 1 {
					f(before, item)
				} else {
					before = append(before, item)
				}
			}
		}
		if dir == "." {
			return
		}
		dir = path.Dir(dir)
	}
}

// helmfiles lists the helmfiles of a folder.
func helmfiles(fsys fs.FS, dir string) []string {
	var out []string
	for _, in := range []string{dir, path.Join(dir, "helmfile.d")} {
		entries, _ := fs.ReadDir(fsys, in) // an unreadable file is not suggested
		for _, e := range entries {
			name := strings.TrimSuffix(e.Name(), ".gotmpl")
			if e.Type().IsRegular() && isYAML(path.Ext(name)) && (in != dir || strings.HasPrefix(name, "helmfile.")) {
				out = append(out, path.Join(in, e.Name()))
			}
		}
	}
	return out
}
