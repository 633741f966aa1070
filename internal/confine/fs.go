package confine

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// FS returns a folder as an fs.FS with only regular files and folders. Links that lead out of the roots do not exist in it. Once ctx is done
// every read fails, so that a walk ends.
func (r *Roots) FS(ctx context.Context, dir string) fs.FS { return folderFS{ctx, r, dir} }

type folderFS struct {
	ctx   context.Context
	roots *Roots
	dir   string
}

func (f folderFS) at(op, name string) (string, error) {
	if err := f.ctx.Err(); err != nil {
		return "", &fs.PathError{Op: op, Path: name, Err: context.Cause(f.ctx)}
	}
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return f.roots.Resolve(filepath.Join(f.dir, filepath.FromSlash(name)))
}

// Open implements fs.FS.
func (f folderFS) Open(name string) (fs.File, error) {
	real, err := f.at("open", name)
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(real)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, failed("open", name, ErrNotRegular)
	}
	return os.OpenFile(real, os.O_RDONLY|noWait, 0)
}

// Stat implements fs.StatFS.
func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	real, err := f.at("stat", name)
	if err != nil {
		return nil, err
	}
	return os.Lstat(real)
}

// ReadDir implements fs.ReadDirFS.
func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) {
	real, err := f.at("open", name)
	if err != nil {
		return nil, err
	}
	return os.ReadDir(real)
}
