// Package confine reads only regular files below given folders. It follows a symbolic link as long as it stays below one of the folders. It does
// not open or inspect anything outside. It never opens devices, pipes and sockets, and checks a file's size before it reads it.
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

// The reasons for which a file is not read. Every function of this package wraps them in an *fs.PathError.
var (
	ErrOutside    = errors.New("it leads out of the repository; `envparity trust` shows what is read outside, and allows it")
	ErrNotRegular = errors.New("not a regular file")
	ErrLinked     = errors.New("a link that leads out of the repository is not followed; put the file itself in its place, or name the file that it leads to")
)

// TooLargeError reports a file above the size limit. Both are in bytes.
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

// New returns the Roots for dirs and the files among them. Relative paths start at the current folder. A path that does not exist is left out.
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

// Top returns the folder of the repository around dir: the nearest one at or above it with a .git, or dir without one. A home folder or the root
// of the file system is never the repository of a folder in it.
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

// Holds reports whether path is at or below one of the folders, by its name alone.
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

// below returns path relative to top.
func below(path, top string) (rest string, ok bool) {
	if path == top {
		return "", true
	}
	if !strings.HasSuffix(top, string(filepath.Separator)) {
		top += string(filepath.Separator)
	}
	return strings.CutPrefix(path, top)
}

// Resolve returns path, which is absolute, without symbolic links. It returns an error if path does not exist, and ErrOutside if it, or a link on
// its way, is outside.
func (r *Roots) Resolve(path string) (string, error) {
	path = filepath.Clean(path)
	dir, err := r.folder(filepath.Dir(path))
	if err == nil {
		path = filepath.Join(dir, filepath.Base(path))
		info, lerr := os.Lstat(path)
		if err = lerr; err == nil && info.Mode()&fs.ModeSymlink != 0 {
			path, err = r.resolve(path)
		}
	} else if _, ok := r.within(path); ok && errors.Is(err, ErrOutside) { // path is a root, and folders above it do not matter
		path, err = r.resolve(path)
	}
	if err != nil {
		return "", failed("open", path, err)
	}
	return path, nil
}

// folder is resolve for a folder, with a cache, because a walk repeats the same ones.
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

// resolve follows the links of path. It makes no file system call for a path outside.
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

// firstLink finds the first symbolic link between its root and path, and the rest after it.
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

// Stat returns the FileInfo of path. It follows links.
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

// Read returns the content of a regular file of at most limit bytes, in the memory of into if it is large enough.
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

// Own is Read for a file of this program's own, such as its config, which is found by its name or named in a command. Its repository is the
// one around it. It returns ErrLinked if path, or a folder on its way, is a link out of the repository.
func Own(path string, limit int64) ([]byte, error) {
	if _, err := os.Lstat(path); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	b, err := New(Top(filepath.Dir(abs))).Read(abs, limit, nil)
	if errors.Is(err, ErrOutside) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrLinked}
	}
	return b, err
}

// Regular is Read for a file anywhere, which a person has named: the program's own files and flags. It follows the last link of the path.
func Regular(path string, limit int64, into []byte) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := fits(info, limit); err != nil { // before it is opened, because opening a pipe waits for its other end
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
	if err := fits(info, limit); err != nil { // it may have been replaced in between
		return nil, failed("open", path, err)
	}
	b := bytes.NewBuffer(into[:0])
	b.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, limit+1)); err != nil { // it may grow in the meantime
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
