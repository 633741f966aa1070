package history

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Stored is a snapshot of an earlier time.
type Stored struct {
	Environment string
	Members     []string // those that it is of, as in the snapshot
	Taken       time.Time
	Label       string
	Same        string // two of one environment and its members with the same text have the same resources; "" where that is not known
	Read        func() (*snapshot.Snapshot, error)
}

// series of snapshots of one environment, or of some of its members.
func (s *Stored) series() string { return seriesOf(s.Environment, s.Members) }

func seriesOf(env string, members []string) string {
	return strings.Join(append([]string{env}, members...), "\x00")
}

// oneRound is how far snapshots may be apart that count as taken together: environments that write theirs by the clock do so within a day.
const oneRound = 24 * time.Hour

// Recall answers the questions of in from snapshots: now are those that the questions were asked about, before are earlier ones, in any order. What was not
// observed at a time is taken for what it was before. A snapshot that cannot be read is left out, and noted. The result is nil where nothing earlier is known.
func Recall(ctx context.Context, now []*snapshot.Snapshot, before []Stored, in Input) (*Result, error) {
	t := &tracer{in: in, neutral: newNeutral(in.Environments), sum: sum{maphash.MakeSeed()}, stored: true}
	list := t.columns(now, before)
	if !slices.ContainsFunc(list, func(c *column) bool { return len(c.earlier) > 0 }) {
		return nil, nil //nolint:nilnil // no history is no error
	}
	t.rounds(list)
	t.index(now)
	t.ask()
	if err := t.follow(ctx, list); err != nil {
		return nil, err
	}
	t.merge(list)
	t.learn()
	res := &Result{Answers: make([]Answer, len(in.Questions)), Lags: t.lags, Notes: t.notes}
	t.answer(res.Answers)
	return res, nil
}

// recall is what a tracer knows of snapshots.
type recall struct {
	taken  []map[int]moment                // by round and environment
	things map[string][]*snapshot.Resource // of now, by environment, collector, kind and name
	parts  map[string][]string             // by a resource of an environment: the files of its members
	begun  map[string]int32                // by environment and collector: the oldest round in which it was observed
	wanted map[string][]wanted             // by file
	found  map[place]uint64                // the paths of what is asked for
}

// moment is a snapshot of an environment in a round.
type moment struct {
	at    time.Time
	label string
}

// place is one place of a question.
type place struct{ question, environment int }

// wanted is a place to find in the newest version of a resource.
type wanted struct {
	place
	path string
}

// column is a series of snapshots of one environment, or of some of its members.
type column struct {
	env     int
	name    string
	now     *snapshot.Snapshot
	earlier []*Stored // newest first
	rounds  []int32   // of now, and of each that is earlier

	files map[string]*tracked
	begun map[string]int32 // by collector
	notes []string
}

// columns sorts the snapshots into series. What is not older than the present snapshot of its series is left out.
func (t *tracer) columns(now []*snapshot.Snapshot, before []Stored) []*column {
	var out []*column
	by := map[string]*column{}
	for _, s := range now {
		e := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Name == s.Environment })
		if e < 0 {
			continue
		}
		c := &column{env: e, name: seriesOf(s.Environment, s.Members), now: s, files: map[string]*tracked{}, begun: map[string]int32{}}
		by[c.name] = c
		out = append(out, c)
	}
	for i := range before {
		b := &before[i]
		if c := by[b.series()]; c != nil && b.Taken.Before(c.now.Taken.Truncate(time.Millisecond)) {
			c.earlier = append(c.earlier, b)
		}
	}
	for _, c := range out {
		slices.SortStableFunc(c.earlier, func(a, b *Stored) int { return b.Taken.Compare(a.Taken) })
	}
	return out
}

