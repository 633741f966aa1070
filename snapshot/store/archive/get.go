package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// contents is a document as it is kept: its recipe, the lines of its chunks, and where its lines are.
type contents struct {
	recipe *recipe
	id     string
	text   []byte // of the recipe
	chunks [][]string
	spots  [columns][]spot
}

// contents reads the recipe called id and its chunks.
func (a *Archive) contents(ctx context.Context, id string) (*contents, error) {
	text, err := a.getBlob(ctx, recipeFolder, id)
	if err != nil {
		return nil, err
	}
	damaged := func(err error) error {
		return &DamagedError{a.String() + "/" + recipeFolder + id, "cannot be used: " + err.Error()}
	}
	c := &contents{text: text}
	if c.recipe, err = decodeRecipe(text); err != nil {
		return nil, damaged(err)
	}
	if c.chunks, err = a.chunkLines(ctx, c.recipe); err != nil {
		return nil, err
	}
	sizes := make([]int, len(c.chunks))
	for i := range c.chunks {
		sizes[i] = len(c.chunks[i])
	}
	for i := range c.spots {
		if c.spots[i], err = c.recipe.Columns[i].spots(sizes); err != nil {
			return nil, damaged(err)
		}
	}
	return c, nil
}

// line is the line at a spot; numbers are shifted.
func (c *contents) line(s spot) string {
	text := c.chunks[s.chunk][s.line]
	if s.shift == 0 {
		return text
	}
	moved, ok := shifted(text, s.shift)
	if !ok {
		return text // which gives no document, or none with the right digest
	}
	return moved
}

func (c *contents) document(m *manifest) *document {
	d := &document{first: m.First}
	for i, spots := range c.spots {
		d.columns[i] = make([]string, len(spots))
		for k, s := range spots {
			d.columns[i][k] = c.line(s)
		}
	}
	return d
}

// Write writes the document of an entry to w. It is checked against its digest as it is written: after an error, what was written is of no use.
func (a *Archive) Write(ctx context.Context, w io.Writer, e Entry) error {
	m, err := a.manifest(ctx, e)
	if err != nil {
		return err
	}
	c, err := a.contents(ctx, m.Recipe)
	if err != nil {
		return err
	}
	return a.emit(w, e, m, c)
}

func (a *Archive) emit(w io.Writer, e Entry, m *manifest, c *contents) error {
	sum, n := sha256.New(), int64(0)
	out := io.MultiWriter(w, sum)
	first := true
	var buf []byte
	err := c.document(m).putTogether(func(line []byte) error {
		buf = buf[:0]
		if !first {
			buf = append(buf, '\n')
		}
		first = false
		buf = append(buf, line...)
		k, err := out.Write(buf)
		n += int64(k)
		return err
	})
	if err == nil && (base64.RawURLEncoding.EncodeToString(sum.Sum(nil)) != m.SHA256 || n != m.Bytes) {
		err = errParts
	}
	if errors.Is(err, errParts) {
		return &DamagedError{a.String() + "/" + e.Name, "does not come to the document that was kept"}
	}
	return err
}

// Get returns the document of an entry.
func (a *Archive) Get(ctx context.Context, e Entry) ([]byte, error) {
	var buf bytes.Buffer
	if err := a.Write(ctx, &buf, e); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// Snapshot reads the snapshot of an entry.
func (a *Archive) Snapshot(ctx context.Context, e Entry) (*snapshot.Snapshot, error) {
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := a.Write(ctx, w, e)
		w.CloseWithError(err)
		done <- err
	}()
	s, err := snapshot.Read(r)
	_ = r.Close()
	if why := <-done; why != nil && !errors.Is(why, io.ErrClosedPipe) {
		return nil, why
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s/%s: %w", a, e.Name, err)
	case GroupOf(s) != e.Group || s.Label != e.Label || !s.Taken.Truncate(time.Millisecond).Equal(e.Taken):
		return nil, &DamagedError{a.String() + "/" + e.Name, fmt.Sprintf("is a snapshot of %s, taken at %s, with the label %q", GroupOf(s), s.Taken.Format(time.RFC3339), s.Label)}
	}
	return s, nil
}
