package history

import (
	"slices"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/snapshot"
)

// oneRound is how far apart snapshots of one round may be. Environments with scheduled snapshots write them within a day.
const oneRound = 24 * time.Hour

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

// columns sorts the snapshots into series. It leaves out snapshots that are not older than the present one of their series.
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

// rounds groups snapshots that were taken together into one round. A round ends before it would have two snapshots of a series, and after a day.
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

// observed returns the snapshot of environment e in which a value first occurs.
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
