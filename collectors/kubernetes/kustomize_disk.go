package kubernetes

import (
	"errors"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
)

// confined is the disk as kustomize may see it: the regular files of the repository, and the folders on the way to them.
type confined struct {
	filesys.FileSystem // nil: what is not written out below is not there to be called
	roots              *confine.Roots
}

// Exists reports whether path leads to something inside.
func (c confined) Exists(path string) bool {
	_, err := c.roots.Stat(path)
	return err == nil
}

// IsDir reports whether path leads to a folder inside.
func (c confined) IsDir(path string) bool {
	info, err := c.roots.Stat(path)
	return err == nil && info.IsDir()
}

// ReadDir lists the names in a folder.
func (c confined) ReadDir(path string) ([]string, error) {
	entries, err := c.roots.ReadDir(path)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// CleanedAbs resolves the links of path and splits it into a folder and a file's name.
func (c confined) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	real, err := c.roots.Resolve(path)
	if err != nil {
		return "", "", err
	}
	if c.IsDir(real) {
		return filesys.ConfirmedDir(real), "", nil
	}
	return filesys.ConfirmedDir(filepath.Dir(real)), filepath.Base(real), nil
}

// ReadFile reads a regular file inside.
func (c confined) ReadFile(path string) ([]byte, error) {
	return c.roots.Read(path, parse.MaxDocument, nil)
}

// Open is used by nothing that a build needs.
func (c confined) Open(path string) (filesys.File, error) {
	return nil, &os.PathError{Op: "open", Path: path, Err: errors.ErrUnsupported}
}

// Glob is used by nothing that a build needs.
func (c confined) Glob(string) ([]string, error) { return nil, errors.ErrUnsupported }

// Walk is used by nothing that a build needs.
func (c confined) Walk(string, filepath.WalkFunc) error { return errors.ErrUnsupported }
