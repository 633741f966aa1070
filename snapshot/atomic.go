package snapshot

import (
	"os"
	"path/filepath"
)

// WriteFile writes the file at path through fn, whole or not at all: fn's error, or a crash, leaves what was there before.
func WriteFile(path string, mode os.FileMode, fn func(*os.File) error) error {
	tmp, err := temporary(path, mode, fn)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return nil
}

// CreateFile is WriteFile for a file that must not be there yet: it fails with os.ErrExist when somebody else came first.
func CreateFile(path string, mode os.FileMode, fn func(*os.File) error) error {
	tmp, err := temporary(path, mode, fn)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }()
	return os.Link(tmp, path)
}

// temporary writes a complete file beside path and returns its name.
func temporary(path string, mode os.FileMode, fn func(*os.File) error) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err = fn(f); err != nil {
		return "", err
	}
	if err = f.Chmod(mode); err != nil {
		return "", err
	}
	if err = f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}
