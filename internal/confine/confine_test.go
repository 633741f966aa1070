package confine_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/envparity/envparity/internal/confine"
)

func lay(t *testing.T, files map[string]string, links map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range links {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(strings.ReplaceAll(to, "DIR", dir), path)); err != nil {
			t.Skip(err)
		}
	}
	return dir
}

func TestLinksAreFollowedInsideAndNotOut(t *testing.T) {
	dir := lay(t, map[string]string{"repo/a/x": "inside", "home/secret": "outside", "other/y": "agreed"}, map[string]string{
		"repo/near":         "a/x",
		"repo/absolute":     "DIR/repo/a/x",
		"repo/folder":       "a",
		"repo/round":        "../repo/a/../a/x",
		"repo/out":          "../home/secret",
		"repo/out-absolute": "DIR/home/secret",
		"repo/out-folder":   "../home",
		"repo/twice":        "out",
		"repo/loop":         "loop",
		"repo/dangling":     "nothing",
		"repo/agreed":       "../other/y",
		"linked":            "repo",
	})
	roots := confine.New(filepath.Join(dir, "linked"), filepath.Join(dir, "other"), filepath.Join(dir, "not-there"))
	for name, want := range map[string]string{
		"linked/a/x": "inside", "repo/a/x": "inside", "repo/near": "inside", "repo/absolute": "inside", "repo/folder/x": "inside", "repo/round": "inside", "repo/agreed": "agreed",
	} {
		got, err := roots.Read(filepath.Join(dir, name), 100, nil)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, want := range map[string]error{
		"home/secret": confine.ErrOutside, "repo/../home/secret": confine.ErrOutside, "repo/out": confine.ErrOutside, "repo/out-absolute": confine.ErrOutside,
		"repo/out-folder/secret": confine.ErrOutside, "repo/twice": confine.ErrOutside, "repo/loop": syscall.ELOOP, "repo/dangling": fs.ErrNotExist,
		"repo/a": confine.ErrNotRegular,
	} {
		if got, err := roots.Read(filepath.Join(dir, name), 100, nil); !errors.Is(err, want) {
			t.Errorf("%s: %q, %v, want %v", name, got, err, want)
		}
	}
	if _, err := roots.ReadDir(filepath.Join(dir, "repo", "out-folder")); !errors.Is(err, confine.ErrOutside) {
		t.Error(err)
	}
	if list, err := roots.ReadDir(filepath.Join(dir, "repo", "folder")); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	if info, err := roots.Stat(filepath.Join(dir, "repo")); err != nil || !info.IsDir() {
		t.Error(info, err)
	}
}

func TestOnlyRegularFilesOfSomeSizeAreOpened(t *testing.T) {
	dir := lay(t, map[string]string{"large": strings.Repeat("x", 101)}, map[string]string{"zero": "/dev/zero"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	roots := confine.New(dir, "/dev")
	for name, want := range map[string]error{"pipe": confine.ErrNotRegular, "zero": confine.ErrNotRegular} {
		if _, err := roots.Read(filepath.Join(dir, name), 100, nil); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := confine.Regular(filepath.Join(dir, name), 100, nil); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var large *confine.TooLargeError
	if _, err := roots.Read(filepath.Join(dir, "large"), 100, nil); !errors.As(err, &large) || large.Size != 101 {
		t.Error(err)
	}
	// Files of /proc say that they hold nothing, and go on.
	if _, err := confine.New("/proc").Read("/proc/self/environ", 3, nil); err != nil && !errors.As(err, &large) {
		t.Error(err)
	}
}

func TestARepositoryEndsAtItsTopAndNeverAtHome(t *testing.T) {
	dir := lay(t, map[string]string{"home/.git/HEAD": "", "home/x/y/f": "", "home/repo/.git/HEAD": "", "home/repo/a/b/f": "", "home/tree/.git": "gitdir: elsewhere", "home/tree/a/f": ""}, nil)
	t.Setenv("HOME", filepath.Join(dir, "home"))
	for at, want := range map[string]string{"home/x/y": "home/x/y", "home/repo/a/b": "home/repo", "home/repo": "home/repo", "home/tree/a": "home/tree", "home": "home"} {
		if got := confine.Top(filepath.Join(dir, at)); got != filepath.Join(dir, want) {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

func TestAFileOfThisProgramIsNoLinkOutOfItsRepository(t *testing.T) {
	dir := lay(t, map[string]string{"repo/.git/HEAD": "", "repo/envparity.hcl": "own", "repo/a/b": "x", "home/secret": "outside", "mount/..1/envparity.hcl": "mounted"}, map[string]string{
		"repo/near.hcl": "envparity.hcl", "repo/a/up.hcl": "../envparity.hcl", "repo/out.hcl": "../home/secret", "repo/environ.hcl": "/proc/self/environ", "repo/folder": "../home",
		"mount/..data": "..1", "mount/envparity.hcl": "..data/envparity.hcl",
	})
	for name, want := range map[string]string{"repo/envparity.hcl": "own", "repo/near.hcl": "own", "repo/a/up.hcl": "own", "mount/envparity.hcl": "mounted"} {
		if got, err := confine.Own(filepath.Join(dir, name), 100); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, want := range map[string]error{"repo/out.hcl": confine.ErrLinked, "repo/environ.hcl": confine.ErrLinked, "repo/folder/secret": confine.ErrLinked, "repo/none": fs.ErrNotExist, "repo/a": confine.ErrNotRegular} {
		got, err := confine.Own(filepath.Join(dir, name), 100)
		if !errors.Is(err, want) {
			t.Errorf("%s: %q, %v, want %v", name, got, err, want)
		} else if !strings.Contains(err.Error(), filepath.Base(name)) {
			t.Errorf("the error does not name the file: %v", err)
		}
	}
}
