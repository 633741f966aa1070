package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/names"
)

// merge joins the results of the series.
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

// recalled finds each environment's values of the thing in question, nil if it is in no snapshot.
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

// remembered joins the values of environment e's members at a path of a resource.
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

// now returns the newest round in which environment e was observed.
func (t *tracer) now(e int) int32 {
	for at, r := range t.taken {
		if _, ok := r[e]; ok {
			return int32(at) //nolint:gosec // a number of snapshots
		}
	}
	return 0
}

// together joins the timelines of several members. If they disagree, the value is the combination.
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

// counterparts lists, for every environment, pairs of its resources with the reference's counterparts.
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
