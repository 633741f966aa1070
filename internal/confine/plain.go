package confine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxPlain bounds the entries that Plain looks at. A repository with 400,000 loose objects has 400,256.
const maxPlain = 2_000_000

// errNotPlain is of things that a program may wait for without end when it opens them.
var errNotPlain = errors.New("it is neither a file nor a folder: a program that opens it may wait for ever")

// Plain fails if below dir stands anything but files and folders, links followed: a named pipe, a socket, a device. Programs that know no bounds, such as
// git, are not started on such a folder. The error names the first one.
func Plain(dir string) error {
	w := plainWalk{}
	return w.below(dir, maxFolderLinks)
}

// maxFolderLinks bounds how many links to folders stand on one way down.
const maxFolderLinks = 3

// plainWalk counts the entries that it has seen.
type plainWalk struct{ seen int }

func (w *plainWalk) below(dir string, links int) error {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // what cannot be listed fails at once for whoever opens it
		}
		if w.seen++; w.seen > maxPlain {
			return fmt.Errorf("%s holds more than %d files", dir, maxPlain)
		}
		mode := e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(path)
			if err != nil {
				return nil //nolint:nilerr // a link that leads nowhere fails at once
			}
			mode = info.Mode().Type()
			if mode.IsDir() && links > 0 {
				return w.below(path, links-1)
			}
		}
		if mode.IsRegular() || mode.IsDir() {
			return nil
		}
		return fmt.Errorf("%s: %w", path, errNotPlain)
	})
}

// maxAlternates bounds how far one object database of git leads to another. Git itself follows five.
const maxAlternates = 5

// PlainObjects is Plain for an object database of git, and for those that its alternates name.
func PlainObjects(dir string) error { return plainObjects(dir, maxAlternates) }

func plainObjects(dir string, depth int) error {
	if err := Plain(dir); err != nil || depth == 0 {
		return err
	}
	return plainAlternates(dir, depth)
}

// plainAlternates is plainObjects for the databases that the one in dir names.
func plainAlternates(dir string, depth int) error {
	text, err := Regular(filepath.Join(dir, "info", "alternates"), maxGitNote, nil)
	if err != nil {
		return nil // there are none, or git refuses them
	}
	for line := range strings.Lines(string(text)) {
		other := strings.TrimSpace(line)
		if other == "" || strings.HasPrefix(other, "#") {
			continue
		}
		if err := plainObjects(under(dir, other), depth-1); err != nil {
			return err
		}
	}
	return nil
}

// PlainRepository is Plain for all that git reads of the repository around dir: its folder, what it shares with others, and the databases of objects
// that these name. It returns nil where there is no repository.
func PlainRepository(dir string) error {
	at, ok := FindGit(dir)
	if !ok {
		return nil
	}
	if err := Plain(at.Dir); err != nil {
		return err
	}
	if at.Common != at.Dir {
		if err := Plain(at.Common); err != nil {
			return err
		}
	}
	return plainAlternates(filepath.Join(at.Common, "objects"), maxAlternates)
}
