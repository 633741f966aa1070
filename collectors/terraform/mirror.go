package terraform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// mirror makes a copy of a working directory below tmp, so that a program that runs in it writes there. It copies the files that may be written
// (lock file, local state) and links the others. It also links the folders around dir up to the repository's top, so that relative paths lead to
// modules and files. It returns the copy of dir.
func mirror(tmp, dir string) (string, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	top := repository(dir)
	to := filepath.Join(tmp, "tree")
	if err := os.Mkdir(to, 0o700); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(top, dir)
	if err != nil {
		return "", err
	}
	from := top
	for _, part := range strings.Split(rel, string(filepath.Separator)) {
		if part == "." {
			break
		}
		if err := link(from, to, func(e fs.DirEntry) bool { return e.Name() != part && e.Name() != ".git" }); err != nil {
			return "", err
		}
		from, to = filepath.Join(from, part), filepath.Join(to, part)
		if err := os.Mkdir(to, 0o700); err != nil {
			return "", err
		}
	}
	written := func(name string) bool {
		return name == ".terraform.lock.hcl" || strings.HasPrefix(name, "terraform.tfstate") && name != "terraform.tfstate.d"
	}
	if err := link(from, to, func(e fs.DirEntry) bool {
		return !written(e.Name()) && e.Name() != ".git" && e.Name() != ".terraform"
	}); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !written(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		src, err := confine.Regular(filepath.Join(from, e.Name()), bounds.File, nil)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), src, 0o600); err != nil {
			return "", err
		}
	}
	return to, nil
}

// link makes symbolic links in to for the wanted entries of from.
func link(from, to string, wanted func(fs.DirEntry) bool) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !wanted(e) {
			continue
		}
		if err := os.Symlink(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return fmt.Errorf("the working directory cannot be mirrored: %w", err)
		}
	}
	return nil
}

// repository returns the nearest folder above dir with a .git, or dir's parent if there is none.
func repository(dir string) string {
	for d := dir; ; {
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			return d
		} else if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		above := filepath.Dir(d)
		if above == d {
			break
		}
		d = above
	}
	return filepath.Dir(dir)
}
