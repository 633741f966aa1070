package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/snapshot"
)

func snap(env string, members ...string) *snapshot.Snapshot {
	return &snapshot.Snapshot{Environment: env, Members: members, Outcomes: []snapshot.Outcome{}}
}

func TestFolderKeepsOneFileAnEnvironment(t *testing.T) {
	f := Folder{Dir: filepath.Join(t.TempDir(), "deep", "down")}
	for _, s := range []*snapshot.Snapshot{snap("prod"), snap("dev"), snap("prod")} {
		if _, err := f.Put(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(f.Dir, "notes.txt"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := f.Load(t.Context())
	if err != nil || len(got) != 2 || got[0].Environment != "dev" || got[1].Environment != "prod" {
		t.Errorf("%v %v", got, err)
	}
}

func TestFolderRefusesToGuess(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, s *snapshot.Snapshot) {
		t.Helper()
		err := snapshot.WriteFile(filepath.Join(dir, name+Suffix), 0o644, func(f *os.File) error { return snapshot.Write(f, s) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (Folder{Dir: dir}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "no snapshot") {
		t.Errorf("an empty folder: %v", err)
	}
	put("prod-eu", snap("prod", "eu"))
	put("prod-us", snap("prod", "us"))
	if got, err := (Folder{Dir: dir}).Load(t.Context()); err != nil || len(got) != 2 {
		t.Errorf("members of one environment: %v", err)
	}
	put("again", snap("prod", "us"))
	if _, err := (Folder{Dir: dir}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), `both of environment "prod"`) {
		t.Errorf("one member twice: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "x"+Suffix), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (Folder{Dir: dir}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "x.snapshot.json") {
		t.Errorf("a foreign file: %v", err)
	}
}

func TestAFileThatFailsHalfwayLeavesWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := snapshot.WriteFile(path, 0o644, func(f *os.File) error {
		_, _ = f.WriteString("half")
		return os.ErrClosed
	})
	got, _ := os.ReadFile(path)
	left, _ := os.ReadDir(filepath.Dir(path))
	if err == nil || string(got) != "before" || len(left) != 1 {
		t.Errorf("%v %q %v", err, got, left)
	}
}

func TestASnapshotOfALaterTimeIsNotOvertaken(t *testing.T) {
	f := Folder{Dir: t.TempDir()}
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	taken := func(at time.Time) []*snapshot.Snapshot {
		s := snap("prod")
		s.Taken = at
		return []*snapshot.Snapshot{s}
	}
	if err := f.Overtakes(t.Context(), taken(at)); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := f.Put(t.Context(), taken(at)[0]); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		ok   bool
	}{
		{"a later one", at.Add(time.Hour), true},
		{"clocks that differ a little", at.Add(-time.Minute), true},
		{"a clock that has gone back", at.Add(-24 * time.Hour), false},
	} {
		err := f.Overtakes(t.Context(), taken(c.at))
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "set this one right, or write to another folder") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := os.WriteFile(filepath.Join(f.Dir, "prod"+Suffix), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Overtakes(t.Context(), taken(at)); err != nil {
		t.Errorf("what is damaged may be replaced: %v", err)
	}
}
