package query

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Scope is the context for matching a finding.
type Scope struct {
	Envs    []string // in the order of a drift's sides
	Ref     int      // index of the reference
	Marked  func(fingerprint string) bool
	Decided func(fingerprint string) bool
	Recent  func(fingerprint string) bool // not in the last audit; nil without one
}

// Matcher tests findings against a query.
type Matcher struct {
	q     *Query
	scope Scope
}

// Compile returns a matcher for q. It is safe for concurrent use when the functions in s are.
func Compile(q *Query, s Scope) *Matcher { return &Matcher{q: q, scope: s} }

// Match reports whether f satisfies the query. hay is Haystack(f) if the caller has it, else "".
func (m *Matcher) Match(f *rules.Finding, hay string) bool {
	for i := range m.q.Terms {
		t := &m.q.Terms[i]
		ok := false
		if t.Field == "" {
			if hay == "" {
				hay = Haystack(f)
			}
			ok = word(t, hay)
		} else {
			for _, v := range t.Alts {
				if m.field(t.Field, v, f) {
					ok = true
					break
				}
			}
		}
		if ok == t.Not {
			return false
		}
	}
	return true
}

func word(t *Term, hay string) bool {
	if t.Fuzzy {
		for w := range strings.FieldsSeq(hay) { // within one word, because over all words nearly anything matches
			if Subsequence(t.Alts[0], w) {
				return true
			}
		}
		return false
	}
	return strings.Contains(hay, t.Alts[0])
}

// Subsequence reports whether the bytes of needle occur in hay in order.
func Subsequence(needle, hay string) bool {
	for len(needle) > 0 {
		i := strings.IndexByte(hay, needle[0])
		if i < 0 {
			return false
		}
		needle, hay = needle[1:], hay[i+1:]
	}
	return true
}

// maxValueText bounds how many bytes of one value words are searched in; value: searches all of it.
const maxValueText = 256

// Haystack returns the text that words are searched in, in lower case.
func Haystack(f *rules.Finding) string {
	var b strings.Builder
	b.Grow(192)
	d := f.Drift
	for _, s := range []string{d.Resource.Kind, d.Resource.Name, d.Resource.Scope, d.Path, string(d.Kind), f.Rule, f.Owner} {
		if s != "" {
			b.WriteString(s)
			b.WriteByte(' ')
		}
	}
	last := ""
	for i := range d.Sides {
		s := &d.Sides[i]
		if s.Text == "" || s.Text == last || secret(s) {
			continue
		}
		last = s.Text
		b.WriteString(s.Text[:min(len(s.Text), maxValueText)])
		b.WriteByte(' ')
	}
	last = ""
	for i := range d.Places {
		if name := d.Places[i].Resource.Name; name != last && name != d.Resource.Name {
			last = name
			b.WriteString(name)
			b.WriteByte(' ')
		}
	}
	return strings.ToLower(b.String())
}

func secret(s *drift.Side) bool { return s.Node != nil && s.Node.Kind == snapshot.Secret }

func (m *Matcher) field(name, v string, f *rules.Finding) bool {
	d := f.Drift
	switch name {
	case "verdict":
		return strings.HasPrefix(string(f.Verdict), v)
	case "kind":
		return strings.HasPrefix(string(d.Kind), v)
	case "pillar":
		return strings.HasPrefix(string(d.Pillar), v)
	case "env":
		if slices.ContainsFunc(m.scope.Envs, func(e string) bool { return strings.EqualFold(e, v) }) {
			v = "=" + v // prod is not also preprod
		}
		for i, e := range m.scope.Envs {
			if glob(v, strings.ToLower(e), false) && StandsOut(d, i, m.scope.Ref) {
				return true
			}
		}
		return false
	case "step":
		return m.step(v, d)
	case "owner":
		if v == "none" {
			return f.Owner == ""
		}
		return glob(v, strings.ToLower(f.Owner), false)
	case "path":
		return anywhere(d, func(_ drift.ResourceRef, path string) bool { return glob(v, strings.ToLower(path), true) })
	case "resource":
		return anywhere(d, func(r drift.ResourceRef, _ string) bool { return glob(v, strings.ToLower(r.Name), false) })
	case "type":
		return anywhere(d, func(r drift.ResourceRef, _ string) bool { return glob(v, strings.ToLower(r.Kind), false) })
	case "rule":
		return glob(v, strings.ToLower(f.Rule), false)
	case "collector":
		return glob(v, strings.ToLower(d.Collector), false)
	case "cause":
		return glob(v, strings.ToLower(d.Cause), false)
	case "id":
		return strings.HasPrefix(strings.ToLower(f.Fingerprint), v)
	case "is":
		return m.is(v, f)
	case "has":
		return has(v, f)
	case "value", "file":
		for i := range d.Sides {
			if s := &d.Sides[i]; name == "value" && !secret(s) && glob(v, strings.ToLower(s.Text), false) ||
				name == "file" && glob(v, strings.ToLower(s.Source.File), false) {
				return true
			}
		}
		return false
	case "ratio":
		b, ok := parseBound(v, plainNumber)
		return ok && d.Facts.Ratio != 0 && b.holds(d.Facts.Ratio)
	case "risk":
		b, ok := parseBound(v, plainNumber)
		return ok && b.holds(f.Risk)
	case "story", "age":
		return anyStory(d, func(s *drift.Story) bool { return story(name, v, s) })
	}
	return false
}

