package diffing

import (
	"sort"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

type tally uint8

const (
	tallyIdentical tally = iota
	tallyEquivalent
	tallyUnknown
	tallyDrifted
)

// add counts one attribute in c.
func add(c *drift.Counts, t tally) {
	c.Compared++
	switch t {
	case tallyIdentical:
		c.Identical++
	case tallyEquivalent:
		c.Equivalent++
	case tallyUnknown:
		c.Unknown++
	default:
		c.Drifted++
	}
}

// count counts one attribute, over all and for every environment against the reference.
func (w *comparison) count(t tally, nodes []*snapshot.Node) {
	if t != tallyUnknown && w.unseen() {
		add(&w.out.counts, tallyUnknown) // that the others agree does not show what the unobserved one has
	} else {
		add(&w.out.counts, t)
	}
	blind := w.unseenIn(w.c.ref)
	for e := range w.c.ofEnv {
		if e == w.c.ref {
			continue
		}
		pair := t
		if blind || w.unseenIn(e) {
			pair = tallyUnknown
		}
		add(&w.out.pairs[e], pair)
		if pair == tallyEquivalent {
			w.out.row[e].Equiv++
		}
	}
}

// unseen reports whether an environment was not observed at the present place.
func (w *comparison) unseen() bool {
	for e := range w.c.ofEnv {
		if w.unseenIn(e) {
			return true
		}
	}
	return false
}

// unseenIn reports whether nothing of environment e was observed at the present place, in any of its members.
func (w *comparison) unseenIn(e int) bool {
	for _, i := range w.c.ofEnv[e] {
		if !w.Unknown(i) {
			return false
		}
	}
	return len(w.c.ofEnv[e]) > 0
}

// emit makes a drift of the present place, with the classes of w.class, counts it, and returns it for further facts. Where environments differ only
// by members without a counterpart, it reports nothing.
func (w *comparison) emit(kind drift.Kind, nodes []*snapshot.Node) *drift.Drift {
	d, differ := w.drift(kind, nodes)
	if !differ {
		w.count(w.tallyByMember(d.Sides), nodes)
		return &d
	}
	w.tallyDrift(&d)
	w.out.drifts = append(w.out.drifts, d)
	return &w.out.drifts[len(w.out.drifts)-1]
}

func (w *comparison) emitEquivalent(nodes []*snapshot.Node) {
	if w.keep {
		d, _ := w.drift(drift.Equivalent, nodes)
		w.out.equivalent = append(w.out.equivalent, d)
	}
}

func (w *comparison) tallyDrift(d *drift.Drift) {
	if d.Unseen() {
		add(&w.out.counts, tallyUnknown) // that the others differ does not show what the unobserved one has
	} else {
		add(&w.out.counts, tallyDrifted)
	}
	ref := &d.Sides[w.c.ref]
	for e := range d.Sides {
		if e == w.c.ref {
			continue
		}
		s := &d.Sides[e]
		t := tallyDrifted
		switch {
		case s.State == drift.UnknownState || ref.State == drift.UnknownState:
			t = tallyUnknown
		case s.Word == "" && s.State == ref.State && s.Class == ref.Class && len(s.Members) == 0 && d.Kind != drift.Shared:
			t = tallyIdentical
		}
		add(&w.out.pairs[e], t)
		if t == tallyDrifted {
			w.out.row[e].Drifts++
		}
	}
}

// drift makes a drift of the present place. differ is false where no environment differs but by members without a counterpart.
func (w *comparison) drift(kind drift.Kind, nodes []*snapshot.Node) (made drift.Drift, differ bool) {
	r := w.Main()
	p := snapshot.Path(w.Steps())
	d := drift.Drift{
		Kind: kind, Pillar: r.Pillar, Collector: r.Collector, Resource: w.g.ref, Path: p.String(), Key: w.key(p),
		Sides: make([]drift.Side, len(w.c.envs)), Confident: w.g.Confident,
	}
	for e, cols := range w.c.ofEnv {
		w.side(&d.Sides[e], cols, nodes)
	}
	agreed := !w.someDiffer(d.Sides)
	divided := w.deviants(d.Sides, nodes)
	differ = agreed || !betweenEnvironments(kind) || w.byMember(d.Sides, nodes)
	d.Kind = w.kindByMember(kind, d.Sides)
	renumber(d.Sides)
	shown := make([]*snapshot.Node, len(d.Sides))
	for e := range d.Sides {
		shown[e] = d.Sides[e].Node
	}
	c := w.Context()
	d.Facts = values.Understand(c, w.c.names, w.c.ref, shown)
	d.Facts.Dangling = w.dangling(c, nodes)
	w.ownRepository(&d, shown)
	split(&d, w.c.names, w.c.ref)
	w.lagging(&d, nodes)
	if divided {
		d.Split, d.Facts.Outlier = "", ""
	}
	w.noteMembers(&d, nodes)
	d.Fleet = w.OfFleet(nodes)
	if kind == drift.Missing || kind == drift.Extra || d.Fleet {
		d.Entry = w.Entry()
	}
	return d, differ
}

// side folds the columns of one environment into the value that most members have, and lists the members where they disagree.
func (w *comparison) side(s *drift.Side, cols []int, nodes []*snapshot.Node) {
	votes := map[int]int{}
	present, unseen := 0, 0
	why, lost := "", false
	for _, i := range cols {
		switch {
		case w.Unknown(i):
			unseen++
			reason, wrong := w.Why(i)
			lost = lost || wrong
			if why == "" {
				why = reason
			}
		case nodes[i] != nil:
			present++
			votes[w.class[i]]++
		}
	}
	s.Class = -1
	switch {
	case present > 0:
		s.State = drift.Present
		best := -1
		for _, i := range cols {
			if !w.Unknown(i) && nodes[i] != nil && (best < 0 || votes[w.class[i]] > votes[w.class[best]]) {
				best = i
			}
		}
		w.show(s, best, nodes)
	case unseen > 0 && unseen == len(cols):
		s.State, s.Why, s.Lost = drift.UnknownState, why, lost
	default:
		s.State = drift.AbsentState
		s.Above = w.Gone(cols[0])
		for _, i := range cols {
			if r := w.g.At[i]; r != nil {
				s.Source = r.Source // the place where it is missing
			}
		}
	}
	if len(cols) > 1 && (len(votes) > 1 || present < len(cols) && present > 0) {
		s.Members = w.members(cols, nodes)
	}
}

func (w *comparison) members(cols []int, nodes []*snapshot.Node) []drift.MemberSide {
	list := make([]drift.MemberSide, 0, len(cols))
	for _, i := range cols {
		m := drift.MemberSide{Member: w.c.cols[i].Member, State: drift.AbsentState, Class: -1}
		switch {
		case w.Unknown(i):
			m.State = drift.UnknownState
		case nodes[i] != nil:
			m.State, m.Node, m.Class = drift.Present, nodes[i], w.class[i]
			m.Source = w.source(i, nodes[i])
			if nodes[i].Scalar() {
				m.Text = nodes[i].Text
			}
		}
		list = append(list, m)
	}
	sort.Slice(list, func(a, b int) bool { return list[a].Member < list[b].Member })
	return list
}

func (w *comparison) source(i int, n *snapshot.Node) snapshot.Source {
	r := w.g.At[i]
	if r == nil {
		return snapshot.Source{}
	}
	if len(w.Steps()) == 0 {
		return r.Source
	}
	return r.SourceOf(n)
}

// renumber makes the classes of the sides, and then those of members, 0, 1, 2 in order of appearance.
func renumber(sides []drift.Side) {
	names := map[int]int{}
	name := func(c *int) {
		if *c < 0 {
			return
		}
		if _, ok := names[*c]; !ok {
			names[*c] = len(names)
		}
		*c = names[*c]
	}
	for i := range sides {
		name(&sides[i].Class)
	}
	for i := range sides {
		for m := range sides[i].Members {
			name(&sides[i].Members[m].Class)
		}
	}
}

// key is the path with environment words, positions and other volatile parts taken out.
func (w *comparison) key(p snapshot.Path) string {
	q := make(snapshot.Path, len(p))
	copy(q, p)
	for i := range q {
		q[i].Name = w.c.lex.Bare(q[i].Name)
		q[i].Value = w.c.lex.Bare(q[i].Value)
		q[i].Index = 0
	}
	return q.String()
}