// rounds puts snapshots that were taken together into one round: a round ends before a series is in it twice, and after a day.
func (t *tracer) rounds(list []*column) {
	type shot struct {
		c     *column
		k     int // 0 for now, else its number among the earlier ones and 1
		at    time.Time
		label string
	}
	var all []shot
	for _, c := range list {
		c.rounds = make([]int32, 1+len(c.earlier))
		all = append(all, shot{c, 0, c.now.Taken, c.now.Label})
		for k, s := range c.earlier {
			all = append(all, shot{c, k + 1, s.Taken, s.Label})
		}
	}
	slices.SortStableFunc(all, func(a, b shot) int { return a.at.Compare(b.at) })
	round, in, began := int32(-1), map[*column]bool{}, time.Time{}
	for i := 0; i < len(all); {
		n := i + 1
		for n < len(all) && all[n].at.Equal(all[i].at) {
			n++
		}
		if round < 0 || all[i].at.Sub(began) > oneRound || slices.ContainsFunc(all[i:n], func(s shot) bool { return in[s.c] }) {
			round++
			clear(in)
			began = all[i].at
			t.taken = append(t.taken, map[int]moment{})
		}
		for _, s := range all[i:n] {
			in[s.c] = true
			s.c.rounds[s.k] = round
			t.taken[round][s.c.env] = moment{s.at.UTC(), s.label}
		}
		i = n
	}
	for _, c := range list { // the newest is 0
		for k := range c.rounds {
			c.rounds[k] = round - c.rounds[k]
		}
	}
	slices.Reverse(t.taken)
	for _, r := range t.taken {
		c := gitlog.Commit{}
		for _, m := range r {
			if m.at.After(c.Time) {
				c.Time = m.at
			}
		}
		t.commits = append(t.commits, c)
	}
}

// observed says by which snapshot of environment e something came to be what it is.
func (t *tracer) observed(at int32, e int) drift.Origin {
	if at < 0 || int(at) >= len(t.taken) {
		return drift.Origin{Uncommitted: true}
	}
	o := drift.Origin{Snapshot: true, Time: t.commits[at].Time}
	if m, ok := t.taken[at][e]; ok {
		o.Time, o.Label = m.at, m.label
	}
	for _, r := range t.taken[at+1:] {
		if m, ok := r[e]; ok {
			o.Before = m.at
			break
		}
	}
	return o
}

// nameOf names a resource of an environment, without its member.
func nameOf(e int, r *snapshot.Resource) string {
	return strings.Join([]string{strconv.Itoa(e), r.Collector, r.Kind, r.Scope, r.Name, r.OwnBlock()}, "\x00")
}

// formOf is what the name of a resource has in common with its counterparts in other environments.
func (t *tracer) formOf(r *snapshot.Resource) string {
	scope, _ := t.neutral.of(r.Scope)
	name, _ := t.neutral.of(r.Name)
	return strings.Join([]string{r.Collector, r.Kind, scope, name}, "\x00")
}

func calledIn(e int, collector, kind, name string) string {
	return strings.Join([]string{strconv.Itoa(e), collector, kind, name}, "\x00")
}

// index finds the present resources by what drifts call them.
func (t *tracer) index(now []*snapshot.Snapshot) {
	t.things = map[string][]*snapshot.Resource{}
	for _, s := range now {
		e := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Name == s.Environment })
		if e < 0 {
			continue
		}
		for i := range s.Resources {
			r := &s.Resources[i]
			k := calledIn(e, r.Collector, r.Kind, r.Name)
			t.things[k] = append(t.things[k], r)
		}
	}
}

// resourceAt is the present resource that a place is in, nil where there is none or it could be one of several.
func (t *tracer) resourceAt(q *Question, e int) *snapshot.Resource {
	if q.Resource == nil {
		return nil
	}
	list := t.things[calledIn(e, q.Collector, q.Resource.Kind, q.Resource.In(t.in.Environments[e].Name))]
	if one(e, list) {
		return list[0]
	}
	from := q.Places[e].Source
	for _, alike := range []func(*snapshot.Resource) bool{
		func(r *snapshot.Resource) bool {
			s := r.Source
			return s.Cluster == from.Cluster && s.Namespace == from.Namespace && s.Address == from.Address && (s.File == from.File || slices.Contains(r.Files, from.File))
		},
		func(r *snapshot.Resource) bool { return r.Scope == q.Resource.Scope },
	} {
		var left []*snapshot.Resource
		for _, r := range list {
			if alike(r) {
				left = append(left, r)
			}
		}
		if one(e, left) {
			return left[0]
		}
		if len(left) > 0 {
			list = left
		}
	}
	return nil
}

// one reports whether a list has one resource, or one in several members.
func one(e int, list []*snapshot.Resource) bool {
	for _, r := range list {
		if nameOf(e, r) != nameOf(e, list[0]) {
			return false
		}
	}
	return len(list) > 0
}

// ask notes in which resources there is something to find.
func (t *tracer) ask() {
	t.wanted, t.found = map[string][]wanted{}, map[place]uint64{}
	for q := range t.in.Questions {
		for e := range t.in.Questions[q].Places {
			if r := t.resourceAt(&t.in.Questions[q], e); r != nil && t.in.Questions[q].Places[e].Present {
				name := nameOf(e, r)
				t.wanted[name] = append(t.wanted[name], wanted{place{q, e}, t.in.Questions[q].Path})
			}
		}
	}
}

