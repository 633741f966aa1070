package filetree

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/envparity/envparity/collectors"
)

// disk walks the file system. Links are followed, but never into a folder that is being walked already.
type disk struct {
	dir      string
	problems *collectors.Problems
	files    int
}

func (d *disk) base() string { return d.dir }

func (d *disk) abs(root string) string {
	root = filepath.FromSlash(root)
	if filepath.IsAbs(root) {
		return root
	}
	return filepath.Join(d.dir, root)
}

func (d *disk) walk(ctx context.Context, root string, depth int, visit func(string, File)) {
	abs := d.abs(root)
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return // the caller says that nothing matched
	case err != nil:
		d.problems.At(show(d.dir, abs), 0, true, "cannot be read: %v", plain(err))
	case info.IsDir():
		d.folder(ctx, abs, "", depth, []fs.FileInfo{info}, visit)
	default:
		visit("", d.file(abs))
	}
}

func (d *disk) file(abs string) File {
	shown := show(d.dir, abs)
	return File{Path: shown, read: func() ([]byte, error) { return readLimited(abs, shown) }}
}

func (d *disk) folder(ctx context.Context, abs, rel string, depth int, above []fs.FileInfo, visit func(string, File)) {
	if ctx.Err() != nil {
		return
	}
	if len(above) > maxDepth {
		d.problems.At(show(d.dir, abs), 0, true, "folders are nested more than %d deep", maxDepth)
		return
	}
	entries, err := os.ReadDir(abs)
	if err != nil {
		d.problems.At(show(d.dir, abs), 0, true, "the folder cannot be read: %v", plain(err))
	}
	for _, e := range entries {
		name := e.Name()
		childAbs, childRel := filepath.Join(abs, name), path.Join(rel, name)
		info, err := os.Stat(childAbs) // through links
		if err != nil {
			if e.Type()&fs.ModeSymlink != 0 {
				d.problems.At(show(d.dir, childAbs), 0, true, "a symbolic link that leads nowhere: %v", plain(err))
			}
			continue
		}
		switch {
		case info.Mode().IsRegular():
			if d.files++; d.files > maxFiles {
				if d.files == maxFiles+1 {
					d.problems.At(show(d.dir, abs), 0, true, "more than %d files; name a narrower path", maxFiles)
				}
				return
			}
			visit(childRel, d.file(childAbs))
		case info.IsDir():
			if skipped(name) || depth <= 1 {
				continue
			}
			if slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
				d.problems.At(show(d.dir, childAbs), 0, false, "a symbolic link back to a folder above it; not followed")
				continue
			}
			d.folder(ctx, childAbs, childRel, depth-1, append(above[:len(above):len(above)], info), visit)
		}
	}
}

func asPathError(err error, target **os.PathError) bool { return errors.As(err, target) }
