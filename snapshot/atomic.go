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
	// partAge is the age from which such a file counts as left by a killed process. No write takes so long.
	partAge = time.Hour
	// partName bounds how much of a file's name its part file's name contains, in bytes. File systems allow 255.
	partName = 180
)

// WriteFile writes the file at path through fn, completely or not at all. After fn's error, a full disk or a crash the old content is still
// there. A device or a pipe, such as /dev/stdout, is written directly. The error is a *WriteError unless it is fn's own.
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

// CreateFile is WriteFile for a file that must not exist. If it does, the error is os.ErrExist.
func CreateFile(path string, mode os.FileMode, fn func(*os.File) error) error {
	tmp, err := temporary(path, mode, fn)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }()
	err = os.Link(tmp, path)
	if err != nil && !errors.Is(err, os.ErrExist) { // some file systems allow no second name for a file
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

// stream reports whether path exists and is neither a file nor a folder. It follows a link only in the system's folders, because one in a
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
		_ = f.Close() // fn's error is more useful
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

// SweepParts removes the part files of killed processes in a folder, once they are old.
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

// sweep removes the part files of killed processes. now is the file system's time. A time in the future counts as old, because the clock may have
// been wrong.
func sweep(dir, prefix string, now time.Time) {
	d, err := os.Open(dir)
	if err != nil {
		return // writing fails too, with the reason
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
			_ = os.Remove(path) // the next write tries again
		}
	}
}
