package discover

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// Bounds of the search. A larger tree is an archive.
const (
	maxDepth   = bounds.SearchDepth
	maxEntries = bounds.SearchEntries
)

// skipped reports whether a folder contains no environment of this system: others' code, builds, tests and documents.
func skipped(name string) bool {
	switch name {
	case "node_modules", "vendor", "dist", "build", "target", "testdata", "__pycache__", "venv", "site-packages", "third_party":
		return true
	}
	return forReaders(name) || toolsOwn(name)
}

// forReaders reports whether a folder is for documents, examples and tests. Environments there are mentioned, and not compared.
func forReaders(name string) bool {
	switch name {
	case "docs", "doc", "examples", "example", "tests", "spec", "fixtures":
		return true
	}
	return false
}

// toolsOwn reports whether a hidden folder belongs to a tool.
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
	sources []string // folders of source code, searched if nothing else is left
	readers []string // folders of documents, examples and tests, not searched
	full    bool     // stopped after maxEntries
	deep    string   // the first folder beyond the depth bound
}

// all searches the whole tree, source code last, because there may be very much of it.
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
		return // an unreadable folder is not suggested; the audit reports it if a person names it
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
