package history

import (
	"slices"
	"time"

	"github.com/envparity/envparity/drift"
)

// settledAfter is the age from which a difference is settled: of 1,011 of that age, in thirteen public histories, none was aligned.
const settledAfter = 365 * 24 * time.Hour

// story returns how environment e came to differ from the reference, nil if the history shows no difference. The position is the first at which
// they differ.
func (t *tracer) story(e, ref int, mine, theirs *series) (*drift.Story, int32) {
	a, r := mine.current(), theirs.current()
	if same(a, r) {
		return nil, 0
	}
	s := &drift.Story{
		Environment: t.in.Environments[e].Name, Against: t.in.Environments[ref].Name, OneSided: a == absent || r == absent,
		Cut: mine.cut || theirs.cut || t.cut, Lag: t.lag(e, ref),
	}
	begin := min(mine.begin, theirs.begin) // the pair exists from the younger of the two on
	at, who, once := apart(mine, theirs, begin)
	s.Once = once
	mover := e
	if who == reference {
		mover = ref
	}
	s.Since = t.origin(at, mover)
	s.Since.AtLeast = who == nobody && at == begin && (t.cut || mine.cut && mine.begin == begin || theirs.cut && theirs.begin == begin)
	age := t.seen().Sub(t.time(at))
	s.AgeDays = max(0, age.Hours()/24)
	s.Alone = t.alone(at)
	s.Edited = t.edited(at, mine.file, theirs.file)
	if s.Since.AtLeast {
		s.Since.Before = time.Time{}
	}
	switch {
	case who == nobody && s.Since.AtLeast && t.stored: // a store is younger than the environments, so the time before it is unknown
		if age <= settledAfter {
			return nil, 0
		}
		s.Kind = drift.Settled
	case who == nobody:
		s.Kind = drift.NeverSame
	case age > settledAfter:
		s.Kind = drift.Settled
	case who == reference:
		s.Kind = drift.HotFix
	case age > s.Lag.Late:
		s.Kind = drift.Overdue
	default:
		s.Kind = drift.OnItsWay
	}
	s.Text = sentence(s)
	return s, at
}

// same compares values without the words of environments.
func same(a, b value) bool {
	if a == absent || b == absent {
		return a == b
	}
	return a.plain == b.plain
}

// mover is the one that changed a common value.
type mover int

const (
	nobody mover = iota
	lower
	reference
)

// apart finds the position at which the values of two environments separated, and who changed. A value that one has now and the other had before
// counts as common, because a skipped release is still on its way.
func apart(mine, theirs *series, begin int32) (at int32, who mover, once bool) {
	a, r := mine.current(), theirs.current()
	if (a == absent) != (r == absent) {
		mine, theirs = mine.presence(), theirs.presence() // only the presence differs, whatever the value
		a, r = mine.current(), theirs.current()
	}
	left, hadTheirs := leftAt(mine.line, r, begin) // when the environment changed the reference's present value
	gone, hadMine := leftAt(theirs.line, a, begin) // when the reference changed the environment's present value
	equal, equalAt, both := lastEqual(mine, theirs, begin)
	switch {
	case hadTheirs && (!hadMine || left <= gone):
		return left, lower, r != absent
	case hadMine:
		return gone, reference, a != absent
	case equal && both: // each has changed to a value of its own
		m, n := firstAfter(mine.line, equalAt), firstAfter(theirs.line, equalAt)
		if n > m {
			return n, reference, true
		}
		return m, lower, true
	case equal: // added to both, with different values
		return min(firstAfter(mine.line, equalAt), firstAfter(theirs.line, equalAt)), nobody, false
	}
	return begin, nobody, false
}

// leftAt returns the position at which t, since begin, last changed away from v.
func leftAt(t timeline, v value, begin int32) (int32, bool) {
	for i := range t {
		if t[i].at >= begin {
			return 0, false // it existed when the pair began
		}
		older := absent
		if i+1 < len(t) {
			older = t[i+1].value
		}
		if same(older, v) {
			return t[i].at, true
		}
	}
	return 0, false
}

// lastEqual returns the newest position, since begin, at which both were equal. both is true if they had a value.
func lastEqual(mine, theirs *series, begin int32) (equal bool, at int32, both bool) {
	positions := []int32{begin}
	for _, t := range []timeline{mine.line, theirs.line} {
		for i := range t {
			if t[i].at < begin {
				positions = append(positions, t[i].at)
				// and just before it, at the next older position
				positions = append(positions, t[i].at+1)
			}
		}
	}
	slices.Sort(positions)
	for _, p := range slices.Compact(positions) {
		if p > begin {
			break
		}
		if v := mine.valueAt(p); same(v, theirs.valueAt(p)) {
			return true, p, v != absent
		}
	}
	return false, 0, false
}

// firstAfter returns the position of the first entry newer than at.
func firstAfter(t timeline, at int32) int32 {
	best := int32(workTree)
	for i := range t {
		if t[i].at < at {
			best = max(best, t[i].at)
		}
	}
	return best
}

// standing returns since when values have been equal that should differ.
func (t *tracer) standing(q *Question, list []series) *drift.Story {
	newest, env := int32(1<<30), -1
	for e := range list {
		if !list[e].known || len(list[e].line) == 0 || !q.Places[e].Present {
			continue
		}
		if at, _ := list[e].since(); at < newest {
			newest, env = at, e
		}
	}
	if env < 0 {
		return nil
	}
	s := &drift.Story{Kind: drift.Standing, Environment: t.in.Environments[env].Name, Since: t.origin(newest, env)}
	if _, s.Since.AtLeast = list[env].since(); s.Since.AtLeast {
		s.Since.Before = time.Time{}
		if t.stored && newest <= list[env].newest {
			return nil
		}
	}
	s.Cut = list[env].cut
	s.AgeDays = max(0, t.seen().Sub(t.time(newest)).Hours()/24)
	s.Text = sentence(s)
	return s
}

// edited counts the commits after a position that touched one of two files.
func (t *tracer) edited(at int32, names ...string) int {
	n := 0
	for _, name := range names {
		if f := t.files[name]; f != nil {
			for i := range f.revisions {
				if f.revisions[i].at < at {
					n++
				}
			}
		}
	}
	return n
}
