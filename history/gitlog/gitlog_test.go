package gitlog_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/envparity/envparity/history/gitlog"
)

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=a@shop.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=a@shop.example", "GIT_CONFIG_GLOBAL=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil { //nolint:gosec // scripts of the test
		t.Fatal(err)
	}
}

// made is a repository with two commits to a.yaml.
func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	for _, text := range []string{"a: 1\n", "a: 2\n"} {
		write(t, filepath.Join(dir, "a.yaml"), text)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-q", "-m", text)
	}
	return dir
}

func log(t *testing.T, dir string) ([]gitlog.Commit, error) {
	t.Helper()
	r, err := gitlog.Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	tip, err := r.Resolve("HEAD")
	if err != nil {
		return nil, err
	}
	commits, _, err := r.Log(context.Background(), tip, func(p string) bool { return strings.HasSuffix(p, "a.yaml") })
	if err == nil && len(commits) > 0 {
		if _, err := r.Blob(commits[0].Changes[0].Blob); err != nil {
			t.Error(err)
		}
	}
	return commits, err
}

// Everything by which a repository can have git run a program leaves a file behind here; none may appear.
func TestNothingOfTheRepositoryRuns(t *testing.T) {
	dir := made(t)
	ran := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(t.TempDir(), "script")
	write(t, script, "#!/bin/sh\ntouch '"+ran+"'\ncat\n")
	config, err := os.OpenFile(filepath.Join(dir, ".git", "config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.WriteString("[core]\n\tfsmonitor = " + script + "\n\tpager = " + script + "\n\tsshCommand = " + script + "\n\thooksPath = " + filepath.Dir(script) +
		"\n\talternateRefsCommand = " + script + "\n[diff]\n\texternal = " + script + "\n[diff \"x\"]\n\ttextconv = " + script + "\n\tcommand = " + script +
		"\n[filter \"x\"]\n\tsmudge = " + script + "\n\tclean = " + script + "\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = " + script +
		"\n[remote \"origin\"]\n\turl = ext::" + script + "\n\tpromisor = true\n[alias]\n\tlog = !" + script + "\n"); err != nil {
		t.Fatal(err)
	}
	_ = config.Close()
	write(t, filepath.Join(dir, ".gitattributes"), "* diff=x filter=x\n")
	write(t, filepath.Join(dir, ".git", "info", "attributes"), "* diff=x filter=x\n")
	commits, err := log(t, dir)
	if err != nil || len(commits) != 2 {
		t.Errorf("%d commits, %v; want 2", len(commits), err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program that the repository's configuration names was run")
	}
}

func TestWhereThereIsNoHistoryASentenceSaysWhatToDo(t *testing.T) {
	shallow := t.TempDir()
	git(t, shallow, "clone", "-q", "--depth", "1", "file://"+made(t), "clone")
	empty := t.TempDir()
	git(t, empty, "init", "-q")
	for name, c := range map[string]struct{ dir, want string }{
		"a shallow clone":               {filepath.Join(shallow, "clone"), "fetch-depth: 0"},
		"a folder outside":              {t.TempDir(), "not in a git repository"},
		"a repository without a commit": {empty, "no such ref"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := log(t, c.dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestRefsAreFoundWhereverGitKeepsThem(t *testing.T) {
	dir := made(t)
	head := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "tag", "v1")
	git(t, dir, "worktree", "add", "-q", filepath.Join(dir, "second"), "-b", "second")
	for _, pack := range []bool{false, true} {
		if pack {
			git(t, dir, "pack-refs", "--all")
		}
		for at, ref := range map[string]string{dir: "v1", filepath.Join(dir, "second"): "HEAD", dir + "/": "main"} {
			r, err := gitlog.Open(context.Background(), at)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := r.Resolve(ref); err != nil || got != head {
				t.Errorf("%s of %s, packed %v: %q, %v; want %s", ref, at, pack, got, err, head)
			}
			r.Close()
		}
	}
	r, err := gitlog.Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, bad := range []string{"", "-v", "../../etc/passwd", "nowhere"} {
		if got, err := r.Resolve(bad); err == nil {
			t.Errorf("%q resolved to %q", bad, got)
		}
	}
}

func TestABlobThatIsTooLargeIsPassedOver(t *testing.T) {
	dir := made(t)
	write(t, filepath.Join(dir, "a.yaml"), strings.Repeat("a: 1\n", 1<<20))
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", "large")
	r, err := gitlog.Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	large, small := git(t, dir, "rev-parse", "HEAD:a.yaml"), git(t, dir, "rev-parse", "HEAD~1:a.yaml")
	if _, err := r.Blob(large); err == nil {
		t.Error("read it")
	}
	if b, err := r.Blob(small); err != nil || string(b) != "a: 2\n" {
		t.Errorf("after it: %q, %v", b, err)
	}
}

// TestACommitWithMorePathsThanAnybodyReadsEnds: ten folders that hold one folder ten times each have 10^10 paths in 20 objects.
func TestACommitWithMorePathsThanAnybodyReadsEnds(t *testing.T) {
	if runtime.GOOS != "linux" || testing.Short() {
		t.Skip("git's memory is bounded on Linux only; it fills a gigabyte first, which -short leaves out")
	}
	dir := made(t)
	run := func(in string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=n", "-c", "user.email=e@e"}, args...)...)
		cmd.Stdin = strings.NewReader(in)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	id, mode := run("A=1", "hash-object", "-w", "--stdin"), "100644 blob"
	for range 10 {
		tree := ""
		for i := range 10 {
			tree += fmt.Sprintf("%s %s\tf%d\n", mode, id, i)
		}
		id, mode = run(tree, "mktree"), "040000 tree"
	}
	run("", "update-ref", "refs/heads/main", run("x", "commit-tree", "-p", "HEAD", id))
	if _, err := log(t, dir); err == nil {
		t.Error("a history of 10^10 paths was read")
	}
}