// UnknownNames lists the names in env: and step: that are no environments. Such a filter matches nothing, and a script would not notice.
func (q *Query) UnknownNames(envs []string) []string {
	var out []string
	for i := range q.Terms {
		t := &q.Terms[i]
		for _, v := range t.Alts {
			names := []string{strings.TrimPrefix(v, "=")}
			if t.Field == "step" {
				names = strings.SplitN(names[0], ">", 2)
			}
			for _, name := range names {
				known := t.Field != "env" && t.Field != "step" || slices.ContainsFunc(envs, func(e string) bool {
					return strings.EqualFold(e, name) || t.Field == "env" && glob(name, strings.ToLower(e), false)
				})
				if !known {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// step reports whether d is a difference on the way that v names: from one environment to another, or to one from the one before it.
func (m *Matcher) step(v string, d *drift.Drift) bool {
	place := func(name string) int {
		return slices.IndexFunc(m.scope.Envs, func(e string) bool { return strings.EqualFold(e, name) })
	}
	v = strings.TrimPrefix(v, "=")
	from, to, ok := strings.Cut(v, ">")
	if !ok {
		b := place(v)
		return d.Changes(b-1, b)
	}
	return d.Changes(place(from), place(to))
}

// anywhere reports whether ok is true for a drift or one of its places.
func anywhere(d *drift.Drift, ok func(r drift.ResourceRef, path string) bool) bool {
	if ok(d.Resource, d.Path) {
		return true
	}
	for i := range d.Places {
		if ok(d.Places[i].Resource, d.Places[i].Path) {
			return true
		}
	}
	return false
}

func (m *Matcher) is(v string, f *rules.Finding) bool {
	d := f.Drift
	for _, state := range fieldNamed("is").Values {
		if !strings.HasPrefix(state, v) {
			continue
		}
		switch state {
		case "new", "known", "waived":
			if string(f.State) == state {
				return true
			}
		case "recent":
			if m.scope.Recent != nil && m.scope.Recent(f.Fingerprint) {
				return true
			}
		case "expired":
			if f.Waiver != nil && f.Waiver.Expired {
				return true
			}
		case "marked":
			if m.scope.Marked != nil && m.scope.Marked(f.Fingerprint) {
				return true
			}
		case "decided", "open":
			decided := f.State == rules.Waived || m.scope.Decided != nil && m.scope.Decided(f.Fingerprint)
			if decided == (state == "decided") {
				return true
			}
		case "grouped", "alone":
			if (len(d.Places) > 0) == (state == "grouped") {
				return true
			}
		case "secret", "unknown":
			for i := range d.Sides {
				if s := &d.Sides[i]; state == "secret" && secret(s) || state == "unknown" && s.State == drift.UnknownState {
					return true
				}
			}
		}
	}
	return false
}

func has(v string, f *rules.Finding) bool {
	for name, yes := range map[string]bool{
		"owner": f.Owner != "", "hint": f.Hint != "", "waiver": f.Waiver != nil, "compensation": f.Compensation != "",
		"places": len(f.Drift.Places) > 0, "facts": len(f.Drift.Facts.Notes) > 0, "notes": len(f.Notes) > 0,
	} {
		if yes && strings.HasPrefix(name, v) {
			return true
		}
	}
	return false
}

// anyStory reports whether ok is true for the story of a drift or of one of its places.
func anyStory(d *drift.Drift, ok func(s *drift.Story) bool) bool {
	if ok(d.Story) {
		return true
	}
	for i := range d.Places {
		if s := d.Places[i].Story; s != nil && ok(s) {
			return true
		}
	}
	return false
}

// StoryKind returns the kind of a story; for nil, the kind for no history.
func StoryKind(s *drift.Story) drift.StoryKind {
	if s == nil || s.Kind == "" {
		return drift.NoHistory
	}
	return s.Kind
}

func story(name, v string, s *drift.Story) bool {
	kind := StoryKind(s)
	if name == "story" {
		return strings.HasPrefix(string(kind), v)
	}
	b, ok := parseBound(v, days)
	return ok && kind != drift.NoHistory && b.holds(s.AgeDays)
}

// StandsOut reports whether a summary of d should name environment i: it differs from the reference, or is the reference and stands alone, or has
// another's word, or shares a value that should be its own.
func StandsOut(d *drift.Drift, i, ref int) bool {
	if i >= len(d.Sides) {
		return false
	}
	s := &d.Sides[i]
	if s.Word != "" {
		return true
	}
	if d.Kind == drift.Leaked {
		return false
	}
	if d.Kind == drift.Shared || i == ref {
		same := 0
		for j := range d.Sides {
			if j != i && d.Sides[j].State == s.State && d.Sides[j].Class == s.Class {
				same++
			}
		}
		return (d.Kind == drift.Shared) == (same > 0)
	}
	if ref < 0 || ref >= len(d.Sides) {
		return true
	}
	r := &d.Sides[ref]
	return s.State != r.State || s.Class != r.Class
}
