// Package confine reads regular files below given folders and nothing else. A symbolic link is followed as long as it stays below one
// of the folders; what lies outside is neither opened nor looked at. Devices, pipes and sockets are never opened, and the size of a
// file is asked before it is read.
package confine

import (
	"bytes"
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
)

// The reasons for which a file is not read. They are wrapped in an *fs.PathError by everything in this package.
var (
	ErrOutside    = errors.New("it leads out of the repository; `envparity trust` shows what is read outside, and allows it")
	ErrNotRegular = errors.New("not a regular file")
)

// TooLargeError says that a file is larger than what is read of such a file.
type TooLargeError struct{ Size, Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%d MB are too large; at most %d MB are read", e.Size>>20, e.Limit>>20)
}

// maxLinks bounds a chain of symbolic links.
const maxLinks = bounds.Links

// Roots are the folders below which files are read. It is safe for concurrent use.
type Roots struct {
	dirs []root
	real sync.Map // a folder's path as given → its path without links, or the error of finding it
}

// root is one folder, as it was given and without symbolic links.
type root struct{ given, real string }

// New confines reading to dirs and the files among them; relative ones start at the current folder. One that is not there is left out.
func New(dirs ...string) *Roots {
	r := &Roots{}
	for _, d := range dirs {
		abs, err := filepath.Abs(d)
		if err != nil {
			continue
		}
		real, err := filepath.EvalSymlinks(abs)
		if err != nil {
			continue
		}
		r.dirs = append(r.dirs, root{abs, real})
	}
	return r
}

// Top is the folder of the repository that dir lies in: the nearest one at or above it that holds a .git. Without one it is dir. A
// home folder that is a repository itself is no repository of what lies in it, and neither is the file system's root.
func Top(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	home, _ := os.UserHomeDir()
	for d := dir; ; d = filepath.Dir(d) {
		if d == home && d != dir || d == filepath.Dir(d) {
			return dir
		}
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			return d
		}
	}
}

// Holds reports whether path lies at or below one of the folders, going by its name alone.
func (r *Roots) Holds(path string) bool {
	_, ok := r.within(filepath.Clean(path))
	return ok
}

// within returns path, which is clean and absolute, with the links above its root resolved.
func (r *Roots) within(path string) (string, bool) {
	for _, d := range r.dirs {
		for _, top := range []string{d.real, d.given} {
			if rest, ok := below(path, top); ok {
				return filepath.Join(d.real, rest), true
			}
		}
	}
	return "", false
}

// below is path relative to top.
func below(path, top string) (rest string, ok bool) {
	if path == top {
		return "", true
	}
	if !strings.HasSuffix(top, string(filepath.Separator)) {
		top += string(filepath.Separator)
	}
	return strings.CutPrefix(path, top)
}

// Resolve returns path, which is absolute, without symbolic links. It is an error when it is not there, and ErrOutside when it, or
// a link on its way, lies outside.
func (r *Roots) Resolve(path string) (string, error) {
	path = filepath.Clean(path)
	dir, err := r.folder(filepath.Dir(path))
	if err == nil {
		path = filepath.Join(dir, filepath.Base(path))
		info, lerr := os.Lstat(path)
		if err = lerr; err == nil && info.Mode()&fs.ModeSymlink != 0 {
			path, err = r.resolve(path)
		}
	} else if _, ok := r.within(path); ok && errors.Is(err, ErrOutside) { // path is a root: what is above it is nobody's concern
		path, err = r.resolve(path)
	}
	if err != nil {
		return "", failed("open", path, err)
	}
	return path, nil
}

// folder is resolve of a folder, remembered: a walk asks for the same ones over and over.
func (r *Roots) folder(path string) (string, error) {
	if v, ok := r.real.Load(path); ok {
		if real, ok := v.(string); ok {
			return real, nil
		}
		err, _ := v.(error)
		return "", err
	}
	real, err := r.resolve(path)
	if err != nil {
		r.real.Store(path, err)
		return "", err
	}
	r.real.Store(path, real)
	return real, nil
}

// resolve follows the links of path, asking the file system about nothing that is outside.
func (r *Roots) resolve(path string) (string, error) {
	for range maxLinks {
		inside, ok := r.within(path)
		if !ok {
			return "", ErrOutside
		}
		path = inside
		link, rest, err := r.firstLink(path)
		if err != nil {
			return "", err
		}
		if link == "" {
			return path, nil
		}
		to, err := os.Readlink(link)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(link), to)
		}
		path = filepath.Join(to, rest)
	}
	return "", &fs.PathError{Op: "open", Path: path, Err: syscall.ELOOP}
}

// firstLink finds the first symbolic link on the way from its root to path, and what follows it.
func (r *Roots) firstLink(path string) (link, rest string, err error) {
	top := ""
	for _, d := range r.dirs {
		if _, ok := below(path, d.real); ok && len(d.real) > len(top) {
			top = d.real
		}
	}
	relative, _ := below(path, top)
	if relative == "" {
		return "", "", nil
	}
	parts := strings.Split(relative, string(filepath.Separator))
	at := top
	for i, p := range parts {
		at = filepath.Join(at, p)
		info, err := os.Lstat(at)
		if err != nil {
			return "", "", err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return at, filepath.Join(parts[i+1:]...), nil
		}
	}
	return "", "", nil
}

// Stat describes what path leads to.
func (r *Roots) Stat(path string) (fs.FileInfo, error) {
	real, err := r.Resolve(path)
	if err != nil {
		return nil, err
	}
	return os.Lstat(real)
}

// ReadDir lists a folder, sorted by name.
func (r *Roots) ReadDir(path string) ([]fs.DirEntry, error) {
	real, err := r.Resolve(path)
	if err != nil {
		return nil, err
	}
	return os.ReadDir(real)
}

// Read returns the content of a regular file of at most limit bytes, in the memory of into if that is enough.
func (r *Roots) Read(path string, limit int64, into []byte) ([]byte, error) {
	real, err := r.Resolve(path)
	if err != nil {
		return nil, err
	}
	return Regular(real, limit, into)
}

// Head returns the first n bytes of a regular file, or fewer if it has no more.
func (r *Roots) Head(path string, n int) ([]byte, error) {
	real, err := r.Resolve(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(real)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, failed("open", path, ErrNotRegular)
	}
	f, err := os.OpenFile(real, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, int64(n)))
}

// Regular is Read of a file wherever it lies, for those that a person has named: the program's own files and flags. The last link of its
// path is followed.
func Regular(path string, limit int64, into []byte) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := fits(info, limit); err != nil { // before it is opened: opening a pipe waits for its other end
		return nil, failed("open", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if err := fits(info, limit); err != nil { // it may have been replaced between
		return nil, failed("open", path, err)
	}
	b := bytes.NewBuffer(into[:0])
	b.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, limit+1)); err != nil { // it may grow meanwhile
		return nil, err
	}
	if int64(b.Len()) > limit {
		return nil, failed("read", path, &TooLargeError{int64(b.Len()), limit})
	}
	return b.Bytes(), nil
}

func fits(info fs.FileInfo, limit int64) error {
	switch {
	case !info.Mode().IsRegular():
		return ErrNotRegular
	case info.Size() > limit:
		return &TooLargeError{info.Size(), limit}
	}
	return nil
}

func failed(op, path string, err error) error {
	var already *fs.PathError
	if errors.As(err, &already) {
		return err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}

// Dirs lists the folders as they were given, sorted.
func (r *Roots) Dirs() []string {
	out := make([]string, len(r.dirs))
	for i, d := range r.dirs {
		out[i] = d.given
	}
	slices.Sort(out)
	return out
}
