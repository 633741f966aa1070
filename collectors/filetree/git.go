package filetree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors"
)

// gitTree is the tree of a ref, read with the git program: no checkout, no fetch, no lock, no hooks.
type gitTree struct {
	ctx  context.Context // of the collection, for reads of files
	repo string
	show string // the repository, for people
	git  Git
	tree []string // paths below the repository folder, sorted as git sorts them
	ids  map[string]string
	cat  catFile

	links    map[string]string // symbolic links, and the blob that says where to
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
	out, err := t.run("ls-tree", "-r", "-z", "--full-name", g.Ref, ".")
	if err != nil {
		return nil, err
	}
	prefix, err := t.run("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	below := strings.TrimSpace(string(prefix))
	for entry := range strings.SplitSeq(string(out), "\x00") {
		meta, name, ok := strings.Cut(entry, "\t")
		f := strings.Fields(meta)
		if !ok || len(f) != 3 {
			continue
		}
		name = strings.TrimPrefix(name, below)
		switch {
		case f[0] == "120000":
			t.links[name] = f[2]
		case f[1] == "blob":
			t.ids[name] = f[2]
		default: // a commit: a submodule's
			t.foreign = append(t.foreign, name)
			continue
		}
		t.tree = append(t.tree, name)
	}
	t.show = path.Clean(filepath.ToSlash(g.Repo))
	return t, nil
}

func (t *gitTree) base() string { return fmt.Sprintf("repository %q at %q", t.git.Repo, t.git.Ref) }

// command is a call of git that changes nothing and asks nobody.
func (t *gitTree) command(args ...string) (*exec.Cmd, error) {
	bin, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("reading files at a git ref needs the git program, which is not on PATH: install it, or name a path without git")
	}
	cmd := exec.CommandContext(t.ctx, bin, append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", t.repo}, args...)...)
	cmd.Env = append(cmd.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return cmd, nil
}

func (t *gitTree) run(args ...string) ([]byte, error) {
	cmd, err := t.command(args...)
	if err != nil {
		return nil, err
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if t.ctx.Err() != nil {
			return nil, fmt.Errorf("reading %s at %q was cut short: %w", t.git.Repo, t.git.Ref, context.Cause(t.ctx))
		}
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("repository %q at ref %q: %s", t.git.Repo, t.git.Ref, strings.TrimPrefix(first, "fatal: "))
	}
	return stdout.Bytes(), nil
}

func (t *gitTree) walk(ctx context.Context, root string, depth int, visit func(string, File)) bool {
	prefix := root + "/"
	if root == "." {
		prefix = ""
	}
	t.tellForeign(prefix, depth)
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
