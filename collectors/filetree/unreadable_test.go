package filetree_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// TestWhatIsThereAndCannotBeReadIsNotCalledAbsent names one source that is there in some way. Its outcome says in which, names it as the
// config does, and does not say that there is none: only a source that is nowhere is a mistake in the config.
func TestWhatIsThereAndCannotBeReadIsNotCalledAbsent(t *testing.T) {
	dir := lay(t, "file", "tree/a.yaml")
	for name, to := range map[string]string{"dangling": "nothing-there", "loop": "loop", "tree/a-loop": "a-loop"} {
		if err := os.Symlink(to, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip(err)
		}
	}
	unreadable := os.Geteuid() != 0 // to root nothing is
	if unreadable {
		if err := os.Mkdir(filepath.Join(dir, "closed"), 0); err != nil {
			t.Fatal(err)
		}
	}
	for pattern, says := range map[string]string{
		"file/below":     "file/below: cannot be read: not a directory",
		"dangling":       "dangling: a symbolic link that leads nowhere",
		"loop":           "loop: cannot be read: too many levels of symbolic links",
		"tree/a-loop":    "tree/a-loop: cannot be read: too many levels of symbolic links",
		"tree/a-*":       "tree/a-loop: a symbolic link that leads nowhere: too many levels of symbolic links",
		"closed":         "closed: the folder cannot be read: permission denied",
		"closed/*.yaml":  "closed: the folder cannot be read: permission denied",
		"closed/in.yaml": "closed/in.yaml: cannot be read: permission denied",
	} {
		if strings.HasPrefix(pattern, "closed") && !unreadable {
			continue
		}
		var p collectors.Problems
		found := filetree.Spec{Patterns: []string{pattern}}.Find(t.Context(), collectors.Input{Dir: dir, Progress: func(int, int, string) {}}, &p)
		o := p.Outcome(len(found))
		if len(found) != 0 || o.Status != snapshot.Failed || o.Nothing || o.Error != says || len(o.Gaps) != 1 {
			t.Errorf("%s: %d files, %+v, want %q", pattern, len(found), o, says)
		}
		if strings.Contains(o.Error, dir) {
			t.Errorf("%s: the outcome shows where the config lies: %q", pattern, o.Error)
		}
	}
	_, _, o := find(t, dir, filetree.Spec{Patterns: []string{"nowhere"}})
	if !o.Nothing || !strings.Contains(o.Error, `path "nowhere" matches no file`) || strings.Contains(o.Error, dir) {
		t.Errorf("%+v", o)
	}
}
