package gitlog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// maxShown bounds the bytes of one commit that are shown.
const maxShown = 8 << 20

// Show returns a commit as "git show" prints it, a merge against the line it was merged into. Nothing of the repository's configuration or
// attributes has a say in it.
func (r *Repo) Show(ctx context.Context, id string) (string, error) {
	if !objectID.MatchString(id) {
		return "", fmt.Errorf("%q is no commit", id)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := r.command(ctx, "show", "--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--stat", "--patch", "-M", "-m", "--first-parent", "--format=fuller", id, "--")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("git cannot be started: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(out, maxShown+1))
	if len(text) > maxShown {
		stop() // the rest is not wanted
		_ = cmd.Wait()
		return string(text[:maxShown]) + "\n… more than is shown here: git show " + id + "\n", nil
	}
	if wait := cmd.Wait(); err == nil {
		err = wait
	}
	if err != nil || len(text) == 0 {
		return "", errors.Join(fmt.Errorf("commit %s is not in the clone", id), err)
	}
	return string(text), nil
}

// Remote is the address of the remote called origin, else of the first one; "" where there is none. It is read as text: no remote is asked.
func (r *Repo) Remote(ctx context.Context) string {
	file := filepath.Join(r.refs[len(r.refs)-1], "config")
	out, err := r.command(ctx, "config", "--file", file, "--no-includes", "--get-regexp", `^remote\..*\.url$`).Output()
	if err != nil {
		return ""
	}
	first := ""
	for line := range strings.Lines(string(out)) {
		key, url, _ := strings.Cut(strings.TrimSpace(line), " ")
		if key == "remote.origin.url" {
			return url
		}
		if first == "" {
			first = url
		}
	}
	return first
}

// Published reports whether a commit is known to be at a remote: a branch of one, as it was last fetched or pushed, holds it.
func (r *Repo) Published(ctx context.Context, id string) bool {
	if !objectID.MatchString(id) {
		return false
	}
	for _, ref := range []string{"origin/HEAD", "origin/main", "origin/master", "origin/" + r.branch()} {
		tip, err := r.Resolve(ref)
		if err == nil && r.command(ctx, "merge-base", "--is-ancestor", id, tip).Run() == nil {
			return true
		}
	}
	return false
}

// branch is the one that is checked out, "" with none.
func (r *Repo) branch() string {
	b, err := readSmall(filepath.Join(r.refs[0], "HEAD"))
	if err != nil {
		return ""
	}
	name, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "ref: refs/heads/")
	if !ok {
		return ""
	}
	return name
}
