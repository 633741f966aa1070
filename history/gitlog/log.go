package gitlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/internal/bounds"
)

// Bounds on what one log reads.
const (
	MaxCommits   = bounds.Commits
	maxDeletions = bounds.Deletions
	maxPaths     = bounds.LogPaths
	maxChanges   = bounds.LogChanges
)

// Commit is one first-parent commit that touched a wanted file.
type Commit struct {
	ID      string
	Time    time.Time // of the committer, when it became part of this line of history; UTC
	Author  string
	Subject string
	Changes []Change
}

// Change is what a commit did to one file.
type Change struct {
	Path string
	Blob string // its content after the commit, "" if the commit deleted it
	From string // for a file created in this commit: its path before, "" if it had none
	New  bool   // the file was created in this commit
}

// Log lists the commits from the object tip back along first parents that touched a path for which want is true, newest first. If a file was
// renamed, its earlier path is wanted before that commit. cut is true if there were more than MaxCommits commits.
func (r *Repo) Log(ctx context.Context, tip string, want func(path string) bool) (commits []Commit, cut bool, err error) {
	if !objectID.MatchString(tip) {
		return nil, false, fmt.Errorf("%q is no commit", tip)
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	cmd := r.command(running, "log", "-z", "--first-parent", "--raw", "-m", "-r", "--no-abbrev", "--no-renames", "--root", "--no-show-signature",
		"--max-count="+strconv.Itoa(MaxCommits+1), "--format=%x01%H%x02%ct%x02%an%x02%s", tip, "--")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, false, err
	}
	var stderr bytes.Buffer
	cmd.Stderr = &limited{w: &stderr, left: 4096}
	if err := cmd.Start(); err != nil {
		return nil, false, fmt.Errorf("git does not start: %w", err)
	}
	boundMemory(cmd.Process.Pid, bounds.LogMemory)
	l := &reader{repo: r, in: bufio.NewReaderSize(out, 256<<10), want: want, earlier: map[string]bool{}, known: map[string]bool{}}
	if err = l.read(); err != nil {
		stop() // a tree whose folders contain one another has more paths than git can write
	}
	_, _ = io.Copy(io.Discard, out)
	if werr := cmd.Wait(); err == nil && werr != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		err = fmt.Errorf("git could not read the history: %s", strings.TrimPrefix(first, "fatal: "))
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, false, err
	}
	return l.commits, l.count > MaxCommits, nil
}

// limited keeps the first bytes that are written to it.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if n := min(len(b), l.left); n > 0 {
		l.left -= n
		_, _ = l.w.Write(b[:n])
	}
	return len(b), nil
}

// reader reads the output of git log.
type reader struct {
	repo    *Repo
	in      *bufio.Reader
	want    func(string) bool
	earlier map[string]bool // paths that wanted files had before they were renamed
	known   map[string]bool // answers of want

	commits []Commit
	count   int
	changes int // of all files
	header  []byte
	wanted  []Change
	deleted []file
}

type file struct{ path, blob string }

func (l *reader) read() error {
	for {
		token, err := l.token()
		if errors.Is(err, io.EOF) {
			l.finish()
			return nil
		}
		if err != nil {
			return err
		}
		token = bytes.TrimLeft(token, "\n")
		switch {
		case len(token) == 0:
		case token[0] == 1:
			l.finish()
			l.count++
			l.header = bytes.Clone(token[1:])
		case token[0] == ':':
			entry := string(token)
			name, err := l.token()
			if err != nil {
				return fmt.Errorf("git's answer is cut off: %w", err)
			}
			if l.changes++; l.changes > maxChanges || len(l.known) > maxPaths {
				return fmt.Errorf("its commits change more than %d files, or %d times, which is more than is read", maxPaths, maxChanges)
			}
			l.entry(entry, name)
		}
	}
}

// token returns the bytes before the next NUL.
func (l *reader) token() ([]byte, error) {
	b, err := l.in.ReadSlice(0)
	if errors.Is(err, bufio.ErrBufferFull) { // a subject or a path of more than 256 kB
		long := bytes.Clone(b)
		for errors.Is(err, bufio.ErrBufferFull) {
			b, err = l.in.ReadSlice(0)
			if len(long) < 1<<20 {
				long = append(long, b...)
			}
		}
		b = long
	}
	if err != nil {
		if errors.Is(err, io.EOF) && len(b) > 0 {
			return b, nil
		}
		return nil, err
	}
	return b[:len(b)-1], nil
}

