// Package gor reads GoReplay captures (.gor): records of raw HTTP/1.x messages between lines of three monkeys. It streams:
// a capture of any size takes the memory of what is under way in it.
//
// It never trusts a capture: records are bounded, times are joined as the format means them (the fourth field of a response
// is not its latency), and nothing in it is masked, so nothing of it is written down unscrubbed.
package gor

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Kind is a record's type.
type Kind byte

// The kinds.
const (
	Request  Kind = '1'
	Response Kind = '2' // as captured
	Replayed Kind = '3'
)

// Record is one message.
type Record struct {
	Kind    Kind
	ID      string
	At      time.Time
	Took    time.Duration // of the message's own packets; for Replayed the round trip
	Payload []byte        // valid until the next call of Next
}

// separator stands alone on its line between records.
const separator = "\U0001F435\U0001F648\U0001F649"

// maxRecord bounds a record: GoReplay itself cuts bodies at 5 MB.
const maxRecord = 16 << 20

// Reader reads records one after another.
type Reader struct {
	r       *bufio.Reader
	buf     []byte
	skipped int
	bare    bool
}

// NewReader reads from r, which is not compressed.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, 256<<10)} }

// Skipped returns how many records could not be read so far.
func (r *Reader) Skipped() int { return r.skipped }

// Unfinished reports whether the last record had no separator after it: the capture was cut off, or is still being written.
func (r *Reader) Unfinished() bool { return r.bare }

// Next returns the next record, or io.EOF.
func (r *Reader) Next() (*Record, error) {
	for {
		raw, err := r.raw()
		if err != nil {
			return nil, err
		}
		if rec, ok := parse(raw); ok {
			return rec, nil
		}
		if len(bytes.TrimSpace(raw)) > 0 {
			r.skipped++
		}
	}
}

// raw collects the lines up to the next separator. The line feed before a separator belongs to it.
func (r *Reader) raw() ([]byte, error) {
	r.buf = r.buf[:0]
	over, any := false, false
	for {
		line, err := r.r.ReadSlice('\n')
		atStart := len(r.buf) == 0 || r.buf[len(r.buf)-1] == '\n'
		if atStart && !errors.Is(err, bufio.ErrBufferFull) && string(bytes.TrimRight(line, "\r\n")) == separator {
			if over {
				r.skipped++
				r.buf, over = r.buf[:0], false
				continue
			}
			return bytes.TrimSuffix(r.buf, []byte("\n")), nil
		}
		any = any || len(line) > 0
		if len(r.buf)+len(line) > maxRecord {
			over = true
			if len(line) > 0 { // keep the last byte so that the start of a line is still known
				r.buf = append(r.buf[:0], line[len(line)-1])
			}
		} else {
			r.buf = append(r.buf, line...)
		}
		switch {
		case err == nil || errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			if !any || over || len(bytes.TrimSpace(r.buf)) == 0 {
				return nil, io.EOF
			}
			r.bare = true
			return r.buf, nil
		default:
			return nil, err
		}
	}
}

// parse reads "TYPE ID TIMESTAMP [LATENCY]" and the payload. Times are nanoseconds since 1970.
func parse(raw []byte) (*Record, bool) {
	head, payload, ok := bytes.Cut(raw, []byte("\n"))
	if !ok {
		return nil, false
	}
	f := strings.Fields(string(head))
	if len(f) < 3 || len(f[0]) != 1 || len(f[1]) > 128 {
		return nil, false
	}
	rec := &Record{Kind: Kind(f[0][0]), ID: f[1], Payload: payload}
	if rec.Kind != Request && rec.Kind != Response && rec.Kind != Replayed {
		return nil, false
	}
	ns, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || ns < 0 {
		return nil, false
	}
	rec.At = time.Unix(0, ns)
	if len(f) > 3 {
		if took, err := strconv.ParseInt(f[3], 10, 64); err == nil && took >= 0 {
			rec.Took = time.Duration(took)
		}
	}
	return rec, true
}

// Open opens captures, in the order they were written: chunks are numbered before the extension, and 10 comes after 9. Files
// that end in .gz are gzip, of one member or several. A pattern with * is expanded.
func Open(patterns ...string) (io.ReadCloser, error) {
	var files []string
	for _, p := range patterns {
		if !strings.ContainsAny(p, "*?[") {
			switch info, err := os.Stat(p); {
			case err != nil:
				return nil, err
			case info.IsDir():
				return nil, fmt.Errorf("%q is a folder: name the files in it, %q for instance", p, filepath.Join(p, "*.gor"))
			}
			files = append(files, p)
			continue
		}
		m, err := filepath.Glob(p)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", p, err)
		}
		if len(m) == 0 {
			return nil, fmt.Errorf("no file matches %q", p)
		}
		files = append(files, m...)
	}
	sort.SliceStable(files, func(a, b int) bool { return chunkLess(files[a], files[b]) })
	return &chain{files: files}, nil
}

// chunkLess orders requests_2.gor before requests_10.gor.
func chunkLess(a, b string) bool {
	sa, na := chunk(a)
	sb, nb := chunk(b)
	if sa != sb {
		return sa < sb
	}
	return na < nb
}

func chunk(path string) (stem string, n int) {
	stem = strings.TrimSuffix(path, ".gz")
	stem = strings.TrimSuffix(stem, filepath.Ext(stem))
	if i := strings.LastIndexByte(stem, '_'); i >= 0 {
		if k, err := strconv.Atoi(stem[i+1:]); err == nil {
			return stem[:i], k
		}
	}
	return stem, -1
}

// chain reads files one after another, each opened when its turn comes.
type chain struct {
	files []string
	f     *os.File
	r     io.Reader
}

func (c *chain) Read(p []byte) (int, error) {
	for {
		if c.r == nil {
			if len(c.files) == 0 {
				return 0, io.EOF
			}
			if err := c.open(c.files[0]); err != nil {
				return 0, err
			}
			c.files = c.files[1:]
		}
		n, err := c.r.Read(p)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // a gzip that is still being written ends early
			_ = c.f.Close()
			c.r = nil
			if n == 0 {
				continue
			}
			return n, nil
		}
		return n, err
	}
}

func (c *chain) open(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	c.f, c.r = f, f
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			_ = f.Close()
			return fmt.Errorf("%q: %w", path, err)
		}
		c.r = z
	}
	return nil
}

func (c *chain) Close() error {
	if c.f != nil {
		_ = c.f.Close() // closed twice at the end: harmless
	}
	return nil
}
