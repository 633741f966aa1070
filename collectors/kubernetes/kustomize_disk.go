package kubernetes

import (
	"errors"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
)

// confined is the disk for kustomize: the regular files of the repository, and the folders above them.
type confined struct {
	filesys.FileSystem // nil: methods that are not defined below must not be called
	roots              *confine.Roots
}

// Exists reports whether path leads to a file or folder of the repository.
func (c confined) Exists(path string) bool {
	_, err := c.roots.Stat(path)
	return err == nil
}

// IsDir reports whether path leads to a folder of the repository.
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

// ReadFile reads a regular file of the repository.
func (c confined) ReadFile(path string) ([]byte, error) {
	return c.roots.Read(path, parse.MaxDocument, nil)
}

// Open is not used by a build.
func (c confined) Open(path string) (filesys.File, error) {
	return nil, &os.PathError{Op: "open", Path: path, Err: errors.ErrUnsupported}
}

// Glob is not used by a build.
func (c confined) Glob(string) ([]string, error) { return nil, errors.ErrUnsupported }

// Walk is not used by a build.
func (c confined) Walk(string, filepath.WalkFunc) error { return errors.ErrUnsupported }
