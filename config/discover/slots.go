package discover

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// environmentSlot returns the convention by which the text between prefix and suffix is an environment, whatever its word; "" if there is none.
func environmentSlot(parent, prefix, suffix string, dir bool) string {
	within := holdsEnvironments(path.Base(parent))
	stem := strings.TrimRight(prefix, "-_.")
	switch {
	case dir:
		if within && prefix == "" && suffix == "" {
			return "a folder of environments"
		}
	case prefix == ".env." && (suffix == "" || suffix == ".local"):
		return "an env file"
	case prefix == "" && (suffix == ".env" || suffix == ".tfvars" || suffix == ".tfvars.json"):
		return "a file of variables"
	case (stem == "values" || stem == "application" || stem == "appsettings" || stem == "Pulumi" || stem == "docker-compose" || stem == "compose") &&
		prefix != stem && slices.Contains([]string{".yaml", ".yml", ".json", ".properties"}, suffix):
		return "a file of " + stem
	case within && prefix == "" && (configExt(suffix) || suffix == ""):
		return "a file in a folder of environments"
	}
	return ""
}

func configExt(ext string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json", ".toml", ".properties", ".ini", ".hcl", ".env", ".tfvars", ".conf", ".xml", ".nomad", ".bicepparam", ".config"}, ext)
}

// slotForms returns the forms in which a name can have an environment's word, longest first.
func slotForms(name string, dir bool) (prefix, word, suffix string) {
	if dir {
		return "", name, ""
	}
	for _, pre := range []string{".env.", "values-", "values_", "values.", "application-", "appsettings.", "Pulumi.", "docker-compose.", "docker-compose-", "compose."} {
		rest, ok := strings.CutPrefix(name, pre)
		if !ok {
			continue
		}
		for _, suf := range []string{".yaml", ".yml", ".json", ".properties", ".local"} {
			if w, ok := strings.CutSuffix(rest, suf); ok {
				return pre, w, suf
			}
		}
		return pre, rest, ""
	}
	for _, suf := range []string{".tfvars.json", ".auto.tfvars"} {
		if w, ok := strings.CutSuffix(name, suf); ok {
			return "", w, suf
		}
	}
	ext := path.Ext(name)
	return "", strings.TrimSuffix(name, ext), ext
}

// unlisted finds, in one folder, names with an unlisted word in a form that programs use for environments.
func unlisted(f folder, entriesOf func(dir string) []fs.DirEntry) []*place {
	type key struct {
		prefix, suffix string
		dir            bool
	}
	groups := map[key]*place{}
	var order []key
	for _, e := range f.entries {
		prefix, word, suffix := slotForms(e.Name(), e.IsDir())
		if word == "" || strings.HasPrefix(word, ".") || sample(e.Name()) || e.IsDir() && skipped(e.Name()) || direction(e.Name()) || strings.Contains(word, ".") {
			continue
		}
		if environmentSlot(f.path, prefix, suffix, e.IsDir()) == "" && (!e.IsDir() || !onlyVariables(entriesOf(path.Join(f.path, e.Name())))) {
			continue
		}
		k := key{prefix, suffix, e.IsDir()}
		if groups[k] == nil {
			groups[k] = &place{parent: f.path, prefix: prefix, suffix: suffix, dir: e.IsDir()}
			order = append(order, k)
		}
		c, ok := wordClass(word)
		if !ok {
			c = class{rank: unlistedRank, name: strings.ToLower(word)}
		}
		groups[k].envs = append(groups[k].envs, occurrence{class: c, env: word, word: word, name: e.Name()})
	}
	var out []*place
	for _, k := range order {
		p := groups[k]
		if len(p.envs) < 2 {
			continue
		}
		sortOccurrences(p.envs)
		out = append(out, p)
	}
	return out
}

// onlyVariables reports whether a folder contains only files that set an environment's variables. Then it is no program, chart or module.
func onlyVariables(entries []fs.DirEntry) bool {
	if len(entries) == 0 || len(entries) > 20 {
		return false
	}
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		ext := path.Ext(name)
		switch {
		case e.IsDir():
			return false
		case strings.HasPrefix(name, ".env") || name == "values.yaml" || name == "values.yml" || ext == ".tfvars" || strings.HasPrefix(name, "readme"):
		default:
			return false
		}
	}
	return true
}

// keyPattern matches a key that a line of configuration sets.
var keyPattern = regexp.MustCompile(`(?m)^\s*(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[:=]`)

// keysOf returns the keys that a file's text sets.
func keysOf(text []byte) map[string]bool {
	out := map[string]bool{}
	for _, m := range keyPattern.FindAllSubmatch(text, 2000) {
		out[string(m[1])] = true
	}
	return out
}

// enoughAlike is the least share of keys that two files of one program have in common.
const enoughAlike = 0.5

// alike reports whether two files set mostly the same keys. Then they are two environments' files of one program.
func alike(a, b map[string]bool) bool {
	both := 0
	for k := range a {
		if b[k] {
			both++
		}
	}
	all := len(a) + len(b) - both
	return both >= 2 && float64(both) >= enoughAlike*float64(all)
}

// keysAt returns the keys of a file, or of the files in a folder.
func keysAt(fsys fs.FS, at string, dir bool) map[string]bool {
	if !dir {
		return keysOf(peek(fsys, at))
	}
	out := map[string]bool{}
	entries, _ := fs.ReadDir(fsys, at) // an unreadable file is not suggested
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		if lower := strings.ToLower(e.Name()); configExt(path.Ext(lower)) || strings.HasPrefix(lower, ".env") || path.Ext(lower) == ".tf" {
			for k := range keysOf(bytes.TrimPrefix(peek(fsys, path.Join(at, e.Name())), []byte("\xef\xbb\xbf"))) {
				out[lowerBase(e.Name())+" "+k] = true
			}
		}
	}
	return out
}

// lowerBase returns the part of a file's name that is equal if each environment names its file after itself.
func lowerBase(name string) string { return path.Ext(strings.ToLower(name)) }

// resembling keeps the entries of a place that set mostly the same keys.
func resembling(fsys fs.FS, p *place) []occurrence {
	keys := make([]map[string]bool, len(p.envs))
	for i, o := range p.envs {
		keys[i] = keysAt(fsys, p.path(o), p.dir)
	}
	var out []occurrence
	for i, o := range p.envs {
		for j := range p.envs {
			if i != j && alike(keys[i], keys[j]) {
				out = append(out, o)
				break
			}
		}
	}
	return out
}
