package history

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/envparity/envparity/snapshot"
)

// tracked is the state of a resource while it is followed back through the snapshots of one series.
type tracked struct {
	file
	build     builder
	form      string
	collector string
	hash      uint64
	present   int32 // the oldest round so far in which it was present
	blind     bool  // it was not observed in a round older than the oldest known one
}

// follow reads all snapshots, each series newest first.
func (t *tracer) follow(ctx context.Context, list []*column) error {
	var mu sync.Mutex // of t.found
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, c := range list {
		wg.Go(func() {
			f := &follower{t: t, c: c, fl: newFlattener(t.neutral, t.sum), found: map[place]uint64{}}
			f.fl.stored = true
			errs[i] = f.all(ctx)
			mu.Lock()
			defer mu.Unlock()
			for p, at := range f.found {
				if _, ok := t.found[p]; !ok { // of several members the first
					t.found[p] = at
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return cmp.Or(errs...)
}

// follower reads the snapshots of one series.
type follower struct {
	t     *tracer
	c     *column
	fl    *flattener
	found map[place]uint64
}

func (f *follower) all(ctx context.Context) error {
	f.one(f.c.now, f.c.rounds[0])
	last, same := f.c.now, ""
	for k, s := range f.c.earlier {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the caller reports the error
		}
		if s.Same == "" || s.Same != same {
			then, err := s.Read()
			if err != nil {
				f.c.notes = append(f.c.notes, err.Error())
				continue
			}
			last, same = then, s.Same
		}
		f.one(last, f.c.rounds[k+1])
	}
	for _, x := range f.c.files {
		x.finish(f.c.begun[x.collector])
	}
	return nil
}

// one reads the snapshot of a round.
func (f *follower) one(s *snapshot.Snapshot, round int32) {
	whole := wholeOf(s)
	seen := make(map[*tracked]bool, len(s.Resources))
	var open snapshot.Opener
	for i := range s.Resources {
		r := &s.Resources[i]
		name := nameOf(f.c.env, r) + "\x00" + r.Member
		x := f.c.files[name]
		if x == nil {
			x = &tracked{file: file{path: name, env: f.c.env}, form: f.t.formOf(r), collector: r.Collector}
			x.build.f = &x.file
			f.c.files[name] = x
			if later, ok := f.c.begun[r.Collector]; ok { // a later round observed the collector without this resource
				x.build.take(version{}, later)
			}
		}
		seen[x] = true
		open.Reset()
		root := open.Open(r)
		if s.Key != f.c.now.Key && sealed(root) { // fingerprints with another key always differ
			x.blind = true
			continue
		}
		f.version(x, root, round, s == f.c.now)
	}
	for _, x := range f.c.files {
		switch {
		case seen[x] || !x.build.begun:
		case !whole[x.collector]:
			x.blind = true
		default:
			x.gone(round)
		}
	}
	for collector, ok := range whole {
		if ok {
			f.c.begun[collector] = round
		}
	}
}

func (f *follower) version(x *tracked, root *snapshot.Node, round int32, now bool) {
	x.present, x.blind = round, false
	h := f.hash(root, 0)
	if x.build.begun && h == x.hash && len(x.build.now) > 0 {
		x.build.at = round
		return
	}
	var at map[*snapshot.Node]uint64
	var look func(uint64, *snapshot.Node)
	asked := f.t.wanted[x.path[:strings.LastIndexByte(x.path, 0)]]
	if now && len(asked) > 0 {
		at = map[*snapshot.Node]uint64{}
		look = func(path uint64, n *snapshot.Node) { at[n] = path }
	}
	v := f.fl.tree(root, look)
	if x.build.begun {
		x.revisions = append(x.revisions, revision{at: x.build.at})
	}
	x.build.take(v, round)
	x.hash = h
	for _, w := range asked {
		if at == nil {
			break
		}
		n, inside := nodeAt(root, w.path, f.t.neutral)
		path, ok := at[n]
		if ok && inside {
			path, ok = f.line(path, n, &f.t.in.Questions[w.question], w.environment)
		}
		if ok {
			f.found[w.place] = path
		}
	}
}

// line returns the path of a setting inside a text of several lines, if no other setting has its name.
func (f *follower) line(at uint64, n *snapshot.Node, q *Question, e int) (uint64, bool) {
	if n.Kind != snapshot.String || !strings.Contains(n.Text, "\n") {
		return 0, false
	}
	var paths []uint64
	f.fl.each(at, n, func(path uint64, inner *snapshot.Node) {
		if inner.Key == q.Places[e].Key {
			paths = append(paths, path)
		}
	})
	return first(paths), len(paths) == 1
}

func first(list []uint64) uint64 {
	if len(list) == 0 {
		return 0
	}
	return list[0]
}

// gone records that the resource was missing in a round.
func (x *tracked) gone(round int32) {
	x.blind = false
	if len(x.build.now) > 0 {
		x.revisions = append(x.revisions, revision{at: x.build.at})
	}
	x.build.take(version{}, round)
}

// finish ends the resource's history. begun is the oldest round in which its collector was observed.
func (x *tracked) finish(begun int32) {
	x.build.finish()
	x.begin = x.present
	x.cut = x.blind || len(x.build.now) > 0 && x.build.at == begun
	x.build.now = nil
}

// wholeOf returns the collectors that observed everything they should.
func wholeOf(s *snapshot.Snapshot) map[string]bool {
	out := map[string]bool{}
	for i := range s.Outcomes {
		o := &s.Outcomes[i]
		whole, seen := out[o.Collector]
		out[o.Collector] = o.Status == snapshot.Complete && (whole || !seen)
	}
	return out
}

// sealed reports whether a tree contains a fingerprint.
func sealed(n *snapshot.Node) bool {
	return n.Kind == snapshot.Secret || n.Flags&snapshot.FlagPartSealed != 0 || slices.ContainsFunc(n.Children, func(c snapshot.Node) bool { return sealed(&c) })
}

// hash returns a hash of a tree, without its lines.
func (f *follower) hash(n *snapshot.Node, h uint64) uint64 {
	h = mix(mix(mix(h, f.t.sum.text(n.Key)), f.t.sum.text(n.Text)), uint64(n.Kind)<<32|uint64(len(n.Children)))
	for i := range n.Children {
		h = f.hash(&n.Children[i], h)
	}
	return h
}
