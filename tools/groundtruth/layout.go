package groundtruth

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/envparity/envparity/names"
)

// role gives the environment a word names, "" for none.
func role(word string) string {
	switch strings.ToLower(word) {
	case "ithc", "aat": // of one organisation, whose history is among those that are measured
		return strings.ToLower(word)
	}
	if r := names.RoleOf(word, names.Likely); r != nil {
		return r.Name
	}
	return ""
}

var word = regexp.MustCompile(`[A-Za-z]+`)

// pattern returns a path segment with its environment words blanked, the environment that its last one names, and the word as it stands.
func pattern(segment string) (shape, env, written string) {
	shape = word.ReplaceAllStringFunc(strings.ReplaceAll(strings.ReplaceAll(segment, "pre-prod", "preprod"), "non-prod", "nonprod"), func(w string) string {
		if r := role(w); r != "" {
			env, written = r, w
			return "*"
		}
		return w
	})
	return shape, env, written
}

// layout is where the environments of one system stand in a tree.
type layout struct {
	file bool              // an environment is one file, not a folder
	rel  string            // the repaired file within its environment
	root map[string]string // environment as the repository writes it → path of its folder or file
	own  string            // the repaired environment as the repository writes it
}

func (l layout) has(env string) bool {
	for e := range l.root {
		if role(e) == env {
			return true
		}
	}
	return false
}

// tree lists the entries of a folder of a commit.
type tree func(dir string) ([]string, error)

// find looks for the part of the repaired file's path that names its environment, and for that part's siblings.
func find(c Case, ls tree) (layout, error) {
	parts := strings.Split(c.File, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		shape, env, written := pattern(parts[i])
		if env == "" || env != role(c.Env) {
			continue
		}
		dir := path.Join(parts[:i]...)
		entries, err := ls(dir)
		if err != nil {
			return layout{}, err
		}
		l := layout{file: i == len(parts)-1, rel: path.Join(parts[i+1:]...), root: map[string]string{}, own: written}
		if l.file {
			l.rel = strings.ReplaceAll(shape, "*", "env")
		}
		seen := map[string]bool{env: true}
		l.root[written] = path.Join(dir, parts[i])
		for _, e := range entries {
			s, r, w := pattern(e)
			if loose(s) == loose(shape) && !seen[r] && r != "" {
				seen[r] = true
				l.root[w] = path.Join(dir, e)
			}
		}
		if len(l.root) > 1 {
			return l, nil
		}
	}
	return byCounterpart(c)
}

// byCounterpart lays out the two files that the case names, where their paths do not say how environments are laid out.
func byCounterpart(c Case) (layout, error) {
	if c.Counterpart == "" || c.Counterpart == c.File || path.Ext(c.Counterpart) != path.Ext(c.File) || c.Env == "" || c.Other == "" || c.Env == c.Other {
		return layout{}, fmt.Errorf("no other environment of this system stands beside it")
	}
	shape, _, _ := pattern(path.Base(c.File))
	return layout{file: true, rel: strings.ReplaceAll(shape, "*", "env"), own: c.Env, root: map[string]string{c.Env: c.File, c.Other: c.Counterpart}}, nil
}

// loose drops blanks with their delimiters, so that stg-x-staging meets x-dev.
func loose(shape string) string {
	return strings.Trim(strings.NewReplacer("*-", "", "-*", "", "*_", "", "_*", "", "*", "").Replace(shape), "-_")
}
