package filetree_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

func lay(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("content of "+f), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func find(t *testing.T, dir string, s filetree.Spec) (paths, rels string, o snapshot.Outcome) {
	t.Helper()
	var p collectors.Problems
	files := s.Find(t.Context(), collectors.Input{Dir: dir, Progress: func(int, int, string) {}}, &p)
	var ps, rs []string
	for _, f := range files {
		ps, rs = append(ps, f.Path), append(rs, f.Rel)
		if b, err := f.Read(); err != nil || !strings.HasPrefix(string(b), "content of ") {
			t.Errorf("%s: %q, %v", f.Path, b, err)
		}
	}
	return strings.Join(ps, " "), strings.Join(rs, " "), p.Outcome(len(files))
}

func TestPatternsFindWhatTheyName(t *testing.T) {
	dir := lay(t, "a.yaml", "d/b.yaml", "d/e/c.yaml", "d/e/c.txt", "d/.git/x.yaml", "d/node_modules/y.yaml", "z/prod-1.yaml", "z/dev-1.yaml", "i[ab/dev/x.yaml", "i[ab/dev.yaml", "s*/y.yaml")
	for _, c := range []struct{ pattern, paths, rels string }{
		{"a.yaml", "a.yaml", "a.yaml"},
		{"d/e/c.yaml", "d/e/c.yaml", "c.yaml"},
		{"d", "d/b.yaml d/e/c.txt d/e/c.yaml", "b.yaml e/c.txt e/c.yaml"},
		{"d/", "d/b.yaml d/e/c.txt d/e/c.yaml", "b.yaml e/c.txt e/c.yaml"},
		{"d/*.yaml", "d/b.yaml", "b.yaml"},
		{"d/**/*.yaml", "d/b.yaml d/e/c.yaml", "b.yaml e/c.yaml"},
		{"**/*.yaml", "a.yaml d/b.yaml d/e/c.yaml i[ab/dev.yaml i[ab/dev/x.yaml s*/y.yaml z/dev-1.yaml z/prod-1.yaml", "a.yaml d/b.yaml d/e/c.yaml i[ab/dev.yaml i[ab/dev/x.yaml s*/y.yaml z/dev-1.yaml z/prod-1.yaml"},
		{"z/{prod,dev}-*.yaml", "z/dev-1.yaml z/prod-1.yaml", "dev-1.yaml prod-1.yaml"},
		{"./d/e/../b.yaml", "d/b.yaml", "b.yaml"},
		{`i\[ab/dev`, "i[ab/dev/x.yaml", "x.yaml"},
		{`i\[ab/dev.yaml`, "i[ab/dev.yaml", "dev.yaml"},
		{`i\[ab/*.yaml`, "i[ab/dev.yaml", "dev.yaml"},
		{`s\*`, "s*/y.yaml", "y.yaml"},
	} {
		paths, rels, o := find(t, dir, filetree.Spec{Patterns: []string{c.pattern}})
		if paths != c.paths || rels != c.rels || o.Status != snapshot.Complete {
			t.Errorf("%s: %q, %q, %+v", c.pattern, paths, rels, o)
		}
	}
	if paths, _, _ := find(t, dir, filetree.Spec{Patterns: []string{"d", "a.yaml", "d/b.yaml"}, Exclude: []string{"**/*.txt"}}); paths != "a.yaml d/b.yaml d/e/c.yaml" {
		t.Errorf("%q", paths)
	}
	if _, _, o := find(t, dir, filetree.Spec{Patterns: []string{"a.yaml", "nope/*.yaml"}}); o.Status != snapshot.Partial || !strings.Contains(o.Error, `"nope/*.yaml" matches no file`) {
		t.Errorf("%+v", o)
	}
}

func TestLinksAreFollowedButNotInCircles(t *testing.T) {
	dir := lay(t, "real/a.yaml", "tree/b.yaml")
	link := func(to, at string) {
		if err := os.Symlink(to, filepath.Join(dir, at)); err != nil {
			t.Skip(err)
		}
	}
	link("../real", "tree/linked")
	link("..", "tree/up")
	link("self", "tree/self")
	paths, _, o := find(t, dir, filetree.Spec{Patterns: []string{"tree"}})
	if !strings.Contains(paths, "tree/b.yaml") || !strings.Contains(paths, "tree/linked/a.yaml") {
		t.Errorf("%q", paths)
	}
	if o.Status != snapshot.Partial || !strings.Contains(o.Error, "tree/self") || strings.Count(paths, " ") > 6 {
		t.Errorf("%q %+v", paths, o)
	}
}

func TestFilesAreReadAtAGitRef(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := lay(t, "repo/deploy/a.yaml", "repo/deploy/b/c.yaml")
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", filepath.Join(dir, "repo"), "-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	run("init", "-q")
	run("add", ".")
	run("commit", "-q", "-m", "one")
	run("tag", "v1")
	if err := os.WriteFile(filepath.Join(dir, "repo", "deploy", "a.yaml"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	spec := filetree.Spec{Patterns: []string{"deploy/**/*.yaml"}, Git: &filetree.Git{Repo: "repo", Ref: "v1"}}
	if paths, rels, o := find(t, dir, spec); paths != "repo/deploy/a.yaml repo/deploy/b/c.yaml" || rels != "a.yaml b/c.yaml" || o.Status != snapshot.Complete {
		t.Errorf("%q %q %+v", paths, rels, o)
	}
	spec.Patterns, spec.Git.Repo = []string{"a.yaml"}, "repo/deploy"
	if paths, _, o := find(t, dir, spec); paths != "repo/deploy/a.yaml" || o.Status != snapshot.Complete {
		t.Errorf("%q %+v", paths, o)
	}
	spec.Git.Ref = "v2"
	if _, _, o := find(t, dir, spec); o.Status != snapshot.Failed || !strings.Contains(o.Error, `ref "v2"`) {
		t.Errorf("%+v", o)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var p collectors.Problems
	spec.Git.Ref = "v1"
	spec.Find(ctx, collectors.Input{Dir: dir, Progress: func(int, int, string) {}}, &p)
	if o := p.Outcome(0); o.Status != snapshot.Failed {
		t.Errorf("%+v", o)
	}
}

// TestABareRepositoryAmongTheFilesNeedsAnAgreement: it can take the objects of any other repository on the machine for its own.
func TestABareRepositoryAmongTheFilesNeedsAnAgreement(t *testing.T) {
	dir := lay(t, "victim/.git/HEAD", "victim/.git/objects/a", "clone/.git/HEAD", "clone/deploy/a.yaml",
		"clone/bare.git/HEAD", "clone/bare.git/objects/a", "clone/bare.git/deep/a", "clone/common.git/HEAD", "clone/common.git/commondir",
		"clone/nested/.git/HEAD", "clone/nested/deploy/a", "clone/module/.git", "clone/named/HEAD")
	for link, to := range map[string]string{"clone/link.git": "../victim/.git", "clone/linked/.git": "../../victim/.git"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, link)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for repo, want := range map[string]string{
		".": "", "": "", "deploy": "", "nested": "", "nested/deploy": "", "module": "", "named": "", "not-there": "",
		"../victim":     "../victim",
		"bare.git":      `the objects that the bare git repository "bare.git" names`,
		"bare.git/deep": `the objects that the bare git repository "bare.git/deep" names`,
		"common.git":    `the objects that the bare git repository "common.git" names`,
		"linked":        `the objects that the bare git repository "linked" names`,
		"link.git":      "link.git",
	} {
		got := ""
		for _, n := range (filetree.Spec{Git: &filetree.Git{Repo: repo, Ref: "HEAD"}}).Needs(filepath.Join(dir, "clone")) {
			got += n.What
		}
		if got != want {
			t.Errorf("%q needs %q, want %q", repo, got, want)
		}
	}
}

// TestATreeWithMorePathsThanAnybodyReadsEnds: ten folders that hold one folder ten times each have 10^10 paths in 20 objects.
func TestATreeWithMorePathsThanAnybodyReadsEnds(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	dir := lay(t, "repo/a")
	run := func(in string, args ...string) string {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", filepath.Join(dir, "repo"), "-c", "user.name=n", "-c", "user.email=e@e"}, args...)...)
		cmd.Stdin = strings.NewReader(in)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	run("", "init", "-q")
	id, mode := run("A=1", "hash-object", "-w", "--stdin"), "100644 blob"
	for range 10 {
		tree := ""
		for i := range 10 {
			tree += fmt.Sprintf("%s %s\tf%d\n", mode, id, i)
		}
		id, mode = run(tree, "mktree"), "040000 tree"
	}
	run("", "update-ref", "refs/heads/bomb", run("x", "commit-tree", id))
	_, _, o := find(t, dir, filetree.Spec{Patterns: []string{"**/f0"}, Git: &filetree.Git{Repo: "repo", Ref: "bomb"}})
	if o.Status != snapshot.Failed || !strings.Contains(o.Error, "more than 500000 files") {
		t.Errorf("%+v", o)
	}
}
