package history

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/names"
)

// tracer answers the questions about the files of one repository at one ref.
type tracer struct {
	repo    Repository
	in      Input
	ref     string
	root    string // of the repository, relative to Input.Dir
	neutral *neutral
	sum     sum

	commits []gitlog.Commit
	files   map[string]*file
	twins   map[string][]string // neutral form of a path → the paths with that form
	asked   map[string]map[int32]bool
	begins  []int32 // by environment: the first position at which it exists
	lags    []drift.Lag
	touched map[int32]touch // by position of a commit; nil until it is needed
	notes   []string
	cut     bool
	at      int32 // the position of the questions' tree

	stored bool // the positions are rounds of snapshots, and the files are resources in them
	recall
}

// Trace answers every question of in from the history of repo. An error means that it could answer none.
func Trace(ctx context.Context, repo Repository, in Input) (*Result, error) {
	res := &Result{Answers: make([]Answer, len(in.Questions))}
	refs := map[string]bool{}
	for q := range in.Questions {
		for p := range in.Questions[q].Places {
			if pl := &in.Questions[q].Places[p]; pl.File != "" {
				refs[pl.Ref] = true
			}
		}
	}
	list := make([]string, 0, len(refs))
	for ref := range refs {
		list = append(list, ref)
	}
	slices.Sort(list)
	var failed error
	for _, ref := range list {
		t := &tracer{repo: repo, in: in, ref: ref, neutral: newNeutral(in.Environments), sum: sum{maphash.MakeSeed()}}
		if err := t.read(ctx); err != nil {
			failed = err
			continue
		}
		if in.At.IsZero() {
			t.answer(res.Answers)
		} else {
			t.ahead(res.Answers)
		}
		if len(t.lags) > len(res.Lags) {
			res.Lags = t.lags
		}
		res.Notes = append(res.Notes, t.notes...)
	}
	if failed != nil && len(list) <= 1 {
		return nil, failed
	}
	if failed != nil {
		res.Notes = append(res.Notes, failed.Error())
	}
	return res, nil
}

// read finds the files, their revisions and their values.
func (t *tracer) read(ctx context.Context) error {
	t.root = t.repo.Root()
	tip, err := t.repo.Resolve(cmpOr(t.in.Tip, cmpOr(t.ref, "HEAD")))
	if err != nil {
		return err
	}
	t.asked = map[string]map[int32]bool{}
	forms := map[string]bool{} // neutral forms of the paths of all files in questions
	for q := range t.in.Questions {
		for p := range t.in.Questions[q].Places {
			pl := &t.in.Questions[q].Places[p]
			name := t.within(pl)
			if name == "" {
				continue
			}
			if t.asked[name] == nil {
				t.asked[name] = map[int32]bool{}
				form, _ := t.neutral.of(name)
				forms[form] = true
			}
			if pl.Present {
				t.asked[name][int32(min(pl.Line, 1<<30))] = true //nolint:gosec // a line
			}
		}
	}
	if len(t.asked) == 0 {
		return errors.New("no file that was read is part of the repository")
	}
	t.files = map[string]*file{}
	for name := range t.asked {
		t.add(name)
	}
	want := func(name string) bool {
		if t.files[name] != nil {
			return true
		}
		form, env := t.neutral.of(name)
		if env >= 0 && forms[form] {
			t.add(name)
			return true
		}
		return false
	}
	t.commits, t.cut, err = t.repo.Log(ctx, tip, want)
	if err != nil {
		return err
	}
	collect(t.commits, t.files)
	t.at = workTree
	if !t.in.At.IsZero() {
		t.at = int32(len(t.commits)) //nolint:gosec // bounded by MaxCommits
		if i := slices.IndexFunc(t.commits, func(c gitlog.Commit) bool { return !c.Time.After(t.in.At) }); i >= 0 {
			t.at = int32(i) //nolint:gosec // bounded by MaxCommits
		}
	}
	if err := t.versions(ctx); err != nil {
		return err
	}
	t.origins()
	t.learn()
	if t.cut {
		t.notes = append(t.notes, fmt.Sprintf("history was read back over the newest %d commits", gitlog.MaxCommits))
	}
	cut := 0
	for _, f := range t.files {
		if f.cut {
			cut++
		}
	}
	if cut > 0 {
		t.notes = append(t.notes, fmt.Sprintf("of %s with very many versions only the newest were read: what stood before them is not known", names.Count(cut, "file")))
	}
	return nil
}

func (t *tracer) add(name string) {
	form, env := t.neutral.of(name)
	t.files[name] = &file{path: name, env: env}
	if t.twins == nil {
		t.twins = map[string][]string{}
	}
	t.twins[form] = append(t.twins[form], name)
}

