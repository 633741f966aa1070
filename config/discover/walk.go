package discover

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// Bounds of the search. What lies beyond them is somebody's archive, not their environments.
const (
	maxDepth   = bounds.SearchDepth
	maxEntries = bounds.SearchEntries
)

// skipped reports whether a folder holds no environment of this system: others' code, builds, tests and documents.
func skipped(name string) bool {
	switch name {
	case "node_modules", "vendor", "dist", "build", "target", "testdata", "__pycache__", "venv", "site-packages", "third_party":
		return true
	}
	return forReaders(name) || toolsOwn(name)
}

// forReaders reports whether a folder is of documents, examples and tests. What looks like environments there is mentioned, and not taken.
func forReaders(name string) bool {
	switch name {
	case "docs", "doc", "examples", "example", "tests", "spec", "fixtures":
		return true
	}
	return false
}

// toolsOwn reports whether a folder kept out of sight is where a tool keeps its own things.
func toolsOwn(name string) bool {
	switch name {
	case ".git", ".github", ".gitlab", ".svn", ".hg", ".idea", ".vscode", ".vs", ".settings", ".terraform", ".terragrunt-cache", ".venv", ".tox",
		".cache", ".next", ".nuxt", ".gradle", ".m2", ".yarn", ".npm", ".cargo", ".husky", ".devcontainer", ".circleci", ".pytest_cache",
		".mypy_cache", ".ruff_cache", ".bundle", ".storybook", ".changeset", ".mvn", ".config", ".claude", ".cursor":
		return true
	}
	return false
}

// folder is one folder looked into.
type folder struct {
	path    string
	entries []fs.DirEntry // without links, devices and pipes
}

type walker struct {
	fsys    fs.FS
	left    int
	folders []folder
	sources []string // folders of source code, which are looked through when there is nothing else left
	readers []string // folders of documents, examples and tests, not looked into
	full    bool     // stopped after maxEntries
	deep    string   // the first folder that lies too deep
}

// all looks through the whole tree: what lies beside source code first, for there may be more code than anybody wants to look at.
func (w *walker) all() {
	w.walk(".", 0)
	for len(w.sources) > 0 && w.left > 0 {
		dir := w.sources[0]
		w.sources = w.sources[1:]
		w.walk(dir, strings.Count(dir, "/")+1)
	}
}

func (w *walker) walk(dir string, depth int) {
	if depth > maxDepth {
		if w.deep == "" {
			w.deep = dir
		}
		return
	}
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		return // what cannot be read is not suggested; the audit will say so if a person names it
	}
	if w.left -= len(entries); w.left < 0 {
		w.full = true
		return
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && !e.Type().IsRegular() })
	w.folders = append(w.folders, folder{dir, entries})
	for _, e := range entries {
		at := path.Join(dir, e.Name())
		switch {
		case !e.IsDir():
		case e.Name() == ".github":
			w.walk(path.Join(at, "workflows"), depth+2)
		case forReaders(e.Name()):
			w.readers = append(w.readers, at)
		case skipped(e.Name()):
		case e.Name() == "src":
			w.sources = append(w.sources, at)
		default:
			w.walk(at, depth+1)
		}
	}
}
