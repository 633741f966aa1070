package discover

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// maxKeyFiles bounds how many files are opened to see whether their keys are environments.
const maxKeyFiles = 3000

// keyLine is a key that opens a map, with what stands before it.
var keyLine = regexp.MustCompile(`^( *)["']?([A-Za-z][\w-]*)["']?:\s*(?:&\w+\s*)?(?:#.*)?$`)

// keyFile finds a YAML file whose keys are environments, at its top or below one key, or below two as in the Mappings of CloudFormation.
// nil for any other.
func keyFile(fsys fs.FS, parent, name string) *place {
	if ext := path.Ext(strings.ToLower(name)); ext != ".yml" && ext != ".yaml" {
		return nil
	}
	text := peek(fsys, path.Join(parent, name))
	if len(text) == maxPeek || bytes.Contains(text, []byte("\n---")) || isManifest(text) || composes(name) {
		return nil
	}
	type group struct {
		above string
		envs  []occurrence
		other int
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
			g := find(strings.Join(keys, "."))
			if c, ok := wordClass(m[2]); ok {
				g.envs = append(g.envs, occurrence{class: c, env: m[2], word: m[2], name: m[2]})
			} else {
				g.other++
			}
		}
		indents, keys = append(indents, indent), append(keys, m[2])
	}
	for _, g := range groups {
		above := strings.ToLower(g.above)
		below := above == "" || strings.HasPrefix(above, "mappings.") || slices.Contains([]string{"environments", "envs", "environment", "stages", "params", "stage", "custom.environments", "custom.stages"}, above)
		p := &place{parent: parent, file: name, key: g.above, envs: g.envs}
		respell(p)
		if below && len(p.spare) == 0 && telling(p.envs) && g.other <= len(p.envs) {
			sortOccurrences(p.envs)
			return p
		}
	}
	return nil
}

func composes(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "docker-compose") || strings.HasPrefix(lower, "compose")
}
