package discover

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// source is a future collect block: a collector's type, the attribute for the path, and the path below the place.
type source struct {
	typ, attr string
	code      string // with attr var_files: the folder of Terraform that declares the variables
	defaults  string // with files: the file to merge under each environment's
	from      string // with files: the folder with the files of the same names to merge under each
	perhaps   bool   // with from: it is not known to apply
	format    string // with files: the syntax, if names do not show it
	below     string // "" or "/resources": the rest after the environment's own path
	what      string // for the comment
	as        string
	weight    int // how informative it is about the environments
}

// maxPeek bounds how many bytes of a file are read to classify it.
const maxPeek = 64 << 10

// sourcesOf returns what can be read at a place.
func sourcesOf(fsys fs.FS, p *place) []source {
	switch {
	case p.profiles:
		return []source{{typ: "files", attr: "path", what: "documents of Spring's profiles", weight: 3}}
	case p.field != "":
		return []source{{typ: "files", attr: "path", what: "elements of an ApplicationSet's list", weight: 1}}
	case p.file != "":
		return []source{{typ: "files", attr: "path", what: "one file whose keys are environments", weight: 3}}
	}
	if !p.dir {
		return fileSources(fsys, p)
	}
	if hasBase(p.envs) {
		return pairSources(fsys, p)
	}
	found := map[source]int{}
	var order []source
	var kept []occurrence // a folder without a readable file is no environment
	lists := make([][]source, len(p.envs))
	for i, o := range p.envs {
		if lists[i] = folderSources(fsys, p.path(o)); len(lists[i]) > 0 {
			kept = append(kept, o)
		}
	}
	deepen(lists)
	variables(fsys, p, lists)
	for _, list := range lists {
		for _, s := range list {
			if found[s] == 0 {
				order = append(order, s)
			}
			found[s]++
		}
	}
	if len(kept) >= 2 {
		p.envs = kept
	}
	// A source in one environment alone cannot be compared.
	order = slices.DeleteFunc(order, func(s source) bool { return found[s] < 2 })
	if slices.ContainsFunc(order, func(s source) bool { return s.attr == "kustomize" }) {
		order = slices.DeleteFunc(order, func(s source) bool { return s.typ == "kubernetes" && s.attr == "path" })
	}
	for i, s := range order {
		if s.typ == "files" && s.attr == "path" && (strings.HasPrefix(path.Base(s.below), "*.") || strings.Count(s.below, "/") == 1) {
			from, sure := beneath(fsys, p, s)
			order[i].from, order[i].perhaps = from, !sure
		}
	}
	return order
}

