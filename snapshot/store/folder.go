package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// Folder is a folder of snapshot files.
type Folder struct{ Dir string }

// Put writes s into the folder, which is made when it is not there, and returns the file's path. A file of the same environment is
// replaced, whole. Both are for their owner alone: a snapshot tells how an environment is built.
func (f Folder) Put(_ context.Context, s *snapshot.Snapshot) (string, error) {
	if err := snapshot.MakeFolder(f.Dir, 0o700); err != nil {
		return "", fmt.Errorf("snapshot of %s: %w", s.Environment, err)
	}
	path := filepath.Join(f.Dir, s.Environment+Suffix)
	err := snapshot.WriteFile(path, 0o600, func(w *os.File) error { return snapshot.Write(w, s) })
	if err != nil {
		return "", fmt.Errorf("snapshot of %s: %w", s.Environment, err)
	}
	return path, nil
}

// ClockSkew is how much the clocks of two machines may differ before one of them counts as wrong.
const ClockSkew = 5 * time.Minute

// Overtakes is an error where the folder holds a snapshot of an environment that says it was taken later than the new one: a clock is wrong,
// and Put would replace the newer by the older.
func (f Folder) Overtakes(_ context.Context, snaps []*snapshot.Snapshot) error {
	for _, s := range snaps {
		path := filepath.Join(f.Dir, s.Environment+Suffix)
		file, err := os.Open(path)
		if err != nil {
			continue // nothing to replace, or nothing that can be compared
		}
		last, err := snapshot.ReadHead(file)
		_ = file.Close() // only read from
		if err == nil && last.Taken.After(s.Taken.Add(ClockSkew)) {
			return fmt.Errorf("%q says that it was taken at %s, and here it is %s: one of the clocks is wrong; set this one right, or write to another folder; nothing was written",
				path, last.Taken.UTC().Format(time.RFC3339), s.Taken.UTC().Format(time.RFC3339))
		}
	}
	return nil
}

// Load reads all snapshots of the folder, sorted by environment. No snapshot at all is an error, and so is any file that cannot
// be read: what it holds would look missing.
func (f Folder) Load(context.Context) ([]*snapshot.Snapshot, error) {
	entries, err := os.ReadDir(f.Dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("no folder %q; `envparity snapshot -o %s` makes one", f.Dir, f.Dir)
	case err != nil:
		return nil, fmt.Errorf("snapshot folder %q: %w", f.Dir, err)
	}
	var snaps []*snapshot.Snapshot
	var paths []string
	for _, e := range entries {
		name := e.Name()
		if !named(name) {
			continue
		}
		path := filepath.Join(f.Dir, name)
		s, err := ReadFile(path)
		if err != nil {
			return nil, err
		}
		snaps, paths = append(snaps, s), append(paths, path)
	}
	if len(snaps) == 0 {
		return nil, fmt.Errorf("no snapshot (*%s) in %q; `envparity snapshot -o %s` writes them", Suffix, f.Dir, f.Dir)
	}
	return snaps, distinct(snaps, paths)
}

// Within implements Place.
func (f Folder) Within(name string) Place { return Folder{Dir: filepath.Join(f.Dir, name)} }

// Names implements Place.
func (f Folder) Names(context.Context) ([]string, error) {
	entries, err := os.ReadDir(f.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("snapshot folder %q: %w", f.Dir, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (f Folder) String() string { return f.Dir }

// ReadFile reads the snapshot at path.
func ReadFile(path string) (*snapshot.Snapshot, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	defer func() { _ = file.Close() }()
	s, err := snapshot.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// distinct sorts by environment and refuses two snapshots of one environment, unless they are of different members.
func distinct(snaps []*snapshot.Snapshot, paths []string) error {
	for i, a := range snaps {
		for j, b := range snaps[:i] {
			if a.Environment != b.Environment {
				continue
			}
			if len(a.Members) == 0 || len(b.Members) == 0 || slices.ContainsFunc(a.Members, func(m string) bool { return slices.Contains(b.Members, m) }) {
				return fmt.Errorf("%s and %s are both of environment %q; keep one", paths[j], paths[i], a.Environment)
			}
		}
	}
	slices.SortStableFunc(snaps, func(a, b *snapshot.Snapshot) int { return strings.Compare(a.Environment, b.Environment) })
	return nil
}
