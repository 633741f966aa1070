package confine

import (
	"os"
	"path/filepath"
	"strings"
)

// Git says where a git repository is.
type Git struct {
	Root   string // folder of the work tree, links resolved
	Dir    string // git's own folder for this work tree
	Common string // the folder that has the objects: Dir, or for a worktree that of its repository
}

// maxGitNote bounds the files in which git says where another folder is, in bytes.
const maxGitNote = 1 << 20

// FindGit finds the repository around dir as git does: the nearest folder at or above it with a .git that is a folder with a HEAD, or a file that
// leads to one.
func FindGit(dir string) (Git, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Git{}, false
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for {
		if own := gitFolder(dir); own != "" {
			common := own
			if to, ok := gitNote(filepath.Join(own, "commondir"), ""); ok {
				common = under(own, to)
			}
			return Git{Root: dir, Dir: own, Common: common}, true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return Git{}, false
		}
		dir = up
	}
}

// gitFolder returns git's own folder for the work tree dir, "" if dir is none.
func gitFolder(dir string) string {
	at := filepath.Join(dir, ".git")
	info, err := os.Stat(at)
	switch {
	case err != nil:
		return ""
	case info.IsDir():
		if _, err := os.Lstat(filepath.Join(at, "HEAD")); err != nil { // git takes a link that leads nowhere, too
			return ""
		}
		return at
	}
	if to, ok := gitNote(at, "gitdir: "); ok { // a worktree or a submodule
		return under(dir, to)
	}
	return ""
}

// gitNote reads a file in which git says where another folder is, behind a word.
func gitNote(file, word string) (string, bool) {
	text, err := Regular(file, maxGitNote, nil)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(strings.TrimSpace(string(text)), word)
}

// under returns path as seen from dir.
func under(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
