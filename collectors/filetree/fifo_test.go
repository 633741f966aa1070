//go:build unix

package filetree_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// TestAPipeIsNotWaitedFor names a pipe that nobody writes to.
func TestAPipeIsNotWaitedFor(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	var p collectors.Problems
	found := filetree.Spec{Patterns: []string{"pipe"}}.Find(t.Context(), collectors.Input{Dir: dir, Progress: func(int, int, string) {}}, &p)
	if len(found) != 1 {
		t.Fatalf("%+v", p.Outcome(0))
	}
	if _, err := found[0].Read(); err == nil || err.Error() != "not a regular file" {
		t.Error(err)
	}
}
