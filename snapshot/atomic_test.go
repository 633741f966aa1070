package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func writeText(text string) func(*os.File) error {
	return func(f *os.File) error { _, err := f.WriteString(text); return err }
}

func TestAFileThatCannotBeWrittenSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a full disk", &fs.PathError{Op: "write", Path: "/d/.x.1", Err: syscall.ENOSPC}, "free some space"},
		{"a full quota", &fs.PathError{Op: "write", Path: "/d/.x.1", Err: syscall.EDQUOT}, "free some space"},
		{"a read-only file system", &fs.PathError{Op: "open", Path: "/d/.x.1", Err: syscall.EROFS}, `make "/d" writable`},
		{"a folder of somebody else", &fs.PathError{Op: "open", Path: "/d/.x.1", Err: syscall.EACCES}, `make "/d" writable`},
		{"no folder", &fs.PathError{Op: "open", Path: "/d/.x.1", Err: syscall.ENOENT}, `make the folder "/d" first`},
		{"a folder of that name", &os.LinkError{Op: "rename", Old: "/d/.x.1", New: "/d/x", Err: syscall.EISDIR}, "it is a folder"},
		{"a file as folder", &fs.PathError{Op: "open", Path: "/d/.x.1", Err: syscall.ENOTDIR}, `"/d" is no folder`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := NotWritten("/d/x", c.err)
			if text := err.Error(); !strings.HasPrefix(text, `write "/d/x": `) || !strings.Contains(text, c.want) || strings.Contains(text, ".x.1") {
				t.Error(text)
			}
			if !errors.Is(err, errors.Unwrap(c.err)) {
				t.Errorf("%v hides its cause", err)
			}
		})
	}
}

func TestWhatAKilledProcessLeftIsSwept(t *testing.T) {
	dir := t.TempDir()
	lay := func(name string, age time.Duration) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if at := time.Now().Add(-age); os.Chtimes(path, at, at) != nil {
			t.Fatal("no times")
		}
	}
	lay(".x.1"+partSuffix, 2*time.Hour)
	lay(".x.2"+partSuffix, -2*time.Hour) // a clock that has gone back since
	lay(".x.3"+partSuffix, time.Minute)  // perhaps another process is at it
	lay(".y.4"+partSuffix, 2*time.Hour)  // of another file
	lay(".x.5", 2*time.Hour)             // somebody's own
	if err := WriteFile(filepath.Join(dir, "x"), 0o600, writeText("new")); err != nil {
		t.Fatal(err)
	}
	var left []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if got := strings.Join(left, " "); got != ".x.3"+partSuffix+" .x.5 .y.4"+partSuffix+" x" {
		t.Error(got)
	}
}

func TestADeviceOrPipeIsWrittenToAndNotReplaced(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip("there is no /dev/null here")
	}
	dir := t.TempDir()
	if !stream("/dev/null") || !stream("/dev/../dev/null") {
		t.Fatal("/dev/null counts as a file: it would be replaced")
	}
	if err := WriteFile("/dev/null", 0o644, writeText("x")); err != nil {
		t.Error(err)
	}
	// A link in a repository could lead anywhere: it is replaced by a file, and what it leads to is left alone.
	link := filepath.Join(dir, "report.html")
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Skip(err)
	}
	if err := WriteFile(link, 0o644, writeText("x")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v %v", info, err)
	}
}

func TestALongNameCanBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 255))
	if err := WriteFile(path, 0o600, writeText("x")); err != nil {
		t.Error(err)
	}
}

func TestCreateFileLosesToWhoCameFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := CreateFile(path, 0o600, writeText("first")); err != nil {
		t.Fatal(err)
	}
	if err := CreateFile(path, 0o600, writeText("second")); !errors.Is(err, os.ErrExist) {
		t.Error(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "first" {
		t.Errorf("%q", got)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%v", left)
	}
}
