// Package gitlog reads the first-parent history of a git repository, and the versions of its files, without trusting the repository.
//
// The git program runs in an empty repository of its own, and gets only the object database of the repository in question. It reads no
// configuration, attributes, hooks, filters, replacement refs or remotes of that repository. So the repository cannot run a program or use a
// network.
package gitlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/envparity/envparity/internal/confine"
)

// Reasons why there is no history. Each includes advice.
var (
	errNoRepository = errors.New("not in a git repository, so nothing says how values came to be what they are")
	errShallow      = errors.New("the clone is shallow, so its history is not there: clone with full depth (actions/checkout: fetch-depth: 0; git fetch --unshallow)")
	errNoProgram    = errors.New("reading history needs the git program, which is not on PATH")
)

// Repo is one repository. It must be closed.
type Repo struct {
	root    string // absolute folder of the work tree
	objects string // absolute folder of the object database
	refs    []string
	bin     string
	own     string // the empty repository that git runs in
	cat     *catFile
}

// Open finds the repository around dir. The error is a sentence for people; see also Reason.
func Open(ctx context.Context, dir string) (*Repo, error) {
	bin, err := exec.LookPath("git")
	if err != nil {
		return nil, errNoProgram
	}
	at, ok := confine.FindGit(dir)
	if !ok {
		return nil, errNoRepository
	}
	r := &Repo{root: at.Root, bin: bin, refs: []string{at.Dir}}
	if at.Common != at.Dir { // a worktree shares the objects of its repository
		r.refs = append(r.refs, at.Common)
	}
	if b, err := readSmall(filepath.Join(at.Common, "shallow")); err == nil && len(bytes.TrimSpace(b)) > 0 {
		return nil, errShallow
	}
	r.objects = filepath.Join(at.Common, "objects")
	if info, err := os.Stat(r.objects); err != nil || !info.IsDir() {
		return nil, errNoRepository
	}
	if err := confine.PlainObjects(r.objects); err != nil { // git would wait for a named pipe without end
		return nil, fmt.Errorf("the repository's objects are not read: %w", err)
	}
	if r.own, err = os.MkdirTemp("", "envparity-git-"); err != nil {
		return nil, fmt.Errorf("reading history needs a folder for temporary files: %w", err)
	}
	if err := r.prepare(); err != nil {
		r.Close()
		return nil, err
	}
	r.cat = &catFile{repo: r, ctx: ctx}
	return r, nil
}

// Root returns the absolute folder of the work tree.
func (r *Repo) Root() string { return r.root }

// Close ends the processes and removes the temporary folder.
func (r *Repo) Close() {
	if r.cat != nil {
		r.cat.close()
	}
	if r.own != "" {
		_ = os.RemoveAll(r.own)
	}
}

// prepare fills git's own folder: an empty repository of the same object format.
func (r *Repo) prepare() error {
	config := "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
	if id, err := r.Resolve("HEAD"); err == nil && len(id) == 64 {
		config = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
	}
	for _, d := range []string{"objects", "refs"} {
		if err := os.Mkdir(filepath.Join(r.own, d), 0o700); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{"HEAD": "ref: refs/heads/none\n", "config": config} {
		if err := os.WriteFile(filepath.Join(r.own, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// command returns a git command that reads only the object database of the repository.
func (r *Repo) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, r.bin, append([]string{"--no-pager"}, args...)...)
	cmd.Dir = r.own
	cmd.Env = []string{
		"GIT_DIR=" + r.own, "GIT_OBJECT_DIRECTORY=" + r.objects, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C",
		"PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
	}
	return cmd
}

var objectID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

// Resolve returns the commit (or annotated tag) that ref names: HEAD, a branch, a tag, a remote's branch, a full name, or an object's id.
func (r *Repo) Resolve(ref string) (string, error) {
	if objectID.MatchString(ref) {
		return ref, nil
	}
	if strings.HasPrefix(ref, "-") || strings.Contains(ref, "..") || ref == "" {
		return "", fmt.Errorf("%q is no git ref", ref)
	}
	names := []string{ref}
	if ref != "HEAD" {
		names = []string{ref, "refs/tags/" + ref, "refs/heads/" + ref, "refs/remotes/" + ref, "refs/remotes/origin/" + ref}
	}
	for _, name := range names {
		if name != "HEAD" && !strings.HasPrefix(name, "refs/") {
			continue
		}
		if id := r.follow(name, 5); id != "" {
			return id, nil
		}
	}
	return "", fmt.Errorf("the history of %q cannot be read: no such ref in the clone, or refs kept in a form that is not read here", ref)
}

// follow reads one ref, through symbolic ones, or "".
func (r *Repo) follow(name string, depth int) string {
	if depth == 0 {
		return ""
	}
	for _, dir := range r.refs {
		b, err := readSmall(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		text := strings.TrimSpace(string(b))
		if to, ok := strings.CutPrefix(text, "ref: "); ok && !strings.Contains(to, "..") {
			return r.follow(strings.TrimSpace(to), depth-1)
		}
		if objectID.MatchString(text) {
			return text
		}
	}
	for _, dir := range r.refs {
		if id := packed(filepath.Join(dir, "packed-refs"), name); id != "" {
			return id
		}
	}
	return ""
}

// packed looks name up in a packed-refs file.
func packed(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, 256<<20))
	if err != nil {
		return ""
	}
	for line := range bytes.Lines(b) {
		id, at, ok := strings.Cut(string(bytes.TrimSpace(line)), " ")
		if ok && at == name && objectID.MatchString(id) {
			return id
		}
	}
	return ""
}

// readSmall reads a regular file of the size of git's own notes.
func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return nil, errors.New("not a small regular file")
	}
	return os.ReadFile(name)
}
