// Package program runs a program that the config names and returns its output. It uses no shell. A collector that uses it must list the program
// among its needs, so that the program runs only with a person's consent.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Output runs argv in dir and returns its standard output, at most limit bytes. An error quotes the first line of its error output, sealed by
// seal.
func Output(ctx context.Context, dir string, argv []string, limit int, seal func(string) string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.WaitDelay = 300 * time.Millisecond // a grandchild may hold the pipe open
	stdout, stderr := limited{limit: limit}, limited{limit: limit}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("cut short: %w", context.Cause(ctx))
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the program is not on PATH; install it, or leave this source out with only = […]")
	case err != nil:
		first, _, _ := strings.Cut(strings.TrimSpace(seal(stderr.String())), "\n")
		return nil, fmt.Errorf("%w: %s", err, first)
	case stdout.full:
		return nil, fmt.Errorf("it printed more than %d bytes", limit)
	}
	return stdout.Bytes(), nil
}

// limited keeps the first bytes that are written to it.
type limited struct {
	bytes.Buffer
	limit int
	full  bool
}

func (l *limited) Write(p []byte) (int, error) {
	if left := l.limit - l.Len(); len(p) > left {
		l.full = true
		l.Buffer.Write(p[:left])
		return len(p), nil
	}
	return l.Buffer.Write(p)
}