// tracked is a resource as it is followed back through the snapshots of one series.
type tracked struct {
	file
	build     builder
	form      string
	collector string
	hash      uint64
	present   int32 // the oldest round so far in which it was there
	blind     bool  // it was not observed in an older round than the oldest that is known
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
			return nil //nolint:nilerr // the caller says so
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

// one takes what a snapshot of a round has.
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
			if later, ok := f.c.begun[r.Collector]; ok { // it was observed later, and this was not there
				x.build.take(version{}, later)
			}
		}
		seen[x] = true
		open.Reset()
		root := open.Open(r)
		if s.Key != f.c.now.Key && sealed(root) { // secrets that were sealed with another key look like others
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

// line is the path of a setting inside a text of several lines, where it is the only one of its name.
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

// gone notes that the resource was not there in a round.
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

// wholeOf says which collectors saw all that they were to see.
func wholeOf(s *snapshot.Snapshot) map[string]bool {
	out := map[string]bool{}
	for i := range s.Outcomes {
		o := &s.Outcomes[i]
		whole, seen := out[o.Collector]
		out[o.Collector] = o.Status == snapshot.Complete && (whole || !seen)
	}
	return out
}

// sealed reports whether a tree holds a fingerprint.
func sealed(n *snapshot.Node) bool {
	return n.Kind == snapshot.Secret || n.Flags&snapshot.FlagPartSealed != 0 || slices.ContainsFunc(n.Children, func(c snapshot.Node) bool { return sealed(&c) })
}

// hash is one of all that a tree says, without its lines.
func (f *follower) hash(n *snapshot.Node, h uint64) uint64 {
	h = mix(mix(mix(h, f.t.sum.text(n.Key)), f.t.sum.text(n.Text)), uint64(n.Kind)<<32|uint64(len(n.Children)))
	for i := range n.Children {
		h = f.hash(&n.Children[i], h)
	}
	return h
}

// merge puts what the series found together.
func (t *tracer) merge(list []*column) {
	t.files, t.twins, t.parts, t.begun = map[string]*file{}, map[string][]string{}, map[string][]string{}, map[string]int32{}
	t.begins = make([]int32, len(t.in.Environments))
	shots, oldest := 0, time.Time{}
	for _, c := range list {
		for name, x := range c.files {
			base := name[:strings.LastIndexByte(name, 0)]
			t.files[name] = &x.file
			t.parts[base] = append(t.parts[base], name)
			t.twins[x.form] = append(t.twins[x.form], base)
		}
		for collector, at := range c.begun {
			k := begunKey(c.env, collector)
			t.begun[k] = max(t.begun[k], at)
		}
		for k, s := range c.earlier {
			if oldest.IsZero() || s.Taken.Before(oldest) {
				oldest = s.Taken
			}
			t.begins[c.env] = max(t.begins[c.env], c.rounds[k+1])
		}
		shots += len(c.earlier)
		t.notes = append(t.notes, c.notes...)
	}
	for _, names := range t.parts {
		slices.Sort(names)
	}
	for form, names := range t.twins {
		slices.Sort(names)
		t.twins[form] = slices.Compact(names)
	}
	t.notes = append(t.notes, fmt.Sprintf("what has no history of files has that of %s, back to %s", names.Count(shots, "stored snapshot"), oldest.UTC().Format("2 January 2006")))
}

func begunKey(e int, collector string) string { return strconv.Itoa(e) + "\x00" + collector }

// recalled finds what each environment had of the thing that is asked for, nil where it is in no snapshot.
func (t *tracer) recalled(number int) []series {
	q := &t.in.Questions[number]
	list := make([]series, len(q.Places))
	any, form, ok := uint64(0), "", false
	for e := range q.Places {
		r := t.resourceAt(q, e)
		if at, there := t.found[place{number, e}]; there && !ok {
			any, form, ok = at, t.formOf(r), true
		}
	}
	if !ok {
		return nil
	}
	for e := range q.Places {
		p := &q.Places[e]
		at, there := t.found[place{number, e}]
		switch {
		case p.Unknown || p.Present && !there:
			continue
		case !there:
			at = any
		}
		base := ""
		if r := t.resourceAt(q, e); r != nil {
			base = nameOf(e, r)
		} else {
			prefix := strconv.Itoa(e) + "\x00"
			if k := slices.IndexFunc(t.twins[form], func(n string) bool { return strings.HasPrefix(n, prefix) }); k >= 0 {
				base = t.twins[form][k]
			}
		}
		list[e] = t.remembered(q, e, base, at)
	}
	return list
}

// remembered puts together what the members of environment e had at a path of a resource.
func (t *tracer) remembered(q *Question, e int, base string, at uint64) series {
	s := series{known: true, begin: t.begun[begunKey(e, q.Collector)], newest: t.now(e)}
	var layers []timeline
	var begin int32
	for _, name := range t.parts[base] {
		f := t.files[name]
		if f.unread {
			continue
		}
		if s.file == "" {
			s.file = name
		}
		layers = append(layers, f.lines[at])
		s.cut = s.cut || f.cut
		begin = max(begin, f.begin)
	}
	if len(layers) > 0 && !q.Whole {
		s.begin = begin
	}
	s.line = together(layers)
	if q.Whole {
		s = *s.presence()
	}
	return s
}

// now is the newest round in which environment e was observed.
func (t *tracer) now(e int) int32 {
	for at, r := range t.taken {
		if _, ok := r[e]; ok {
			return int32(at) //nolint:gosec // a number of snapshots
		}
	}
	return 0
}

// together is what several members have: where they do not agree, all of it is the value.
func together(layers []timeline) timeline {
	if len(layers) <= 1 {
		return lay(append(layers, nil)[:1])
	}
	var positions []int32
	for _, l := range layers {
		for i := range l {
			positions = append(positions, l[i].at)
		}
	}
	slices.Sort(positions)
	var out timeline
	for _, at := range slices.Compact(positions) {
		first := layers[0].valueAt(at)
		all, agree := first, true
		for _, l := range layers[1:] {
			v := l.valueAt(at)
			agree = agree && v == first
			all = value{raw: mix(all.raw, v.raw), plain: mix(all.plain, v.plain), leaf: all.leaf && v.leaf}
		}
		if agree {
			all = first
		}
		out = append(out, entry{at, all})
	}
	return compress(out)
}

// counterparts lists, for every environment, its resources beside those of the reference that they are counterparts of.
func (t *tracer) counterparts(ref int) [][][2]string {
	out := make([][][2]string, len(t.in.Environments))
	theirs := strconv.Itoa(ref) + "\x00"
	forms := make([]string, 0, len(t.twins))
	for form := range t.twins {
		forms = append(forms, form)
	}
	slices.Sort(forms)
	for _, form := range forms {
		for _, b := range t.twins[form] {
			if !strings.HasPrefix(b, theirs) {
				continue
			}
			for _, a := range t.twins[form] {
				e := t.files[t.parts[a][0]].env
				if e != ref {
					out[e] = append(out[e], [2]string{t.parts[a][0], t.parts[b][0]})
				}
			}
		}
	}
	return out
}

// nodeAt finds what a path of a drift leads to in a resource, in an environment that may call the elements of lists by other names. inside says that the
// path leads on into a text, which is then what it finds.
func nodeAt(root *snapshot.Node, path string, words *neutral) (n *snapshot.Node, inside bool) {
	p, err := snapshot.ParsePath(path)
	if err != nil {
		return nil, false
	}
	n = root
	for i := range p {
		if p[i].Kind == snapshot.StepInside {
			return n, true
		}
		if n = stepFrom(n, &p[i], words); n == nil {
			return nil, false
		}
	}
	return n, false
}

func stepFrom(n *snapshot.Node, s *snapshot.Step, words *neutral) *snapshot.Node {
	name := func(c *snapshot.Node) string { return c.Key }
	want := s.Name
	switch s.Kind {
	case snapshot.StepKey:
		if c := n.Child(s.Name); c != nil {
			return c
		}
	case snapshot.StepIndex:
		if n.Kind != snapshot.List || s.Index >= len(n.Children) {
			return nil
		}
		return &n.Children[s.Index]
	case snapshot.StepElement:
		want = s.Value
		name = func(c *snapshot.Node) string {
			if s.Name != "" {
				if c = c.Child(s.Name); c == nil {
					return ""
				}
			}
			return c.Text
		}
	}
	plain, _ := words.of(want)
	var alike *snapshot.Node
	for i := range n.Children {
		c := &n.Children[i]
		text := name(c)
		if text == want {
			return c
		}
		if other, env := words.of(text); env >= 0 && other == plain && alike == nil {
			alike = c
		}
	}
	return alike
}
