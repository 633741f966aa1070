package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// WriteError reports that a file was not written, why, and what a person can do. The old content is unchanged.
type WriteError struct {
	Path string
	Err  error // without the name of a temporary file
}

// NotWritten makes a WriteError from an error of the operating system; nil stays nil.
func NotWritten(path string, err error) error {
	var already *WriteError
	if err == nil || errors.As(err, &already) {
		return err
	}
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return &WriteError{path, err}
}

// notWrittenBy is NotWritten for an error of fn, which may be about something else.
func notWrittenBy(path string, err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return NotWritten(path, err)
	}
	return err
}

// Error implements error.
func (e *WriteError) Error() string {
	text := fmt.Sprintf("write %q: %v", e.Path, e.Err)
	dir := filepath.Dir(e.Path)
	switch {
	case errors.Is(e.Err, syscall.ENOSPC), errors.Is(e.Err, syscall.EDQUOT):
		return text + "; free some space, or write to another disk; the old content is unchanged"
	case errors.Is(e.Err, syscall.EROFS), errors.Is(e.Err, fs.ErrPermission):
		return text + fmt.Sprintf("; make %q writable for you, or write to another folder; the old content is unchanged", dir)
	case errors.Is(e.Err, fs.ErrNotExist):
		return text + fmt.Sprintf("; make the folder %q first", dir)
	case errors.Is(e.Err, syscall.EISDIR), errors.Is(e.Err, fs.ErrExist) && isFolder(e.Path):
		return text + "; it is a folder: name a file"
	case errors.Is(e.Err, syscall.ENOTDIR):
		return text + fmt.Sprintf("; %q is no folder, or is in none", dir)
	}
	return text
}

// Unwrap implements errors.
func (e *WriteError) Unwrap() error { return e.Err }

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
