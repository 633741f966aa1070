package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// Folder keeps each object in a file of its own, for its owner alone.
type Folder struct {
	Dir string

	mu      sync.Mutex
	pending map[string]bool // folders in which files have appeared since the last Settle
}

func (f *Folder) String() string { return f.Dir }

func (f *Folder) path(key string) string { return filepath.Join(f.Dir, filepath.FromSlash(key)) }

// Put implements Objects.
func (f *Folder) Put(_ context.Context, key string, data []byte) error {
	path := f.path(key)
	if err := f.folder(filepath.Dir(path)); err != nil {
		return err
	}
	return snapshot.WriteFile(path, 0o600, func(w *os.File) error {
		_, err := w.Write(data)
		return err
	})
}

// folder makes a folder and those above it, and remembers what Settle has to write down.
func (f *Folder) folder(dir string) error {
	if err := snapshot.MakeFolder(dir, 0o700); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pending == nil {
		f.pending = map[string]bool{}
	}
	for top := filepath.Dir(f.Dir); len(dir) >= len(top); dir = filepath.Dir(dir) {
		f.pending[dir] = true
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return nil
}

// Get implements Objects.
func (f *Folder) Get(_ context.Context, key string) ([]byte, error) {
	file, err := os.Open(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notThere(f.Dir, key)
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, f.noFolder()
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(file, bounds.StoreObject+1))
	if err == nil && len(data) > bounds.StoreObject {
		return nil, tooLarge(f.Dir, key)
	}
	return data, err
}

func (f *Folder) noFolder() error {
	return fmt.Errorf("%q is no folder: a store is one, or s3://BUCKET/PREFIX", f.Dir)
}

// List implements Objects. Files that are being written are no objects.
func (f *Folder) List(ctx context.Context, prefix string) ([]Info, error) {
	var out []Info
	root := f.path(prefix)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, fs.ErrNotExist): // nothing there yet, or removed meanwhile
			return nil
		case err != nil:
			return err
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		rel, relErr := filepath.Rel(f.Dir, path)
		if err = errors.Join(err, relErr); err == nil {
			out = append(out, Info{Key: filepath.ToSlash(rel), Size: info.Size(), Modified: info.ModTime()})
		}
		return err
	})
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, f.noFolder()
	}
	if err != nil {
		return nil, fmt.Errorf("list %q: %w", root, err)
	}
	slices.SortFunc(out, func(a, b Info) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// Delete implements Objects.
func (f *Folder) Delete(_ context.Context, key string) error {
	err := os.Remove(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return snapshot.NotWritten(f.path(key), err)
}

// Settle implements Objects: a file's name outlasts a power cut once its folder was written out.
func (f *Folder) Settle(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for dir := range f.pending {
		if err := syncFolder(dir); err != nil {
			return snapshot.NotWritten(dir, err)
		}
	}
	f.pending = nil
	return nil
}

// syncFolder writes a folder out, where the system can: some file systems, and Windows, take no such request.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil //nolint:nilerr // a folder above the store that may not be read was there before
	}
	err = d.Sync()
	_ = d.Close() // only read from
	if unsupported(err) {
		return nil
	}
	return err
}

// Sweep implements Objects.
func (f *Folder) Sweep(ctx context.Context) error {
	return filepath.WalkDir(f.Dir, func(path string, e fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil && e.IsDir() {
			snapshot.SweepParts(path)
		}
		return nil // what cannot be read is swept another time
	})
}
