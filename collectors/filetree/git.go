package filetree

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/confine"
)

// gitTree is the tree of a ref. It is read with the git program, without checkout, fetch, lock or hooks.
type gitTree struct {
	ctx  context.Context // of the collection, for reads of files
	repo string
	show string // the repository, for people
	git  Git
	tree []string // paths below the repository folder, sorted as git sorts them
	ids  map[string]string
	cat  catFile

	links    map[string]string // symbolic links → the blob with the target
	foreign  []string          // submodules
	problems *collectors.Problems
}

func openGit(ctx context.Context, in collectors.Input, g Git, problems *collectors.Problems) (*gitTree, error) {
	if g.Repo == "" {
		g.Repo = "."
	}
	repo := filepath.FromSlash(g.Repo)
	if !filepath.IsAbs(repo) {
		repo = filepath.Join(in.Dir, repo)
	}
	t := &gitTree{ctx: ctx, repo: repo, show: g.Repo, git: g, ids: map[string]string{}, links: map[string]string{}, problems: problems}
	if strings.HasPrefix(g.Ref, "-") || g.Ref == "" {
		return nil, fmt.Errorf("%q is no git ref", g.Ref)
	}
	if err := confine.PlainRepository(repo); err != nil { // git would wait for a named pipe without end
		return nil, fmt.Errorf("repository %q is not read: %w", g.Repo, err)
	}
	prefix, err := t.run("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	if err := t.list(strings.TrimSpace(string(prefix))); err != nil {
		return nil, err
	}
	t.show = path.Clean(filepath.ToSlash(g.Repo))
	return t, nil
}

// list reads the names of the files at the ref below the folder below. It stops at maxFiles, because folders that contain one another can have
// 10^10 paths in 20 objects.
func (t *gitTree) list(below string) error {
	running, stop := context.WithCancel(t.ctx)
	defer stop()
	cmd, err := t.command(running, "ls-tree", "-r", "-z", "--full-name", t.git.Ref, ".")
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("git does not start: %w", err)
	}
	entries, in := 0, bufio.NewReader(out)
	for {
		entry, end := in.ReadString(0)
		if end != nil {
			break
		}
		if entries++; entries > maxFiles {
			stop()
			_ = cmd.Wait()
			return fmt.Errorf("repository %q has more than %d files at %q, which is more than is read: name a folder with fewer, or a smaller tree", t.git.Repo, maxFiles, t.git.Ref)
		}
		t.entry(strings.TrimSuffix(entry, "\x00"), below)
	}
	if err := cmd.Wait(); err != nil {
		return t.failed(&stderr)
	}
	return nil
}

// entry reads one line of ls-tree: mode, type and object, a tab, and the name.
func (t *gitTree) entry(line, below string) {
	meta, name, ok := strings.Cut(line, "\t")
	f := strings.Fields(meta)
	if !ok || len(f) != 3 {
		return
	}
	name = strings.TrimPrefix(name, below)
	switch {
	case f[0] == "120000":
		t.links[name] = f[2]
	case f[1] == "blob":
		t.ids[name] = f[2]
	default: // a commit, which is a submodule
		t.foreign = append(t.foreign, name)
		return
	}
	t.tree = append(t.tree, name)
}

func (t *gitTree) base() string { return fmt.Sprintf("repository %q at %q", t.git.Repo, t.git.Ref) }

// command returns a git command that changes nothing and prompts nobody.
func (t *gitTree) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	bin, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("reading files at a git ref needs the git program, which is not on PATH: install it, or name a path without git")
	}
	cmd := exec.CommandContext(ctx, bin, append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", t.repo}, args...)...)
	cmd.Env = append(cmd.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return cmd, nil
}

func (t *gitTree) run(args ...string) ([]byte, error) {
	cmd, err := t.command(t.ctx, args...)
	if err != nil {
		return nil, err
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, t.failed(&stderr)
	}
	return stdout.Bytes(), nil
}

// failed returns the error of a git command that wrote stderr.
func (t *gitTree) failed(stderr *bytes.Buffer) error {
	if t.ctx.Err() != nil {
		return fmt.Errorf("reading %s at %q was cut short: %w", t.git.Repo, t.git.Ref, context.Cause(t.ctx))
	}
	first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	return fmt.Errorf("repository %q at ref %q: %s", t.git.Repo, t.git.Ref, strings.TrimPrefix(first, "fatal: "))
}

func (t *gitTree) walk(ctx context.Context, root string, depth int, visit func(string, File)) bool {
	prefix := root + "/"
	if root == "." {
		prefix = ""
	}
	t.reportForeign(prefix, depth)
	for _, name := range t.tree {
		if ctx.Err() != nil {
			break
		}
		file := File{Path: path.Join(filepath.ToSlash(t.show), name), Ref: t.git.Ref, read: func([]byte) ([]byte, error) { return t.blob(name) }}
		if _, link := t.links[name]; link && t.leadsToFolder(name) {
			if name == root || strings.HasPrefix(name, prefix) {
				t.problems.Note("%s: a symbolic link to a folder; not followed at a git ref", file.Path)
			}
			continue
		}
		if name == root {
			visit("", file)
			continue
		}
		rel, ok := strings.CutPrefix(name, prefix)
		if !ok || strings.Count(rel, "/") >= depth || hidden(rel) {
			continue
		}
		visit(rel, file)
	}
	return false
}

func hidden(rel string) bool {
	for part := range strings.SplitSeq(path.Dir(rel), "/") {
		if skipped(part) {
			return true
		}
	}
	return false
}
