package envvars

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// process reads the variables with which a running process was started.
type process struct {
	which   string // a process id, or the name of a program of which one process runs
	service string
	proc    string // path of the proc file system
}

func (c *process) Source() string { return "process " + c.which }

func (c *process) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	if ctx.Err() != nil {
		problems.Fail("process %s: not read: %v", c.which, context.Cause(ctx))
		return nil, problems.Outcome(0)
	}
	pid, err := c.find()
	if err != nil {
		problems.Fail("process %s: %v", c.which, err)
		return nil, problems.Outcome(0)
	}
	b, err := os.ReadFile(filepath.Join(c.proc, pid, "environ"))
	if err != nil {
		why := err.Error()
		switch {
		case errors.Is(err, fs.ErrPermission):
			why = "it belongs to another user; run as that user or as root"
		case errors.Is(err, fs.ErrNotExist):
			why = "no such process"
		}
		problems.Fail("process %s: %s", c.which, why)
		return nil, problems.Outcome(0)
	}
	name := c.service
	if name == "" {
		name = strings.TrimSpace(c.comm(pid))
	}
	pairs := strings.Split(string(bytes.TrimRight(b, "\x00")), "\x00")
	r := resource(name, "", fromPairs(pairs), snapshot.Source{Address: "process " + c.which})
	return []snapshot.Resource{r}, problems.Outcome(1)
}

func (c *process) comm(pid string) string {
	b, err := os.ReadFile(filepath.Join(c.proc, pid, "comm"))
	if err != nil {
		return c.which
	}
	return strings.TrimSpace(string(b))
}

func (c *process) find() (pid string, err error) {
	if _, err := strconv.Atoi(c.which); err == nil {
		return c.which, nil
	}
	entries, err := os.ReadDir(c.proc)
	if err != nil {
		return "", errors.New("this system has no /proc to read it from")
	}
	var found []string
	for _, e := range entries {
		if _, err := strconv.Atoi(e.Name()); err == nil && c.comm(e.Name()) == c.which {
			found = append(found, e.Name())
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d processes have this name; give the id of one", len(found))
	}
	return found[0], nil
}
