package snapshot

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// partSuffix ends the name of a file that is being written.
	partSuffix = ".envparity-part"
	// partAge is how old such a file has to be before it counts as what a killed process has left. No file takes as long to write.
	partAge = time.Hour
	// partName bounds what of a file's name stands in that of its part, in bytes: file systems take 255.
	partName = 180
)

// WriteFile writes the file at path through fn, whole or not at all: fn's error, a full disk or a crash leaves what was there before. A
// device or a pipe, such as /dev/stdout, is written to as it is. The error is a *WriteError unless it is fn's own.
func WriteFile(path string, mode os.FileMode, fn func(*os.File) error) error {
	if stream(path) {
		return writeStream(path, fn)
	}
	tmp, err := temporary(path, mode, fn)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return NotWritten(path, err)
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
	err = os.Link(tmp, path)
	if err != nil && !errors.Is(err, os.ErrExist) { // some file systems know no second name for a file
		if _, there := os.Lstat(path); errors.Is(there, os.ErrNotExist) {
			err = os.Rename(tmp, path)
		}
	}
	return NotWritten(path, err)
}

// MakeFolder makes a folder and those above it. The error is a *WriteError.
func MakeFolder(dir string, mode os.FileMode) error {
	return NotWritten(dir, os.MkdirAll(dir, mode))
}

// stream reports whether path is there and is neither a file nor a folder. A link counts only in the folders of the system: one in a
// repository could lead anywhere.
func stream(path string) bool {
	look := os.Lstat
	if abs, err := filepath.Abs(path); err == nil && (strings.HasPrefix(abs, "/dev/") || strings.HasPrefix(abs, "/proc/")) {
		look = os.Stat
	}
	info, err := look(path)
	return err == nil && info.Mode()&(os.ModeDevice|os.ModeNamedPipe|os.ModeSocket|os.ModeCharDevice) != 0
}

func writeStream(path string, fn func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return NotWritten(path, err)
	}
	if err := fn(f); err != nil {
		_ = f.Close() // fn's error says more
		return notWrittenBy(path, err)
	}
	return NotWritten(path, f.Close())
}

// temporary writes a complete file beside path and returns its name.
func temporary(path string, mode os.FileMode, fn func(*os.File) error) (name string, err error) {
	dir, prefix := filepath.Dir(path), partPrefix(path)
	f, err := os.CreateTemp(dir, prefix+"*"+partSuffix)
	if err != nil {
		return "", NotWritten(path, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if info, err := f.Stat(); err == nil {
		sweep(dir, prefix, info.ModTime())
	}
	if err = fn(f); err != nil {
		return "", notWrittenBy(path, err)
	}
	if err = f.Chmod(mode); err != nil {
		return "", NotWritten(path, err)
	}
	if err = f.Sync(); err != nil {
		return "", NotWritten(path, err)
	}
	if err = f.Close(); err != nil {
		return "", NotWritten(path, err)
	}
	return f.Name(), nil
}

func partPrefix(path string) string {
	name := filepath.Base(path)
	return "." + name[:min(len(name), partName)] + "."
}

// SweepParts removes what killed writers have left in a folder, as soon as it is old enough that nobody writes it any more.
func SweepParts(dir string) {
	probe, err := os.CreateTemp(dir, ".probe.*"+partSuffix) // its time is the file system's
	if err != nil {
		return
	}
	info, err := probe.Stat()
	_ = probe.Close() // nothing was written
	_ = os.Remove(probe.Name())
	if err == nil {
		sweep(dir, ".", info.ModTime())
	}
}

// sweep removes what processes that were killed have left of a file; now is the file system's time. Its clock may have been wrong then: a time to come is
// old too.
func sweep(dir, prefix string, now time.Time) {
	d, err := os.Open(dir)
	if err != nil {
		return // writing fails too, and says why
	}
	names, err := d.Readdirnames(-1)
	_ = d.Close() // only read from
	if err != nil {
		return
	}
	for _, name := range names {
		if !strings.HasPrefix(name, prefix) || !strings.HasSuffix(name, partSuffix) {
			continue
		}
		path := filepath.Join(dir, name)
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()).Abs() > partAge {
			_ = os.Remove(path) // tried again with the next file
		}
	}
}
