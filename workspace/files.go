package workspace

import (
	"errors"
	"os"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/screen"
)

// takeBack undoes a write: it restores the old bytes if nobody has changed the file since, else it calls remove.
func takeBack(path string, before, after []byte, remove func([]byte) ([]byte, error)) func() error {
	return func() error {
		unlock, err := lock(path)
		if err != nil {
			return err
		}
		defer unlock()
		now, err := readFile(path)
		if err != nil {
			return err
		}
		out := before
		if string(now) != string(after) {
			if out, err = remove(now); err != nil {
				return err
			}
		}
		if len(out) == 0 {
			return os.Remove(path)
		}
		return writeWhole(path, out)
	}
}

const maxWritten = bounds.OwnFile

func readFile(path string) ([]byte, error) {
	src, err := confine.Own(path, maxWritten)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return src, nil
}

func writeWhole(path string, out []byte) error {
	return snapshot.WriteFile(path, 0o644, func(f *os.File) error { _, err := f.Write(out); return err })
}

// added returns the lines of out that src does not have, between their common beginning and their common end.
func added(file string, src, out []byte) screen.Change {
	a, b := strings.Split(string(src), "\n"), strings.Split(string(out), "\n")
	p := 0
	for p < len(a) && p < len(b) && a[p] == b[p] {
		p++
	}
	e := 0
	for e < len(a)-p && e < len(b)-p && a[len(a)-1-e] == b[len(b)-1-e] {
		e++
	}
	lines := b[p : len(b)-e]
	for len(lines) > 0 && lines[0] == "" {
		lines, p = lines[1:], p+1
	}
	return screen.Change{File: file, Line: p + 1, Text: strings.Join(lines, "\n")}
}
