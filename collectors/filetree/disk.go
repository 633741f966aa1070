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
	"github.com/envparity/envparity/internal/confine"
)

// disk walks the file system. Links are followed, but never into a folder that is being walked already.
type disk struct {
	dir      string
	roots    *confine.Roots
	problems *collectors.Problems
	files    int
	folders  int // walked, each as often as links lead to it
	reported int // number of problems
}

// base names the folder for reports, which must not name paths of this machine.
func (d *disk) base() string { return "the config's folder" }

// problem reports one at an absolute path.
func (d *disk) problem(abs string, lost bool, format string, args ...any) {
	d.reported++
	d.problems.At(show(d.dir, abs), 0, lost, format, args...)
}

func (d *disk) abs(root string) string {
	root = filepath.FromSlash(root)
	if filepath.IsAbs(root) {
		return root
	}
	return filepath.Join(d.dir, root)
}

func (d *disk) walk(ctx context.Context, root string, depth int, visit func(string, File)) bool {
	abs, before := d.abs(root), d.reported
	info, err := d.roots.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if link, err := os.Lstat(abs); err == nil && link.Mode()&fs.ModeSymlink != 0 { // its folder is inside, or the error would differ
			d.problem(abs, true, "a symbolic link that leads nowhere")
		} // else the caller reports that nothing matched
	case err != nil:
		d.problem(abs, true, "cannot be read: %v", plain(err))
	case info.IsDir():
		d.folder(ctx, abs, "", depth, nil, false, visit)
	default:
		visit("", d.file(abs))
	}
	return d.reported > before
}

func (d *disk) file(abs string) File {
	return File{Path: show(d.dir, abs), read: func(into []byte) ([]byte, error) { return readLimited(d.roots, abs, into) }}
}

// folder visits the files below abs. above are the folders around it, and linked is true if a link led here.
func (d *disk) folder(ctx context.Context, abs, rel string, depth int, above []string, linked bool, visit func(string, File)) {
	if ctx.Err() != nil {
		return
	}
	if d.folders++; d.folders > maxFolders {
		if d.folders == maxFolders+1 {
			d.problem(abs, true, "more than %d folders, those that links lead to again counted again; name a narrower path", maxFolders)
		}
		return
	}
	if len(above) > maxDepth {
		d.problem(abs, true, "folders are nested more than %d deep", maxDepth)
		return
	}
	entries, err := d.roots.ReadDir(abs)
	if err != nil {
		d.problem(abs, true, "the folder cannot be read: %v", plain(err))
	}
	above = append(above[:len(above):len(above)], abs)
	for _, e := range entries {
		name := e.Name()
		childAbs, childRel := filepath.Join(abs, name), path.Join(rel, name)
		mode, through := e.Type(), linked
		if mode&fs.ModeSymlink != 0 || linked && mode.IsDir() { // only a link can lead to a folder twice
			through = true
			info, err := d.roots.Stat(childAbs)
			if errors.Is(err, confine.ErrOutside) {
				d.problem(childAbs, true, "a symbolic link that is not followed: %v", plain(err))
				continue
			}
			if err != nil {
				d.problem(childAbs, true, "a symbolic link that leads nowhere: %v", plain(err))
				continue
			}
			mode = info.Mode().Type()
			if info.IsDir() && !skipped(name) && slices.ContainsFunc(above, func(a string) bool { return d.same(a, info) }) {
				d.problem(childAbs, false, "a symbolic link back to a folder above it; not followed")
				continue
			}
		}
		switch {
		case mode.IsRegular():
			if d.files++; d.files > maxFiles {
				if d.files == maxFiles+1 {
					d.problem(abs, true, "more than %d files; name a narrower path", maxFiles)
				}
				return
			}
			visit(childRel, d.file(childAbs))
		case mode.IsDir() && !skipped(name) && depth > 1:
			d.folder(ctx, childAbs, childRel, depth-1, above, through, visit)
		}
	}
}

func (d *disk) same(folder string, info fs.FileInfo) bool {
	other, err := d.roots.Stat(folder)
	return err == nil && os.SameFile(other, info)
}

func asPathError(err error, target **os.PathError) bool { return errors.As(err, target) }
