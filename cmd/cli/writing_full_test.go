//go:build linux

package cli

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFullOrReadOnlyDiskLosesNothingAndSaysWhatToDo runs every command that writes on a file system of its own: first with room, then without,
// then where nothing may be written.
func TestAFullOrReadOnlyDiskLosesNothingAndSaysWhatToDo(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a file system can be mounted by root alone: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	server := served(t)
	for _, w := range writers() {
		t.Run(w.name, func(t *testing.T) {
			dir := filepath.Join(disk, strings.NewReplacer(" ", "-").Replace(w.name))
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			p := laidWriting(t, dir, server)
			w.ready(t, p, 0)
			cmd, said := w.command(t, p)
			if _ = cmd.Run(); !ended(cmd) {
				t.Fatalf("with room: %s", said)
			}
			w.ready(t, p, 1)
			filler := filepath.Join(disk, "filler")
			t.Cleanup(func() { _ = os.Remove(filler) })
			fill(t, filler)
			before := files(t, dir)
			w.fails(t, p, before, "no space left on device", "free some space")
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=4m"); err != nil {
				t.Fatal(err)
			}
			w.fails(t, p, before, "read-only file system", "write to another folder")
			if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=4m"); err != nil {
				t.Fatal(err)
			}
			cmd, said = w.command(t, p)
			if _ = cmd.Run(); !ended(cmd) {
				t.Errorf("with room again: %s", said)
			}
			if maps.Equal(before, files(t, dir)) {
				t.Error("it wrote nothing in the end: the test proves nothing")
			}
		})
	}
}

// fails runs the command where it cannot write.
func (w *writer) fails(t *testing.T, p *place, before map[string]string, words ...string) {
	t.Helper()
	cmd, said := w.command(t, p)
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != exitError {
		t.Errorf("exit %d, want %d: %s", code, exitError, said)
	}
	for _, word := range words {
		if !strings.Contains(said.String(), word) {
			t.Errorf("want %q in %s", word, said)
		}
	}
	after := files(t, p.dir)
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s is not as it was", name)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			t.Errorf("%s was left behind", name)
		}
	}
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it cannot be written whole
	block := make([]byte, 4096)
	for {
		if _, err := f.Write(block); err != nil {
			return
		}
	}
}
