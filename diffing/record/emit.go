package record

import (
	"sort"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Tally is the result by which an attribute is counted.
type Tally uint8

// The results.
const (
	Identical  Tally = iota
	Equivalent       // without environment words
	Unknown          // not observed everywhere
	Drifted
)

// add counts one attribute in c.
func add(c *drift.Counts, t Tally) {
	c.Compared++
	switch t {
	case Identical:
		c.Identical++
	case Equivalent:
		c.Equivalent++
	case Unknown:
		c.Unknown++
	default:
		c.Drifted++
	}
}

// Count counts one attribute, over all and for every environment against the reference.
func (rec *Record) Count(t Tally, nodes []*snapshot.Node) {
	if t != Unknown && rec.unseen() {
		add(&rec.out.Counts, Unknown) // that the others agree does not show what the unobserved one has
		rec.doubt(nodes)
	} else {
		add(&rec.out.Counts, t)
		if t == Unknown {
			rec.doubt(nodes)
		}
	}
	blind := rec.unseenIn(rec.reference)
	for e := range rec.of {
		if e == rec.reference {
			continue
		}
		pair := t
		if blind || rec.unseenIn(e) {
			pair = Unknown
		}
		add(&rec.out.Pairs[e], pair)
		if pair == Equivalent {
			rec.out.Cells[e].Equiv++
		}
	}
}

// unseen reports whether an environment was not observed at the present place.
func (rec *Record) unseen() bool {
	for e := range rec.of {
		if rec.unseenIn(e) {
			return true
		}
	}
	return false
}

// unseenIn reports whether nothing of environment e was observed at the present place, in any of its members.
func (rec *Record) unseenIn(e int) bool {
	for _, i := range rec.of[e] {
		if !rec.walk.Unknown(i) {
			return false
		}
	}
	return len(rec.of[e]) > 0
}

// Emit makes a drift of the present place, with the values of the last call of Classes, counts it, and returns it for further facts. If environments
// differ only by members without a counterpart, it reports nothing.
func (rec *Record) Emit(kind drift.Kind, nodes []*snapshot.Node) *drift.Drift {
	d, differ := rec.drift(kind, nodes)
	if !differ {
		rec.Count(rec.tallyByMember(d.Sides), nodes)
		return &d
	}
	rec.tallyDrift(&d, nodes)
	rec.out.Drifts = append(rec.out.Drifts, d)
	return &rec.out.Drifts[len(rec.out.Drifts)-1]
}

// EmitUncounted is Emit for a drift about an attribute that is counted already.
func (rec *Record) EmitUncounted(kind drift.Kind, nodes []*snapshot.Node) *drift.Drift {
	d, _ := rec.drift(kind, nodes)
	rec.out.Drifts = append(rec.out.Drifts, d)
	return &rec.out.Drifts[len(rec.out.Drifts)-1]
}

// EmitEquivalent makes an equivalent drift, if such are wanted.
func (rec *Record) EmitEquivalent(nodes []*snapshot.Node) {
	if rec.keep {
		d, _ := rec.drift(drift.Equivalent, nodes)
		rec.out.Equivalent = append(rec.out.Equivalent, d)
	}
}

func (rec *Record) tallyDrift(d *drift.Drift, nodes []*snapshot.Node) {
	if d.Unseen() {
		add(&rec.out.Counts, Unknown) // that the others differ does not show what the unobserved one has
		rec.doubt(nodes)
	} else {
		add(&rec.out.Counts, Drifted)
	}
	ref := &d.Sides[rec.reference]
	for e := range d.Sides {
		if e == rec.reference {
			continue
		}
		s := &d.Sides[e]
		t := Drifted
		switch {
		case s.State == drift.UnknownState || ref.State == drift.UnknownState:
			t = Unknown
		case s.Word == "" && s.State == ref.State && s.Class == ref.Class && len(s.Members) == 0 && d.Kind != drift.Shared:
			t = Identical
		}
		add(&rec.out.Pairs[e], t)
		if t == Drifted {
			rec.out.Cells[e].Drifts++
		}
	}
}

// drift makes a drift of the present place. differ is false where no environment differs but by members without a counterpart.
func (rec *Record) drift(kind drift.Kind, nodes []*snapshot.Node) (made drift.Drift, differ bool) {
	r := rec.walk.Main()
	p := snapshot.Path(rec.walk.Steps())
	d := drift.Drift{
		Kind: kind, Pillar: r.Pillar, Collector: r.Collector, Resource: rec.ref, Path: p.String(), Key: rec.Key(p),
		Sides: make([]drift.Side, len(rec.names)), Confident: rec.confident,
	}
	for e, cols := range rec.of {
		rec.side(&d.Sides[e], cols, nodes)
	}
	agreed := !rec.someDiffer(d.Sides)
	divided := rec.deviants(d.Sides, nodes)
	differ = agreed || !betweenEnvironments(kind) || rec.byMember(d.Sides, nodes)
	d.Kind = rec.kindByMember(kind, d.Sides)
	renumber(d.Sides)
	shown := make([]*snapshot.Node, len(d.Sides))
	for e := range d.Sides {
		shown[e] = d.Sides[e].Node
	}
	d.Facts = rec.facts(d.Kind, d.Sides, shown, nodes)
	split(&d, rec.names, rec.reference)
	if divided {
		d.Split, d.Facts.Outlier = "", ""
	}
	rec.noteMembers(&d, nodes)
	d.Fleet = rec.walk.OfFleet(nodes)
	if kind == drift.Missing || kind == drift.Extra || d.Fleet {
		d.Entry = rec.walk.Entry()
	}
	return d, differ
}

// side folds the columns of one environment into the value that most members have, and lists the members where they disagree.
func (rec *Record) side(s *drift.Side, cols []int, nodes []*snapshot.Node) {
	votes := map[int]int{}
	present, unseen := 0, 0
	why, lost := "", false
	for _, i := range cols {
		switch {
		case rec.walk.Unknown(i):
			unseen++
			reason, wrong := rec.walk.Why(i)
			lost = lost || wrong
			if why == "" {
				why = reason
			}
		case nodes[i] != nil:
			present++
			votes[rec.class[i]]++
		}
	}
	s.Class = -1
	switch {
	case present > 0:
		s.State = drift.Present
		best := -1
		for _, i := range cols {
			if !rec.walk.Unknown(i) && nodes[i] != nil && (best < 0 || votes[rec.class[i]] > votes[rec.class[best]]) {
				best = i
			}
		}
		rec.Stand(s, best, nodes)
	case unseen > 0 && unseen == len(cols):
		s.State, s.Why, s.Lost = drift.UnknownState, why, lost
	default:
		s.State = drift.AbsentState
		s.Above = rec.walk.Gone(cols[0])
		for _, i := range cols {
			if r := rec.at[i]; r != nil {
				s.Source = r.Source // the place where it is missing
			}
		}
	}
	if len(cols) > 1 && (len(votes) > 1 || present < len(cols) && present > 0) {
		s.Members = rec.members(cols, nodes)
	}
}

func (rec *Record) members(cols []int, nodes []*snapshot.Node) []drift.MemberSide {
	list := make([]drift.MemberSide, 0, len(cols))
	for _, i := range cols {
		m := drift.MemberSide{Member: rec.columns[i].Member, State: drift.AbsentState, Class: -1}
		switch {
		case rec.walk.Unknown(i):
			m.State = drift.UnknownState
		case nodes[i] != nil:
			m.State, m.Node, m.Class = drift.Present, nodes[i], rec.class[i]
			m.Source = rec.source(i, nodes[i])
			if nodes[i].Scalar() {
				m.Text = nodes[i].Text
			}
		}
		list = append(list, m)
	}
	sort.Slice(list, func(a, b int) bool { return list[a].Member < list[b].Member })
	return list
}

func (rec *Record) source(i int, n *snapshot.Node) snapshot.Source {
	r := rec.at[i]
	if r == nil {
		return snapshot.Source{}
	}
	if len(rec.walk.Steps()) == 0 {
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

// Key is the path with environment words, positions and other volatile parts taken out.
func (rec *Record) Key(p snapshot.Path) string {
	q := make(snapshot.Path, len(p))
	copy(q, p)
	for i := range q {
		q[i].Name = rec.lexicon.Bare(q[i].Name)
		q[i].Value = rec.lexicon.Bare(q[i].Value)
		q[i].Index = 0
	}
	return q.String()
}
