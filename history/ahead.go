package history

import (
	"slices"

	"github.com/envparity/envparity/drift"
)

// ahead finds for every difference at t.at whether one side took the value of the other later.
func (t *tracer) ahead(answers []Answer) {
	ref := slices.IndexFunc(t.in.Environments, func(e Environment) bool { return e.Reference })
	for q := range t.in.Questions {
		question := &t.in.Questions[q]
		list := t.trail(q)
		if list == nil || ref < 0 || ref >= len(list) || !list[ref].known {
			continue
		}
		a := &answers[q]
		for e := range list {
			if e == ref || !list[e].known || question.Places[e].Unknown {
				continue
			}
			m, r := list[e].valueAt(t.at), list[ref].valueAt(t.at)
			if question.Same { // a leak or a sharing is aligned if one of the values has changed
				a.Known = true
				if at, ok := t.moved(&list[e], &list[ref]); ok {
					a.take(t.origin(at, e))
				}
				continue
			}
			if same(m, r) {
				continue
			}
			a.Known = true
			for at := t.at - 1; at >= 0; at-- {
				if now, theirs := list[e].valueAt(at), list[ref].valueAt(at); same(now, theirs) && (same(now, m) || same(now, r)) {
					a.take(t.origin(at, e))
					break
				}
			}
		}
	}
}

// take keeps the earliest alignment.
func (a *Answer) take(o drift.Origin) {
	if a.Aligned == nil || o.Time.Before(a.Aligned.Time) {
		a.Aligned = &o
	}
}

// moved returns the first position after t.at at which either value has changed, including words of environments.
func (t *tracer) moved(a, b *series) (int32, bool) {
	for at := t.at - 1; at >= 0; at-- {
		for _, s := range []*series{a, b} {
			if was, now := s.valueAt(t.at), s.valueAt(at); was != absent && now.raw != was.raw {
				return at, true
			}
		}
	}
	return 0, false
}