// deepen merges a pattern for the files of an environment's folder, here, with one for those of its subfolders, there, into the second.
func deepen(lists [][]source) {
	deep := map[string]bool{}
	for _, list := range lists {
		for _, s := range list {
			deep[s.below] = deep[s.below] || s.typ == "files" && strings.HasPrefix(s.below, "/**/*.")
		}
	}
	for i, list := range lists {
		var out []source
		for _, s := range list {
			if s.typ == "files" && deep["/**"+s.below] {
				s.below = "/**" + s.below
			}
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		lists[i] = out
	}
}

// fileSources returns the kind of most files of a place, and removes the others from the place. Two manifests beside the compose file that a
// developer runs are a pair; one manifest beside something else is not.
func fileSources(fsys fs.FS, p *place) []source {
	of := make([]source, len(p.envs))
	found := map[source]int{}
	var best source
	for i, o := range p.envs {
		name := p.path(o)
		if o.base { // read like the others
			of[i] = best
			continue
		}
		s, ok := fileSource(path.Base(name), peek(fsys, name))
		if !ok {
			return nil
		}
		of[i] = s
		if found[s]++; found[s] > found[best] || found[s] == found[best] && s.weight > best.weight {
			best = s
		}
	}
	if found[best] < 2 && !hasBase(p.envs) {
		return nil
	}
	kept := p.envs[:0:0]
	for i, o := range p.envs {
		if of[i] == best || o.base {
			kept = append(kept, o)
		}
	}
	p.envs = kept
	if best.attr == "compose" {
		best.defaults = underCompose(fsys, p)
	}
	if code := codeOf(fsys, p); best.what == variableFile && code != "" && ownVariables(p.prefix+p.suffix) {
		best = source{typ: "terraform", attr: "var_files", code: code, what: "Terraform with its variables", weight: 6}
	}
	if best.typ == "files" && best.what == "configuration" && !hasBase(p.envs) {
		if best.defaults = helmfileFile(fsys, p); best.defaults == "" {
			best.defaults = defaultsOf(fsys, p)
		}
	}
	return []source{best}
}

func hasBase(os []occurrence) bool {
	return slices.ContainsFunc(os, func(o occurrence) bool { return o.base })
}

// fileSource returns which collector reads a file.
func fileSource(name string, text []byte) (source, bool) {
	lower := strings.ToLower(name)
	switch ext := path.Ext(lower); {
	case template(ext):
		if isManifest(text) {
			return source{typ: "kubernetes", attr: "path", what: "Kubernetes manifests", weight: 5}, true
		}
		if _, ok := settings(name, text); ok {
			return source{typ: "files", attr: "path", what: "a template of configuration", weight: 2}, true
		}
		return source{}, false
	case strings.HasPrefix(lower, ".envrc"): // a script
		return source{}, false
	case strings.HasPrefix(lower, ".env") || ext == ".env":
		return source{typ: "envvars", attr: "file", what: "environment variables", weight: 4}, true
	case ext == ".tfstate":
		return source{typ: "terraform", attr: "state", what: "Terraform state", weight: 5}, true
	case ext == ".tfvars":
		return source{typ: "files", attr: "path", what: variableFile, weight: 4}, true
	case strings.HasSuffix(lower, ".tfvars.json"):
		return source{typ: "files", attr: "path", what: "Terraform variables in JSON", weight: 4}, true
	case isYAML(ext):
		switch {
		case strings.HasPrefix(lower, "docker-compose") || strings.HasPrefix(lower, "compose"):
			return source{typ: "envvars", attr: "compose", what: "a compose file", weight: 5}, true
		case isFlagd(text):
			return source{typ: "featureflags", attr: "flagd", what: "feature flags", weight: 4}, true
		case isIssuer(text):
			return source{}, false
		case isManifest(text):
			return source{typ: "kubernetes", attr: "path", what: "Kubernetes manifests", weight: 5}, true
		}
		return source{typ: "files", attr: "path", what: "configuration", weight: 3}, true
	}
	if path.Ext(lower) == ".tf" {
		return source{typ: "files", attr: "path", what: "Terraform of one environment each", weight: 3}, true
	}
	if format, ok := settings(name, text); ok {
		return source{typ: "files", attr: "path", format: format, what: "configuration", weight: 3}, true
	}
	if path.Ext(lower) == "" || endsInWord(lower) {
		return ofVariables(name, text)
	}
	return source{}, false
}

func isYAML(ext string) bool { return ext == ".yaml" || ext == ".yml" || ext == ".json" }

// template reports whether an extension is that of a template.
func template(ext string) bool {
	return slices.Contains([]string{".tmpl", ".tpl", ".template", ".j2", ".erb", ".gotmpl", ".in"}, ext)
}

// maxInside bounds how many files of an environment's folder are opened to classify it, and maxBelow how deep.
const (
	maxInside = 500
	maxBelow  = 3
)

// folderSources returns what an environment's folder contains.
func folderSources(fsys fs.FS, dir string) []source {
	var out []source
	add := func(s source) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	var plain []string
	manifests := map[string]bool{}
	left := maxInside
	_ = fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // an unreadable file is not suggested
		}
		below := strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		depth := strings.Count(below, "/")
		if left--; left < 0 || depth > maxBelow {
			return fs.SkipAll
		}
		if d.IsDir() {
			if name != dir && (skipped(d.Name()) || d.Name() == "charts") || isComponent(fsys, name) {
				return fs.SkipDir
			}
			return nil
		}
		parent := ""
		if below != d.Name() {
			parent = "/" + path.Dir(below)
		}
		if s, ok := classify(fsys, name, d.Name(), parent); ok {
			add(s)
			switch {
			case s.typ == "kubernetes":
				manifests[path.Dir("/"+below)] = true
			case s.typ == "files" && isYAML(path.Ext(s.below)):
				plain = append(plain, "/"+below)
			}
		}
		return nil
	})
	if len(manifests) > 0 && !slices.ContainsFunc(out, func(s source) bool { return s.attr == "kustomize" }) {
		out = append(out, plainBeside(fsys, dir, plain, manifests)...)
	}
	return settle(out)
}

