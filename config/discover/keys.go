package discover

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// maxKeyFiles bounds how many files are opened to check whether their keys are environments.
const maxKeyFiles = 3000

// keyLine matches a key that opens a map or stands for another one's (`beta: *defaults`), with its indentation.
var keyLine = regexp.MustCompile(`^( *)["']?([A-Za-z][\w-]*)["']?:\s*(&[\w-]+\s*)?(?:\*[\w-]+\s*)?(?:#.*)?$`)

// keyFile finds a YAML, JSON or TOML file whose keys are environments, at its top, below one key, or below two as in the Mappings of
// CloudFormation. nil for any other. It leaves two spellings of one word to apart. near are such keys below one that is not known to hold
// environments.
func keyFile(fsys fs.FS, parent, name string) (found, near *place) {
	if !mayHoldKeys(name) {
		return nil, nil
	}
	text := peek(fsys, path.Join(parent, name))
	if len(text) == maxPeek || bytes.Contains(text, []byte("\n---")) || isManifest(text) || composes(name) {
		return nil, nil
	}
	if ofWorker(name) {
		return workerFile(parent, name, text), nil
	}
	type group struct {
		above string
		envs  []occurrence
		other []string
	}
	var groups []*group
	find := func(above string) *group {
		for _, g := range groups {
			if g.above == above {
				return g
			}
		}
		groups = append(groups, &group{above: above})
		return groups[len(groups)-1]
	}
	for _, k := range mapKeys(name, text) {
		g := find(k.above)
		if c, ok := wordClass(k.name); ok {
			g.envs = append(g.envs, occurrence{class: c, env: k.name, word: k.name, name: k.name})
		} else if !k.anchor { // a map with an anchor is there for the others
			g.other = append(g.other, k.name)
		}
	}
	for _, g := range groups {
		above := strings.ToLower(g.above)
		below := above == "" || strings.HasPrefix(above, "mappings.") || slices.Contains([]string{"environments", "envs", "environment", "stages", "params", "stage", "context", "env", "projects", "targets"}, above) || above == "custom" || strings.HasPrefix(above, "custom.") || strings.HasPrefix(above, "context.")
		p := &place{parent: parent, file: name, key: g.above, envs: g.envs, others: g.other}
		respell(p)
		if !convincing(p.envs) || len(g.other) > len(p.envs)+len(p.spare) {
			continue
		}
		sortOccurrences(p.envs)
		if below {
			return p, nil
		}
		if near == nil {
			near = p
		}
	}
	return nil, near
}

// mapKey is a key that opens a map, with at most two others above it.
type mapKey struct {
	above, name string
	anchor      bool
}

// mayHoldKeys reports whether a file has a format to search for keys, and belongs to no tool.
func mayHoldKeys(name string) bool {
	switch path.Ext(strings.ToLower(name)) {
	case ".yml", ".yaml", ".toml", ".jsonc":
		return true
	case ".json":
		return !strings.HasPrefix(name, "package") && !strings.HasPrefix(name, "tsconfig")
	}
	return name == ".firebaserc"
}

func mapKeys(name string, text []byte) []mapKey {
	switch path.Ext(strings.ToLower(name)) {
	case ".json", ".jsonc", ".firebaserc":
		return jsonKeys(withoutComments(text))
	case ".toml":
		return tomlKeys(text)
	}
	return yamlKeys(text)
}

func yamlKeys(text []byte) []mapKey {
	var out []mapKey
	var indents []int
	var keys []string
	for _, line := range strings.Split(string(text), "\n") {
		m := keyLine.FindStringSubmatch(strings.TrimRight(line, "\r"))
		if m == nil {
			continue
		}
		indent := len(m[1])
		for len(indents) > 0 && indents[len(indents)-1] >= indent {
			indents, keys = indents[:len(indents)-1], keys[:len(keys)-1]
		}
		if len(keys) <= 2 && (len(keys) == 0) == (indent == 0) {
			out = append(out, mapKey{strings.Join(keys, "."), m[2], m[3] != ""})
		}
		indents, keys = append(indents, indent), append(keys, m[2])
	}
	return out
}

// tableLine matches the header of a TOML table.
var tableLine = regexp.MustCompile(`(?m)^\[([\w-]+(?:\.[\w-]+)*)\]`)

func tomlKeys(text []byte) []mapKey {
	var out []mapKey
	for _, m := range tableLine.FindAllSubmatch(text, -1) {
		keys := strings.Split(string(m[1]), ".")
		for i, key := range keys[:min(len(keys), 3)] {
			if k := (mapKey{strings.Join(keys[:i], "."), key, false}); !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// jsonKeys reads only the keys. In invalid JSON it reads those before the first mistake.
func jsonKeys(text []byte) []mapKey {
	var out []mapKey
	var keys []string // of the objects around, "" in a list
	var inList []bool // whether each level is a list
	name, isKey := "", false
	dec := json.NewDecoder(bytes.NewReader(text))
	for {
		t, err := dec.Token()
		if err != nil {
			return out
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '}' || t == ']' {
				keys, inList = keys[:len(keys)-1], inList[:len(inList)-1]
			} else {
				if t == '{' && isKey && len(keys) <= 3 && !slices.Contains(inList, true) {
					out = append(out, mapKey{strings.Join(keys[1:], "."), name, false})
				}
				keys, inList = append(keys, name), append(inList, t == '[')
			}
			isKey = false
		case string:
			if isKey || len(inList) == 0 || inList[len(inList)-1] {
				isKey = false // a value
				continue
			}
			name, isKey = t, true
		default:
			isKey = false
		}
	}
}

func composes(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "docker-compose") || strings.HasPrefix(lower, "compose")
}
