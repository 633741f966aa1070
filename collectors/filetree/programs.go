package filetree

import (
	"context"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// nameInCommand matches a possible file name in a word of a command line. A word can be a whole script ("cd bin; ./run.sh").
var nameInCommand = regexp.MustCompile(`[\pL\pN_@%+./-]+`)

// Programs lists the files of the repository of dir that words of a command line name, because their content decides what runs. A name may be
// inside a word, below a folder that another word names, or a module with dots (`python3 -m pkg.mod`). A folder that an interpreter can run
// (canRun) counts with all its files, except dir itself and the repository.
func Programs(dir string, words ...string) []string {
	p := programs{top: confine.New(confine.Top(dir)), whole: []string{filepath.Clean(dir), confine.Top(dir)}, seen: map[string]bool{}}
	var names []string
	for _, w := range words {
		names = append(names, w)
		names = append(names, nameInCommand.FindAllString(w, -1)...)
	}
	for _, n := range names {
		p.name(dir, n)
	}
	for _, folder := range slices.Clone(p.folders) {
		for _, n := range names {
			p.name(folder, n)
		}
	}
	slices.Sort(p.files)
	return slices.Compact(p.files)
}

type programs struct {
	top     *confine.Roots
	whole   []string // folders whose files do not all count
	folders []string
	files   []string
	seen    map[string]bool
}

// name adds what a name means in a folder: a file, a folder, or a module.
func (p *programs) name(dir, name string) {
	if strings.Trim(name, "./") == "" {
		return
	}
	p.take(dir, name)
	if module := strings.ReplaceAll(name, ".", "/"); !strings.Contains(name, "/") && module != name {
		p.take(dir, module)
		p.take(dir, module+".py")
	}
}

func (p *programs) take(dir, name string) {
	abs := Under(dir, name)
	if p.seen[abs] || slices.Contains(p.whole, abs) {
		return
	}
	info, err := p.top.Stat(abs)
	if err != nil {
		return
	}
	p.seen[abs] = true
	switch {
	case info.Mode().IsRegular():
		p.files = append(p.files, abs)
	case info.IsDir():
		p.folders = append(p.folders, abs)
		if p.canRun(abs) {
			p.files = append(p.files, Below(p.top, abs, func(string) bool { return true })...)
		}
	}
}

// entryPoints are the files by which programs run a folder: Python, Node, make and Go, by their documentation.
var entryPoints = regexp.MustCompile(`^(__main__\.py|__init__\.py|package\.json|index\.[cm]?js|(GNUm|m|M)akefile|.*\.go)$`)

// canRun reports whether a folder holds the entry point of a program, or an executable file.
func (p *programs) canRun(dir string) bool {
	entries, err := p.top.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if info, err := e.Info(); entryPoints.MatchString(e.Name()) || err == nil && e.Type().IsRegular() && info.Mode()&0o111 != 0 {
			return true
		}
	}
	return false
}

// Below lists the regular files below a folder for which take returns true, given the path below the folder. It skips git's files and installed
// packages.
func Below(roots *confine.Roots, dir string, take func(name string) bool) []string {
	var out []string
	_ = fs.WalkDir(roots.FS(context.Background(), dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // an unreadable file decides nothing
		case len(out) > bounds.Files:
			return fs.SkipAll
		case d.IsDir() && name != "." && slices.Contains([]string{".git", ".terraform", "node_modules"}, d.Name()):
			return fs.SkipDir
		case !d.IsDir() && take(name):
			out = append(out, filepath.Join(dir, filepath.FromSlash(name)))
		}
		return nil
	})
	return out
}