// classify classifies one file of an environment's folder. parent is its folder, below the environment's.
func classify(fsys fs.FS, name, base, parent string) (source, bool) {
	lower := strings.ToLower(base)
	switch ext := path.Ext(lower); {
	case slices.ContainsFunc(kustomizations(), func(s string) bool { return strings.EqualFold(s, base) }):
		return source{typ: "kubernetes", attr: "kustomize", what: "a kustomize overlay", weight: 8}, parent == ""
	case lower == ".terraform.lock.hcl":
		return source{typ: "terraform", attr: "lock", below: deeper(parent) + "/.terraform.lock.hcl", what: "provider versions", as: "providers", weight: 2}, true
	case lower == "terragrunt.hcl":
		return source{typ: "terraform", attr: "config", what: terragruntTree, weight: 4}, true
	case ext == ".tf":
		return source{typ: "terraform", attr: "config", below: parent, what: terraformCode, weight: 5}, true
	case ext == ".tfvars":
		return source{typ: "terraform", attr: "var_files", below: parent + "/" + base, what: variableFile, weight: 5}, true
	case ext == ".tfstate":
		return source{typ: "terraform", attr: "state", below: parent + "/" + base, what: "Terraform state", weight: 6}, true
	case lower == ".env" || ext == ".env":
		return source{typ: "envvars", attr: "file", below: parent + "/" + base, what: "environment variables", weight: 4}, true
	case isLock(lower):
		return source{typ: "dependencies", attr: "path", what: "lock files", weight: 2}, true
	case isYAML(ext):
		text := peek(fsys, name)
		switch {
		case isManifest(text):
			return source{typ: "kubernetes", attr: "path", what: "Kubernetes manifests", weight: 5}, true
		case isFlagd(text):
			return source{typ: "featureflags", attr: "flagd", below: parent + "/" + base, what: "feature flags", weight: 4}, true
		default:
			return source{typ: "files", attr: "path", below: deeper(parent) + "/*" + path.Ext(base), what: "configuration", weight: 3}, true
		}
	case ext != ".hcl" && !code(lower):
		format, ok := settings(lower, peek(fsys, name))
		switch {
		case !ok:
		case ext == "":
			return source{typ: "files", attr: "path", below: parent + "/" + base, format: format, what: "an inventory", weight: 3}, true
		default:
			return source{typ: "files", attr: "path", below: deeper(parent) + "/*" + path.Ext(base), format: format, what: "configuration", weight: 3}, true
		}
	}
	return source{}, false
}

// deeper replaces one of many folders by a pattern for all.
func deeper(parent string) string {
	if parent == "" {
		return ""
	}
	return "/**"
}

// settle removes sources that another one covers: configuration files beside a kustomize overlay are its patches, and a folder of Terraform is
// read with its lock file.
func settle(found []source) []source {
	has := func(typ, attr string) bool {
		return slices.ContainsFunc(found, func(s source) bool { return s.typ == typ && s.attr == attr })
	}
	kustomize, manifests := has("kubernetes", "kustomize"), has("kubernetes", "path")
	return slices.DeleteFunc(slices.Clone(found), func(s source) bool {
		yaml := s.typ == "files" && strings.HasSuffix(s.below, "ml") && s.as == "" && s.what != besideManifests
		locked := s.attr == "lock" && slices.ContainsFunc(found, func(c source) bool {
			return c.typ == "terraform" && c.attr == "config" && (c.below+"/.terraform.lock.hcl" == s.below || c.what == terragruntTree)
		})
		locked = locked || s.typ == "terraform" && s.attr == "config" && s.what != terragruntTree && slices.ContainsFunc(found, func(c source) bool { return c.what == terragruntTree })
		return locked || s.typ == "kubernetes" && s.attr == "path" && kustomize || yaml && (kustomize || manifests)
	})
}

func isLock(name string) bool {
	switch name {
	case "go.mod", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "poetry.lock", "uv.lock", "cargo.lock", "gemfile.lock",
		"composer.lock", "gradle.lockfile", "requirements.txt":
		return true
	}
	return false
}

// isManifest checks for the top-level keys of every Kubernetes object, in YAML or JSON.
func isManifest(text []byte) bool {
	return (topLevel(text, "apiVersion:") && topLevel(text, "kind:")) ||
		(bytes.Contains(text, []byte(`"apiVersion"`)) && bytes.Contains(text, []byte(`"kind"`)))
}

// isComponent reports whether a folder is a component of kustomize. Overlays build with it. By itself it does not build, so it is no environment.
func isComponent(fsys fs.FS, dir string) bool {
	return slices.ContainsFunc(kustomizations(), func(name string) bool {
		for line := range bytes.Lines(peek(fsys, path.Join(dir, name))) {
			if kind, ok := bytes.CutPrefix(line, []byte("kind:")); ok {
				return string(bytes.TrimSpace(kind)) == "Component"
			}
		}
		return false
	})
}

// isIssuer reports whether a file contains only issuers of certificates that use an ACME authority. `clusterissuer-staging.yaml` beside
// `clusterissuer-prod.yaml` names the authority's own staging, which is no environment of this system: one cluster has both.
func isIssuer(text []byte) bool {
	kinds, issuers := 0, 0
	for line := range bytes.Lines(text) {
		if kind, ok := bytes.CutPrefix(line, []byte("kind:")); ok {
			kinds++
			if k := string(bytes.TrimSpace(kind)); k == "ClusterIssuer" || k == "Issuer" {
				issuers++
			}
		}
	}
	return kinds > 0 && kinds == issuers && bytes.Contains(text, []byte("acme:"))
}

// topLevel reports whether a line begins with key.
func topLevel(text []byte, key string) bool {
	return bytes.HasPrefix(text, []byte(key)) || bytes.Contains(text, []byte("\n"+key))
}

// isFlagd checks for the keys of a flagd definition.
func isFlagd(text []byte) bool {
	return bytes.Contains(text, []byte("defaultVariant")) && bytes.Contains(text, []byte("flags"))
}

func peek(fsys fs.FS, name string) []byte {
	f, err := fsys.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	text, _ := io.ReadAll(io.LimitReader(f, maxPeek))
	return text
}
