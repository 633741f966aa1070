package history

import (
	"slices"
	"time"

	"github.com/envparity/envparity/drift"
)

// series is the values of one thing in one environment, newest first, from all files that may have it.
type series struct {
	line  timeline
	begin int32 // position from which on the environment could have had it
	known bool
	cut   bool
	file  string

	newest int32 // the newest position at which the thing was observed
}

func (s *series) valueAt(at int32) value { return s.line.valueAt(at) }

// current returns the present value.
func (s *series) current() value { return s.valueAt(workTree) }

// presence returns the series with every value made equal, so that it shows when something was present.
func (s *series) presence() *series {
	out := *s
	out.line = slices.Clone(s.line)
	for i := range out.line {
		if out.line[i].value != absent {
			out.line[i].value = value{raw: 1, plain: 1}
		}
	}
	out.line = compress(out.line)
	return &out
}

// since returns the position at which the current value came about.
func (s *series) since() (at int32, atLeast bool) {
	if len(s.line) == 0 {
		return s.begin, true
	}
	return s.line[0].at, s.cut && len(s.line) == 1
}

// answer fills in the answers whose places belong to this tracer.
func (t *tracer) answer(answers []Answer) {
	for q := range t.in.Questions {
		question := &t.in.Questions[q]
		list := t.trail(q)
		if list == nil {
			continue
		}
		a := &answers[q]
		a.Since = make([]*drift.Origin, len(list))
		a.Stories = make([]*drift.Story, len(list))
		for e := range list {
			s := &list[e]
			if !s.known || e >= len(question.Places) || question.Places[e].Unknown {
				continue
			}
			if at, atLeast := s.since(); len(s.line) > 0 && !(atLeast && t.stored && at <= s.newest) {
				o := t.origin(at, e)
				if o.AtLeast = atLeast; atLeast {
					o.Before = time.Time{}
				}
				a.Since[e] = &o
			}
		}
		if question.Same {
			a.Story = t.standing(question, list)
			continue
		}
		t.stories(question, list, a)
	}
}

// stories compares every environment with the reference. The answer's own story is that of the last environment before the end that differs,
// usually the nearest to the reference.
func (t *tracer) stories(q *Question, list []series, a *Answer) {
	ref := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Reference })
	if ref < 0 || ref >= len(list) || !list[ref].known || q.Places[ref].Unknown {
		return
	}
	for e := range list {
		if e == ref || !list[e].known || q.Places[e].Unknown {
			continue
		}
		if s, at := t.story(e, ref, &list[e], &list[ref]); s != nil {
			t.along(s, at, list, e, ref)
			a.Stories[e] = s
			a.Story = s
		}
	}
}

// along distinguishes a hot fix from a change that one commit made in the reference and in others, but not in environment e.
func (t *tracer) along(s *drift.Story, from int32, list []series, e, ref int) {
	if s.Kind != drift.HotFix {
		return
	}
	at, _ := list[ref].since()
	for o := range list {
		if o == e || o == ref || !list[o].known || len(list[o].line) == 0 {
			continue
		}
		if when, _ := list[o].since(); when == at && same(list[o].current(), list[ref].current()) {
			s.Along = append(s.Along, t.in.Environments[o].Name)
		}
	}
	if len(s.Along) > 0 && from == at {
		s.Kind = drift.LeftBehind
		s.Text = sentence(s)
	}
}

// trail finds each environment's values of the thing in question, nil if no place belongs to this tracer.
func (t *tracer) trail(number int) []series {
	if t.stored {
		return t.recalled(number)
	}
	q := &t.in.Questions[number]
	paths := make([]uint64, len(q.Places))
	ok := make([]bool, len(q.Places))
	names := make([]string, len(q.Places))
	some := false
	var any uint64 // a path, for environments that do not have the value
	var anyFile string
	for e := range q.Places {
		p := &q.Places[e]
		names[e] = t.within(p)
		f := t.files[names[e]]
		if f == nil || !p.Present || f.unread || len(f.revisions) == 0 {
			continue
		}
		if paths[e], ok[e] = locate(f.places[int32(min(p.Line, 1<<30))], p, q.Whole); ok[e] { //nolint:gosec // a line
			some, any, anyFile = true, paths[e], names[e]
		}
	}
	if !some {
		return nil
	}
	list := make([]series, len(q.Places))
	for e := range q.Places {
		p := &q.Places[e]
		if p.Unknown || p.Present && !ok[e] {
			continue
		}
		name, at := names[e], paths[e]
		if !p.Present {
			at = any
		}
		if name == "" || name == anyFile && !p.Present && !t.shared(name) {
			if name = t.twin(anyFile, e); name == "" && p.Present {
				continue
			}
		}
		list[e] = t.series(q, e, name, at)
	}
	return list
}

// series returns the values of environment e at a path: from its own file first, then from files of no environment that another environment has
// the value from.
func (t *tracer) series(q *Question, e int, name string, at uint64) series {
	s := series{known: true, file: name, begin: t.begins[e]}
	own := t.files[name]
	var layers []timeline
	if own != nil && !own.unread {
		layers = append(layers, own.lines[at])
		s.cut = own.cut
		if !q.Whole {
			s.begin = own.begin
		}
	}
	for o := range q.Places {
		if other := t.within(&q.Places[o]); o != e && other != name && t.shared(other) && !t.files[other].unread {
			layers = append(layers, t.files[other].lines[at])
		}
	}
	s.line = lay(layers)
	if q.Whole {
		s = *s.presence()
	}
	return s
}

// lay merges timelines. At every position the first one with a value counts.
func lay(layers []timeline) timeline {
	if len(layers) == 1 {
		return compress(slices.Clone(layers[0]))
	}
	var positions []int32
	for _, l := range layers {
		for i := range l {
			positions = append(positions, l[i].at)
		}
	}
	slices.Sort(positions)
	positions = slices.Compact(positions)
	out := make(timeline, 0, len(positions))
	for _, at := range positions {
		v := absent
		for _, l := range layers {
			if v = l.valueAt(at); v != absent {
				break
			}
		}
		out = append(out, entry{at, v})
	}
	return compress(out)
}

// compress removes entries that equal the one before them in time.
func compress(t timeline) timeline {
	out := t[:0]
	for i := range t {
		if i+1 < len(t) && t[i+1].value == t[i].value {
			continue
		}
		if i+1 == len(t) && t[i].value == absent {
			continue // no value before it
		}
		out = append(out, t[i])
	}
	return out
}
