package gitlog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// maxShown bounds how many bytes of one commit are shown.
const maxShown = 8 << 20

// Show returns a commit as "git show" prints it, a merge compared with its first parent. The repository's configuration and attributes have no
// effect.
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
		stop() // the rest is not needed
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

// Remote returns the address of the remote called origin, else of the first one; "" if there is none. It only reads the file, and contacts no
// remote.
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

// Published reports whether a remote is known to have a commit: one of its branches contains it, as of the last fetch or push.
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

// branch returns the current branch, "" if there is none.
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
