package filetree

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// maxLinks bounds a chain of links, as file systems do.
const maxLinks = bounds.Links

// blob reads a file. It follows a link to a file of the same tree only, because no other file was committed.
func (t *gitTree) blob(name string) ([]byte, error) {
	for range maxLinks {
		id, link := t.links[name]
		if !link {
			return t.cat.read(t, t.ids[name])
		}
		to, err := t.target(name, id)
		if err != nil {
			return nil, err
		}
		if t.ids[to] == "" && t.links[to] == "" {
			return nil, fmt.Errorf("a symbolic link to %q, which is no file of the repository at %q", to, t.git.Ref)
		}
		name = to
	}
	return nil, errors.New("a symbolic link that leads in a circle")
}

// target returns the target of a link, relative to the repository folder.
func (t *gitTree) target(name, id string) (string, error) {
	to, err := t.cat.read(t, id)
	if err != nil {
		return "", err
	}
	if path.IsAbs(string(to)) {
		return string(to), nil
	}
	return path.Join(path.Dir(name), string(to)), nil
}

func (t *gitTree) leadsToFolder(name string) bool {
	to, err := t.target(name, t.links[name])
	if err != nil {
		return false
	}
	for _, other := range t.tree {
		if strings.HasPrefix(other, to+"/") {
			return true
		}
	}
	return false
}

// reportForeign reports the submodules below prefix as unread, because their files are in other repositories.
func (t *gitTree) reportForeign(prefix string, depth int) {
	for _, name := range t.foreign {
		rel, below := strings.CutPrefix(name+"/", prefix)
		if below && strings.Count(rel, "/") < depth || strings.HasPrefix(prefix, name+"/") {
			t.problems.Note("%s: a submodule, whose files are in a repository of their own; not read", path.Join(filepath.ToSlash(t.show), name))
		}
	}
}
