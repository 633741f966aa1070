package filetree

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/confine"
)

// Needs lists the patterns' folders outside the repository of dir. With Git it is the repository that the block names.
func (s Spec) Needs(dir string) []collectors.Need {
	if s.Git != nil {
		return gitNeeds(dir, s.Git.Repo)
	}
	roots := make([]string, len(s.Patterns))
	for i, p := range s.Patterns {
		roots[i], _ = split(filepath.ToSlash(p))
	}
	return Outside(dir, roots...)
}

// gitNeeds returns the needs of reading objects of the git repository at repo. The repository of dir itself, its submodules and clones below it
// have none, because a clone never contains a folder or file called .git. But files may contain a bare repository, and it may use the objects of
// any other repository on this machine (commondir, alternates, links).
func gitNeeds(dir, repo string) []collectors.Need {
	abs := Under(dir, cmp.Or(repo, "."))
	top := confine.New(confine.Top(dir))
	read := []collectors.Need{{Act: collectors.ActRead, What: repo, Path: abs}}
	at, err := top.Resolve(abs)
	if errors.Is(err, fs.ErrNotExist) && top.Holds(abs) {
		return nil // reading it reports the error
	} else if err != nil {
		return read
	}
	for up := filepath.Dir(at); top.Holds(at); at, up = up, filepath.Dir(up) {
		if info, err := os.Lstat(filepath.Join(at, ".git")); err == nil && info.Mode()&fs.ModeSymlink == 0 {
			return nil
		} else if err == nil || isGitFolder(at) {
			read[0].What = fmt.Sprintf("the objects that the bare git repository %q names", repo)
			return read
		}
		if at == up {
			break
		}
	}
	return nil
}

// isGitFolder reports whether git would accept dir as a repository's own folder.
func isGitFolder(dir string) bool {
	if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err != nil {
		return false
	}
	for _, name := range []string{"objects", "refs", "commondir"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// Outside returns the paths outside the repository of dir. Relative paths start at dir.
func Outside(dir string, paths ...string) []collectors.Need {
	var out []collectors.Need
	top := confine.New(confine.Top(dir))
	for _, p := range paths {
		if abs := Under(dir, p); p != "" && !top.Holds(abs) {
			out = append(out, collectors.Need{Act: collectors.ActRead, What: p, Path: abs})
		}
	}
	return out
}

// Under returns p as a clean path of this system. A relative path starts at dir.
func Under(dir, p string) string {
	p = filepath.FromSlash(p)
	if !filepath.IsAbs(p) {
		p = filepath.Join(dir, p)
	}
	return filepath.Clean(p)
}
