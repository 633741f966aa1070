//go:build unix

package confine_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/envparity/envparity/internal/confine"
)

// TestPlain lays a named pipe where git would open it, and looks whether it is found before git is started.
func TestPlain(t *testing.T) {
	put := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pipe := func(t *testing.T, path string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		lay  func(t *testing.T, dir string)
		want string // what the error names; "" for none
	}{
		"files and folders": {func(t *testing.T, dir string) { put(t, dir+"/.git/objects/ab/cd", "x"); put(t, dir+"/.git/HEAD", "x") }, ""},
		"no repository":     {func(*testing.T, string) {}, ""},
		"an object":         {func(t *testing.T, dir string) { pipe(t, dir+"/.git/objects/ab/cd") }, "objects/ab/cd"},
		"a pack":            {func(t *testing.T, dir string) { pipe(t, dir+"/.git/objects/pack/pack-1.pack") }, "pack-1.pack"},
		"the config":        {func(t *testing.T, dir string) { pipe(t, dir+"/.git/config") }, "config"},
		"behind a link": {func(t *testing.T, dir string) {
			pipe(t, dir+"/elsewhere/cd")
			put(t, dir+"/.git/objects/ef/01", "x")
			if err := os.Symlink(dir+"/elsewhere", dir+"/.git/objects/ab"); err != nil {
				t.Fatal(err)
			}
		}, "elsewhere/cd"},
		"a link to a device": {func(t *testing.T, dir string) {
			put(t, dir+"/.git/HEAD", "x")
			if err := os.Symlink("/dev/zero", dir+"/.git/packed-refs"); err != nil {
				t.Fatal(err)
			}
		}, "packed-refs"},
		"an alternate": {func(t *testing.T, dir string) {
			put(t, dir+"/.git/objects/info/alternates", "../../other\n")
			pipe(t, dir+"/other/ab/cd")
		}, "other/ab/cd"},
		"alternates in a circle": {func(t *testing.T, dir string) { put(t, dir+"/.git/objects/info/alternates", dir+"/.git/objects\n") }, ""},
		"links in a circle": {func(t *testing.T, dir string) {
			put(t, dir+"/.git/objects/ab/cd", "x")
			if err := os.Symlink(dir+"/.git", dir+"/.git/objects/up"); err != nil {
				t.Fatal(err)
			}
		}, ""},
		"a worktree": {func(t *testing.T, dir string) {
			put(t, dir+"/.git", "gitdir: main/worktrees/one\n")
			put(t, dir+"/main/worktrees/one/commondir", "../..\n")
			pipe(t, dir+"/main/objects/ab/cd")
		}, "main/objects/ab/cd"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.lay(t, dir)
			if info, err := os.Stat(dir + "/.git"); err == nil && info.IsDir() {
				put(t, dir+"/.git/HEAD", "x") // without it, git takes the folder for no repository
			}
			err := confine.PlainRepository(dir)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want+": it is neither a file nor a folder")):
				t.Errorf("%v, want one that names %s", err, c.want)
			}
		})
	}
}
