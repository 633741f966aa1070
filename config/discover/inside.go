package discover

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/envparity/envparity/config"
)

// besideManifests describes files beside manifests: values of a chart, settings of a program.
const besideManifests = "configuration beside manifests"

// plainBeside adds the files in a folder of manifests that are no manifests: a subfolder of such files as a whole, single ones by their names.
func plainBeside(fsys fs.FS, dir string, plain []string, manifests map[string]bool) []source {
	const most = 5 // single files; a person chooses among more
	var out []source
	for _, below := range plain {
		s := source{typ: "files", attr: "path", below: below, what: besideManifests, weight: 1}
		if parent := path.Dir(below); parent != "/" && !manifests[parent] {
			s.below = parent + "/*" + path.Ext(below)
		}
		if text := peek(fsys, path.Join(dir, below)); !slices.Contains(out, s) && len(out) < most && len(keysOf(text)) > 0 && !isPatch(text) {
			out = append(out, s)
		}
	}
	return out
}

// isPatch reports whether a file is for kustomize or Flux, and not for a program.
func isPatch(text []byte) bool {
	return topLevel(text, "- op:") || topLevel(text, "resources:") || topLevel(text, "patches:") || topLevel(text, "nameReference:")
}

// inside mentions the files in environments' folders that no source of the place reads, a line for each kind of file.
func (s *search) inside(c *candidate) {
	if !c.place.dir {
		return
	}
	files := map[string][]string{}
	var order []string
	for _, o := range c.place.envs {
		if o.base { // the folder around the others
			continue
		}
		dir := c.place.path(o)
		left := maxInside
		_ = fs.WalkDir(s.fsys, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // an unreadable file is not suggested
			}
			below := strings.TrimPrefix(name, dir)
			if left--; left < 0 {
				return fs.SkipAll
			}
			if d.IsDir() {
				if name != dir && skipped(d.Name()) {
					return fs.SkipDir
				}
				return nil
			}
			if !d.Type().IsRegular() || unsaid(d.Name()) || slices.ContainsFunc(c.sources, func(src source) bool { return covers(s.fsys, src, below, name) }) {
				return nil
			}
			kind := path.Ext(d.Name())
			if kind == "" || kind == d.Name() {
				kind = d.Name()
			}
			if files[kind] == nil {
				order = append(order, kind)
			}
			files[kind] = append(files[kind], below)
			return nil
		})
	}
	for _, kind := range order {
		names := slices.Compact(slices.Sorted(slices.Values(files[kind])))
		what := fmt.Sprintf("%d %s files in these folders are not read", len(files[kind]), kind)
		if len(files[kind]) == 1 {
			what = "one " + kind + " file in these folders is not read"
		}
		what += " (" + strings.TrimPrefix(names[0], "/") + more(len(names)-1) + ")"
		m := config.NotTaken{Path: c.place.shown() + "/**/*" + kind, Why: what}
		if kind == path.Base(names[0]) {
			m.Path = c.place.shown() + "/**/" + kind
		}
		if !program(kind) && !opaque(kind) {
			m.Add = `if it is one of ` + formats + `, ` + "`collect \"files\" { path = \"…\"  format = \"…\" }`"
		}
		s.miss(m)
	}
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// unsaid reports whether a file is not mentioned: documents, and settings of git or an editor.
func unsaid(name string) bool {
	return code(name) && !program(path.Ext(name)) || strings.HasPrefix(name, ".git") || name == ".editorconfig" || name == "OWNERS" || name == "CODEOWNERS" ||
		name == "LICENSE" || sample(name) && strings.HasPrefix(name, ".env") || strings.EqualFold(name, "readme")
}

// opaque reports whether a file contains nothing in clear.
func opaque(ext string) bool {
	return slices.Contains([]string{".enc", ".gpg", ".age", ".p12", ".jks", ".zip", ".gz", ".jar", ".crt", ".pem", ".key", ".pub"}, ext)
}

// covers reports whether a source reads a file below the environment's folder.
func covers(fsys fs.FS, s source, below, name string) bool {
	base, ext := strings.ToLower(path.Base(below)), strings.ToLower(path.Ext(below))
	switch {
	case s.attr == "kustomize":
		return true // it may refer to any file
	case s.typ == "kubernetes" && isYAML(ext) && (strings.HasPrefix(base, "kustomization.") || len(keysOf(peek(fsys, name))) == 0):
		return true // instructions for building objects, or no object at all
	case s.typ == "kubernetes":
		return (isYAML(ext) || template(ext)) && isManifest(peek(fsys, name))
	case s.typ == "terraform" && s.attr == "config":
		return strings.HasPrefix(below, s.below+"/") && (ext == ".tf" || ext == ".tfvars" || ext == ".hcl" || strings.HasSuffix(base, ".tfvars.json"))
	case s.typ == "dependencies":
		return isLock(base)
	}
	ok, err := doublestar.Match(strings.ToLower(s.below), strings.ToLower(below))
	return err == nil && ok
}

// basesLine matches a line of a kustomization that names a folder above it.
var basesLine = regexp.MustCompile(`(?m)^\s*-\s*["']?(\.\./[\w./-]+)`)

// kustomizations lists the names of a folder's kustomize file.
func kustomizations() []string {
	return []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}
}

// kustomizeBases lists the folders outside that a folder's kustomization builds on.
func kustomizeBases(fsys fs.FS, dir string) []string {
	for _, name := range kustomizations() {
		if text := peek(fsys, path.Join(dir, name)); text != nil {
			var out []string
			for _, m := range basesLine.FindAllSubmatch(text, -1) {
				out = append(out, path.Join(dir, string(m[1])))
			}
			return out
		}
	}
	return nil
}

// builtAlike reports whether an overlay builds on the bases of all others of its place, or on one of them. Then it is the same system in another
// environment, whatever its name. One that builds on another depends on it. One with a name of its own is production if no other is.
func (s *search) builtAlike(p *place, o *occurrence) bool {
	if !p.dir || environmentSlot(p.parent, p.prefix, p.suffix, true) == "" {
		return false
	}
	own := kustomizeBases(s.fsys, p.path(*o))
	alike := len(own) > 0
	for _, other := range p.envs {
		if slices.Contains(own, p.path(other)) {
			o.class.rank = other.class.rank - 1
			return true
		}
		alike = alike && slices.ContainsFunc(kustomizeBases(s.fsys, p.path(other)), func(base string) bool { return slices.Contains(own, base) })
	}
	if alike && !hasProduction(p.envs) && o.class.rank == unlistedRank {
		o.class, _ = knownWord("prod")
		o.env = "prod"
	}
	return alike
}