// within returns the path of a place below the root of the repository, "" if it has none, is outside, or was read at another ref.
func (t *tracer) within(p *Place) string {
	if p.File == "" || p.Ref != t.ref {
		return ""
	}
	abs := filepath.FromSlash(p.File)
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(t.in.Dir, abs)
	}
	rel, err := filepath.Rel(t.root, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// versions reads all versions of all files, on every processor.
func (t *tracer) versions(ctx context.Context) error {
	list := make([]*file, 0, len(t.files))
	for _, f := range t.files {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *file) int { return compare(a.path, b.path) })
	for _, forms := range t.twins {
		slices.Sort(forms)
	}
	budget := max(minShare, maxBytes/max(1, len(list)))
	var wg sync.WaitGroup
	next := make(chan *file)
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fl := newFlattener(t.neutral, t.sum)
			for f := range next {
				if ctx.Err() != nil {
					continue
				}
				if t.ref == "" && t.in.Tip == "" && len(f.revisions) > 0 {
					f.current = readCurrent(filepath.Join(t.root, filepath.FromSlash(f.path)))
				}
				f.trace(t.repo.Blob, fl, budget, t.at, t.asked[f.path])
				f.current = nil
			}
		}()
	}
	for _, f := range list {
		next <- f
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// readCurrent reads a regular file of the work tree, up to the size for history. It returns nil for anything else.
func readCurrent(name string) []byte {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > gitlog.MaxBlob {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, gitlog.MaxBlob))
	if err != nil {
		return nil
	}
	return b
}

// origins finds the first position at which each environment has files of its own.
func (t *tracer) origins() {
	t.begins = make([]int32, len(t.in.Environments))
	for i := range t.begins {
		t.begins[i] = workTree
	}
	for _, f := range t.files {
		if f.env >= 0 && !f.unread && f.begin > t.begins[f.env] {
			t.begins[f.env] = f.begin
		}
	}
	for q := range t.in.Questions {
		for e := range t.in.Questions[q].Places {
			if e >= len(t.begins) {
				continue
			}
			if f := t.files[t.within(&t.in.Questions[q].Places[e])]; f != nil && !f.unread && f.begin > t.begins[e] {
				t.begins[e] = f.begin
			}
		}
	}
}

// origin describes the commit at a position, or the snapshot of environment e.
func (t *tracer) origin(at int32, e int) drift.Origin {
	if t.stored {
		return t.observed(at, e)
	}
	if at < 0 || int(at) >= len(t.commits) {
		return drift.Origin{Uncommitted: true}
	}
	c := &t.commits[at]
	return drift.Origin{Time: c.Time, Commit: c.ID, Author: c.Author, Subject: c.Subject}
}

// time returns the time of a position; the audit's date for uncommitted changes.
func (t *tracer) time(at int32) time.Time {
	if at < 0 || int(at) >= len(t.commits) {
		return t.in.Now
	}
	return t.commits[at].Time
}

// Thresholds to distinguish an outdated clone from an inactive project: the least number of commits, and how much longer than any pause between
// the newest of them.
const (
	busyCommits = 20
	busyNewest  = 100
	busyPauses  = 2
)

// seen returns the time up to which the repository is known: the audit's date, or that of the newest commit if regular commits were followed by
// none for twice the longest pause. Such a clone is outdated, and what happened later is unknown. So nothing in it ages.
func (t *tracer) seen() time.Time {
	if len(t.commits) < busyCommits {
		return t.in.Now
	}
	newest := t.commits[0].Time
	pause := time.Duration(0)
	for i := range min(len(t.commits), busyNewest) - 1 {
		pause = max(pause, t.commits[i].Time.Sub(t.commits[i+1].Time))
	}
	if t.in.Now.Sub(newest) <= busyPauses*max(pause, 24*time.Hour) {
		return t.in.Now
	}
	return newest
}

// shared reports whether a file belongs to no environment. Its values apply to all environments without their own.
func (t *tracer) shared(name string) bool {
	f := t.files[name]
	return f != nil && f.env < 0
}

// twin returns the path of name's counterpart, present or earlier, in environment e.
func (t *tracer) twin(name string, e int) string {
	form, env := t.neutral.of(name)
	if env < 0 {
		return ""
	}
	best := ""
	for _, other := range t.twins[form] {
		f := t.files[other]
		if f.env == e && other != name && (best == "" || path.Dir(other) == path.Dir(name)) {
			best = other
		}
	}
	return best
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
