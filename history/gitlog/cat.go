package gitlog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/envparity/envparity/internal/bounds"
)

// MaxBlob bounds the size in bytes of a file whose versions are read. Larger ones have no history.
const MaxBlob = bounds.Version

// errLarge is returned for a version that is larger than MaxBlob.
var errLarge = errors.New("too large for its history to be read")

// catFile is one "git cat-file --batch", started when it is first needed.
type catFile struct {
	repo *Repo
	ctx  context.Context // of the audit

	mu  sync.Mutex
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err error // a broken process stays broken
}

// Blob returns the content of the object id.
func (r *Repo) Blob(id string) ([]byte, error) {
	c := r.cat
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd == nil && c.err == nil {
		c.err = c.start()
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.read(id)
}

func (c *catFile) start() error {
	cmd := c.repo.command(c.ctx, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.cmd, c.in, c.out = cmd, in, bufio.NewReaderSize(out, 64<<10)
	return nil
}

func (c *catFile) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cmd == nil {
		return
	}
	_ = c.in.Close()
	_ = c.cmd.Process.Kill() // it only reads, so nothing is lost
	_ = c.cmd.Wait()
	c.cmd, c.err = nil, errors.New("closed")
}

func (c *catFile) read(id string) ([]byte, error) {
	fail := func(err error) ([]byte, error) {
		c.err = fmt.Errorf("git stopped answering: %w", err)
		return nil, c.err
	}
	if !objectID.MatchString(id) {
		return nil, fmt.Errorf("%q is no object", id)
	}
	if _, err := io.WriteString(c.in, id+"\n"); err != nil {
		return fail(err)
	}
	head, err := c.out.ReadString('\n')
	if err != nil {
		return fail(err)
	}
	f := strings.Fields(head)
	if len(f) != 3 {
		return nil, errors.New("the object is not in the clone")
	}
	size, err := strconv.Atoi(f[2])
	if err != nil {
		return fail(err)
	}
	if size > MaxBlob || f[1] != "blob" {
		if _, err := c.out.Discard(size + 1); err != nil {
			return fail(err)
		}
		return nil, errLarge
	}
	b := make([]byte, size+1)
	if _, err := io.ReadFull(c.out, b); err != nil {
		return fail(err)
	}
	return b[:size], nil
}
