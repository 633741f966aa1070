package envvars

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// maxOutput is the most that is read of a command's output.
const maxOutput = 16 << 20

// command reads what a command prints: NAME=value lines, or one JSON object. No shell is involved.
type command struct {
	argv    []string
	service string
}

func (c *command) Source() string { return "output of " + strings.Join(c.argv, " ") }

func (c *command) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	out, err := c.run(ctx, in)
	if err != nil {
		problems.Fail("%s: %v", c.argv[0], err)
		return nil, problems.Outcome(0)
	}
	format := parse.FormatEnv
	if strings.HasPrefix(strings.TrimSpace(string(out)), "{") {
		format = parse.FormatJSON
	}
	place := "output of " + c.argv[0]
	res := parse.Text(format, out)
	for _, p := range res.Problems {
		if !p.Note {
			problems.At(place, p.Line, p.Lost, "%s", p.Text)
		}
	}
	var resources []snapshot.Resource
	for _, d := range res.Docs {
		if d.Root.Kind != snapshot.Map {
			problems.Fail("%s: it printed no variables", place)
			continue
		}
		name := c.service
		if name == "" {
			name = filepath.Base(c.argv[0])
		}
		noLines(&d.Root)
		resources = append(resources, resource(name, "", d.Root, snapshot.Source{Address: place}))
	}
	return resources, problems.Outcome(len(resources))
}

func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}

func (c *command) run(ctx context.Context, in collectors.Input) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir = in.Dir
	cmd.WaitDelay = 300 * time.Millisecond // a grandchild may hold the pipe open
	var stdout, stderr limited
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("cut short: %w", context.Cause(ctx))
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the program is not on PATH; install it, or leave this source out with only = […]")
	case err != nil:
		first, _, _ := strings.Cut(strings.TrimSpace(in.Sealer.SealText(stderr.String())), "\n")
		return nil, fmt.Errorf("%w: %s", err, first)
	case stdout.full:
		return nil, fmt.Errorf("it printed more than %d MB", maxOutput>>20)
	}
	return stdout.Bytes(), nil
}

// limited keeps the beginning of what is written to it.
type limited struct {
	bytes.Buffer
	full bool
}

func (l *limited) Write(p []byte) (int, error) {
	if room := maxOutput - l.Len(); len(p) > room {
		l.full = true
		l.Buffer.Write(p[:room])
		return len(p), nil
	}
	return l.Buffer.Write(p)
}
