package history

import (
	"slices"

	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/snapshot"
)

// workTree is the position of uncommitted changes, newer than commit 0.
const workTree = -1

// entry records that a path got a value at a position: the index of a commit, 0 the newest, or workTree.
type entry struct {
	at int32
	value
}

// timeline is the entries of one path, newest first. Before the last of them there was no value, or nothing was read.
type timeline []entry

// valueAt returns the value of t at a position.
func (t timeline) valueAt(at int32) value {
	for i := range t {
		if t[i].at >= at {
			return t[i].value
		}
	}
	return absent
}

// revision is one version of a file, unread.
type revision struct {
	at   int32
	blob string // "" if the file does not exist
	name string // its path at that time
}

// file is one file of the work tree, or an earlier one, with the data that was read from it.
type file struct {
	path      string // below the root of the repository, with slashes
	env       int    // the environment whose word its path has, or -1
	revisions []revision
	lines     map[uint64]timeline
	begin     int32                 // position at which it was created, or from which it was read
	places    map[int32][]candidate // by line of the newest version, for lines in questions
	current   []byte                // the file in the work tree, unless it is read at a ref
	cut       bool                  // not read to its beginning
	unread    bool                  // nothing could be read
}

// collect adds the revisions of every file from the log. It follows renames. files is by path.
func collect(commits []gitlog.Commit, files map[string]*file) {
	follow := map[string][]*file{} // by the path of a file at this point of the log
	for p, f := range files {
		follow[p] = append(follow[p], f)
	}
	for i := range commits {
		for _, c := range commits[i].Changes {
			list := follow[c.Path]
			for _, f := range list {
				f.revisions = append(f.revisions, revision{at: int32(i), blob: c.Blob, name: c.Path}) //nolint:gosec // bounded by MaxCommits
			}
			if c.From != "" && len(list) > 0 {
				delete(follow, c.Path)
				follow[c.From] = append(follow[c.From], list...)
				slices.SortFunc(follow[c.From], func(a, b *file) int { return compare(a.path, b.path) })
			}
		}
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// trace reads the versions of f, newest first, and records at which position each path got each value. For the lines in asked it keeps the paths
// on them, in the version that was current at the position from.
func (f *file) trace(blob func(string) ([]byte, error), fl *flattener, budget int, from int32, asked map[int32]bool) {
	b := builder{f: f}
	found := func(path uint64, n *snapshot.Node) {
		if asked[n.Line] {
			f.places[n.Line] = append(f.places[n.Line], candidate{path, n})
		}
	}
	f.places = map[int32][]candidate{}
	if f.current != nil {
		if v := fl.flatten(f.path, f.current, found); v != nil {
			b.take(v, workTree)
			found = nil
		}
	}
	versions := 0
	for i := range f.revisions {
		r := &f.revisions[i]
		if versions >= maxVersions || budget < 0 {
			f.cut = true
			break
		}
		versions++
		if r.blob == "" {
			b.take(version{}, r.at)
			continue
		}
		text, err := blob(r.blob)
		if err != nil {
			continue
		}
		budget -= len(text)
		look := found
		if r.at < from {
			look = nil
		}
		v := fl.flatten(r.name, text, look)
		if v == nil {
			continue
		}
		if r.at >= from {
			found = nil
		}
		b.take(v, r.at)
	}
	b.finish()
}

// builder records at which position each path of a file got each value. It receives the versions of the file, newest first.
type builder struct {
	f     *file
	now   version // the oldest so far
	at    int32   // the oldest position so far with this version
	begun bool
}

func (b *builder) take(v version, pos int32) {
	if !b.begun {
		b.begun, b.now, b.at = true, v, pos
		b.f.lines = map[uint64]timeline{}
		return
	}
	for path, x := range b.now {
		if older, ok := v[path]; !ok || older != x {
			b.f.lines[path] = append(b.f.lines[path], entry{b.at, x})
		}
	}
	for path := range v {
		if _, ok := b.now[path]; !ok {
			b.f.lines[path] = append(b.f.lines[path], entry{at: b.at})
		}
	}
	b.now, b.at = v, pos
}

// finish records the values of the oldest version.
func (b *builder) finish() {
	b.f.unread = !b.begun
	if !b.begun {
		return
	}
	for path, x := range b.now {
		b.f.lines[path] = append(b.f.lines[path], entry{b.at, x})
	}
	b.f.begin = b.at
}