func (l *reader) entry(entry string, name []byte) {
	f := strings.Fields(entry) // ":100644 100644 BEFORE AFTER M"
	if len(f) != 5 || f[0] != ":000000" && !strings.HasPrefix(f[0], ":100") && f[1] != "000000" && !strings.HasPrefix(f[1], "100") {
		return
	}
	deleted := f[1] == "000000" || !strings.HasPrefix(f[1], "100")
	if deleted && len(l.deleted) <= maxDeletions && strings.HasPrefix(f[0], ":100") {
		l.deleted = append(l.deleted, file{string(name), f[2]})
	}
	wanted, ok := l.known[string(name)]
	if !ok {
		wanted = l.want(string(name))
		l.known[string(name)] = wanted
	}
	if !wanted && !l.earlier[string(name)] {
		return
	}
	c := Change{Path: string(name), Blob: f[3], New: f[0] == ":000000" || !strings.HasPrefix(f[0], ":100")}
	if deleted {
		c.Blob, c.New = "", false
	}
	l.wanted = append(l.wanted, c)
}

// finish adds the commit that was read, if it touched a wanted file.
func (l *reader) finish() {
	header, wanted, deleted := l.header, l.wanted, l.deleted
	l.header, l.wanted, l.deleted = nil, nil, l.deleted[:0]
	if len(wanted) == 0 || len(header) == 0 || l.count > MaxCommits {
		return
	}
	f := bytes.SplitN(header, []byte{2}, 4)
	if len(f) != 4 {
		return
	}
	seconds, err := strconv.ParseInt(string(f[1]), 10, 64)
	if err != nil {
		return
	}
	if len(deleted) > 0 && len(deleted) <= maxDeletions {
		l.renames(wanted, deleted)
	}
	l.commits = append(l.commits, Commit{
		ID: string(f[0]), Time: time.Unix(seconds, 0).UTC(), Author: strings.ToValidUTF8(string(f[2]), "�"), Subject: strings.ToValidUTF8(string(f[3]), "�"), Changes: wanted,
	})
}

// renames finds, for every new file, the deleted file that it was before: one of the same content, or else of the same suffix with mostly the
// same lines. Each deleted file is used once.
func (l *reader) renames(wanted []Change, deleted []file) {
	taken := make([]bool, len(deleted))
	take := func(c *Change, i int) {
		taken[i] = true
		c.From = deleted[i].path
		l.earlier[c.From] = true
	}
	for i := range wanted {
		for k := range deleted {
			if c := &wanted[i]; c.New && c.From == "" && !taken[k] && deleted[k].blob == c.Blob && path.Ext(deleted[k].path) == path.Ext(c.Path) {
				take(c, k)
			}
		}
	}
	for i := range wanted {
		c := &wanted[i]
		if !c.New || c.From != "" {
			continue
		}
		best, at := 0.5, -1
		for k := range deleted {
			if taken[k] || path.Ext(deleted[k].path) != path.Ext(c.Path) {
				continue
			}
			if s := l.alike(c.Blob, deleted[k].blob); s > best || s == best && at >= 0 && path.Base(deleted[k].path) == path.Base(c.Path) {
				best, at = s, k
			}
		}
		if at >= 0 {
			take(c, at)
		}
	}
}

// alike returns the share of lines that two versions have in common, from 0 to 1.
func (l *reader) alike(a, b string) float64 {
	x, err := l.repo.Blob(a)
	if err != nil {
		return 0
	}
	y, err := l.repo.Blob(b)
	if err != nil {
		return 0
	}
	count := map[string]int{}
	n := 0
	for line := range bytes.Lines(x) {
		count[string(line)]++
		n++
	}
	m, same := 0, 0
	for line := range bytes.Lines(y) {
		m++
		if count[string(line)] > 0 {
			count[string(line)]--
			same++
		}
	}
	if n+m == 0 {
		return 0
	}
	return 2 * float64(same) / float64(n+m)
}
