package filetree

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/envparity/envparity/collectors/parse"
)

// catFile is one "git cat-file --batch" that reads every object of a tree; it ends with the collection's context.
type catFile struct {
	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Reader
	err error // once broken, always broken
}

func (c *catFile) read(t *gitTree, id string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in == nil && c.err == nil {
		c.err = c.start(t)
	}
	if c.err != nil {
		return nil, c.err
	}
	b, err := c.object(id)
	if err != nil && t.ctx.Err() != nil {
		err = context.Cause(t.ctx)
	}
	return b, err
}

func (c *catFile) start(t *gitTree) error {
	cmd, err := t.command(t.ctx, "cat-file", "--batch")
	if err != nil {
		return err
	}
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
	c.in, c.out = in, bufio.NewReaderSize(out, 64<<10)
	go func() { // the context ends the program; its exit status does not matter
		<-t.ctx.Done()
		_ = in.Close()
		_ = cmd.Wait()
	}()
	return nil
}

func (c *catFile) object(id string) ([]byte, error) {
	fail := func(err error) ([]byte, error) {
		c.err = fmt.Errorf("git stopped answering: %w", err)
		return nil, c.err
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
		return nil, errors.New("the object is not in the clone; fetch it first")
	}
	size, err := strconv.Atoi(f[2])
	if err != nil {
		return fail(err)
	}
	if size > parse.MaxFile {
		if _, err := c.out.Discard(size + 1); err != nil {
			return fail(err)
		}
		return nil, fmt.Errorf("%d MB are too large for a configuration file", size>>20)
	}
	b := make([]byte, size+1)
	if _, err := io.ReadFull(c.out, b); err != nil {
		return fail(err)
	}
	return b[:size], nil
}
