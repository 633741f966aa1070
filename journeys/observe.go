package journeys

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"slices"
	"sort"
	"strings"
)

// AnswerFields is what the answers to one step had in common in one environment, learned over the rounds.
type AnswerFields struct {
	Environment string      `json:"env"`
	Rounds      int         `json:"rounds"` // answers looked at
	Statuses    map[int]int `json:"statuses"`
	Media       string      `json:"media,omitempty"` // what is not JSON is compared by what kind it is
	Fields      []Field     `json:"fields,omitempty"`
	Headers     []Field     `json:"headers,omitempty"`
	Bytes       [2]int64    `json:"bytes"` // smallest and largest body
	Cut         bool        `json:"cut,omitempty"`
	Named       bool        `json:"named,omitempty"` // the names of environments were looked for when the answers were there
}

// Field is one attribute of an answer.
type Field struct {
	Path     string   `json:"path"`
	Shape    string   `json:"shape,omitempty"` // its path with list elements as one, when that differs
	Kinds    []string `json:"kinds"`           // string, number, bool, null, list, object
	In       int      `json:"in"`              // answers that had it
	Volatile bool     `json:"volatile,omitempty"`
	Pattern  string   `json:"pattern,omitempty"` // uuid, time, …: compared by form
	Value    string   `json:"value,omitempty"`
	Hash     string   `json:"hash,omitempty"`
	Secret   bool     `json:"secret,omitempty"`  // Value is a fingerprint
	Own      string   `json:"own,omitempty"`     // hash of the value without the environment's own names, where it has any
	Leak     *Leak    `json:"leak,omitempty"`    // another environment that the value names
	Near     bool     `json:"near,omitempty"`    // a number, within the tolerance of all other environments' numbers
	Order    string   `json:"order,omitempty"`   // of a list: hash of its elements in their order; "" where that varies
	Members  string   `json:"members,omitempty"` // of a list: hash of its elements whatever their order; "" where they vary

	raw      string // until the answer's fields are described
	Elements string `json:"elements,omitempty"` // of a list: its elements in their order, for people

	shown string // a list's elements in their order, likewise
}

// fieldStats gathers fields over the rounds of one step in one environment.
type fieldStats struct {
	out    AnswerFields
	fields map[string]*Field
	order  []string
	heads  map[string]*Field
}

// observe learns from one answer; warm-up answers are not shown to it.
func (r *runner) observe(v *visit, s *Step, a *answer, st *StepSample) {
	level := v.level(s)
	leaves, media, cutOff := v.leaves(s, a, level)
	if a.opaque != "" {
		r.note("step %q of %q is answered in %s with Content-Encoding %s, which is not decoded: its body is counted as it travels, and not compared", s.Name, v.j.Name, v.t.Name, a.opaque)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.fieldsOf(v, s, st)
	f.out.Rounds++
	f.out.Statuses[a.status]++
	f.out.Media = media
	f.out.Cut = f.out.Cut || a.cut || cutOff
	f.out.Bytes[0], f.out.Bytes[1] = min(f.out.Bytes[0], st.BodyBytes), max(f.out.Bytes[1], st.BodyBytes)
	seen := map[string]bool{}
	for _, l := range leaves {
		leak := r.leak(v, f.fields[l.path], &l)
		if level == ByStatus && leak == nil {
			continue
		}
		f.order = note(f.fields, f.order, l, seen)
		if leak != nil {
			f.fields[l.path].Leak = leak
		}
	}
	r.observeHeaders(v, s, a, f)
}

// observeHeaders learns from the headers that are compared, and from those that name another environment.
func (r *runner) observeHeaders(v *visit, s *Step, a *answer, f *fieldStats) {
	seen := map[string]bool{}
	for _, l := range v.answerHeaders(s, a) {
		leak := r.leak(v, f.heads[l.path], &l)
		if leak == nil && l.kind == "link" {
			continue
		}
		l.kind = "string"
		note(f.heads, nil, l, seen)
		if leak != nil {
			f.heads[l.path].Leak = leak
		}
	}
}

// observeRedirect keeps a redirect to a host of another environment; the answer that it leads to is observed by itself.
func (r *runner) observeRedirect(v *visit, s *Step, a *answer) {
	to := v.neutral(a.header.Get("Location"))
	leak := r.naming.foreign(v.t, to)
	if leak == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.fieldsOf(v, s, &StepSample{})
	note(f.heads, nil, leaf{path: "location", shape: "location", kind: "string", text: to}, map[string]bool{})
	f.heads["location"].Leak = leak
}

// fieldsOf returns what was learned of a step in an environment so far; r.mu is held.
func (r *runner) fieldsOf(v *visit, s *Step, st *StepSample) *fieldStats {
	key := [3]string{v.j.Name, s.Name, v.t.Name}
	f := r.answers[key]
	if f == nil {
		f = &fieldStats{fields: map[string]*Field{}, heads: map[string]*Field{}, out: AnswerFields{Environment: v.t.Name, Named: true, Statuses: map[int]int{}, Bytes: [2]int64{st.BodyBytes, st.BodyBytes}}}
		r.answers[key] = f
	}
	return f
}

// leak returns the other environment that a leaf names. Only the first of several values is looked at.
func (r *runner) leak(v *visit, known *Field, l *leaf) *Leak {
	if known != nil {
		return known.Leak
	}
	if l.kind != "string" && l.kind != "link" {
		return nil
	}
	return r.naming.foreign(v.t, l.text)
}

func note(m map[string]*Field, order []string, l leaf, seen map[string]bool) []string {
	f := m[l.path]
	if f == nil {
		f = &Field{Path: l.path, Shape: l.shape, raw: l.text, Pattern: l.pattern()}
		m[l.path] = f
		order = append(order, l.path)
	} else if f.raw != l.text && l.kind != "object" {
		f.Volatile = true
		if p := l.pattern(); p != f.Pattern {
			f.Pattern = ""
		}
	}
	f.ordered(&l)
	if !slices.Contains(f.Kinds, l.kind) {
		f.Kinds = append(f.Kinds, l.kind)
		sort.Strings(f.Kinds)
	}
	if !seen[l.path] {
		seen[l.path] = true
		f.In++
	}
	return order
}

// leaves takes an answer apart at the level asked for.
func (v *visit) leaves(s *Step, a *answer, level Level) (out []leaf, media string, cutOff bool) {
	media, _, _ = mime.ParseMediaType(a.header.Get("Content-Type"))
	if a.opaque != "" {
		return nil, media, true
	}
	doc, err := a.json()
	if err == nil && len(a.body) > 0 && (strings.Contains(media, "json") || media == "" || isTree(doc)) {
		f := &flattener{keys: mergeKeys(v.j.Compare.Keys, s.Compare.Keys), unordered: slices.Concat(v.j.Compare.Unordered, s.Compare.Unordered)}
		f.walk("body", "body", doc)
		out = f.out
		cutOff = f.cutOff
		if level == Exactly {
			out = append(out, leaf{path: "bytes", shape: "bytes", kind: "string", text: bytesOf(a.body)})
		}
	} else {
		out = lift(media, a.body, level)
	}
	ignore := append(slices.Clone(v.j.Compare.Ignore), s.Compare.Ignore...)
	kept := out[:0]
	for _, l := range out {
		if ignored(l, ignore) {
			continue
		}
		if l.kind == "string" {
			l.text = v.neutral(l.text)
		}
		kept = append(kept, l)
	}
	return kept, media, cutOff
}

func isTree(doc any) bool {
	switch doc.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// ignored reports whether a pattern such as "took_ms", "items[].updated" or "**.etag" covers a leaf.
func ignored(l leaf, patterns []string) bool {
	for _, p := range patterns {
		p = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(p, "$"), "."), "body.")
		if rest, any := strings.CutPrefix(p, "**."); any {
			for _, at := range []string{l.shape, l.path} {
				if at == "body."+rest || strings.HasSuffix(at, "."+rest) || strings.Contains(at, "."+rest+".") || strings.Contains(at, "."+rest+"[") {
					return true
				}
			}
			continue
		}
		p = "body." + p
		for _, at := range []string{l.shape, l.path} {
			if at == p || strings.HasPrefix(at, p+".") || strings.HasPrefix(at, p+"[") {
				return true
			}
		}
	}
	return false
}

func mergeKeys(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range []map[string]string{a, b} {
		for k, v := range m {
			k = strings.TrimPrefix(strings.TrimPrefix(k, "$"), ".")
			if k == "" {
				out["body"] = v
			} else if strings.HasPrefix(k, "[") {
				out["body"+k] = v
			} else {
				out["body."+strings.TrimPrefix(k, "body.")] = v
			}
		}
	}
	return out
}

func (v *visit) level(s *Step) Level {
	switch {
	case s.Compare.Level != NoLevel:
		return s.Compare.Level
	case v.j.Compare.Level != NoLevel:
		return v.j.Compare.Level
	}
	return ByShape
}

// describe turns what was learned into the run's record, with nothing sensitive in it.
func (r *runner) describe(c *PlannedCase, names []string) []StepRun {
	j := c.In[names[0]]
	var out []StepRun
	for i := range j.Steps {
		s := &j.Steps[i]
		sr := StepRun{Name: s.Name, Request: r.red.clean(s.Method + " " + shownURL(s.URL.String())), Level: (&visit{j: j}).level(s), Allow: s.Allow, Within: max(j.Compare.Tolerance, s.Compare.Tolerance)}
		sr.Source = sourceText(s.File, s.Line)
		for k := range r.plan.Targets {
			n := r.plan.Targets[k].Name
			f := r.answers[[3]string{c.Name, s.Name, n}]
			if f == nil {
				continue
			}
			sort.Strings(f.order)
			for _, p := range f.order {
				f.out.Fields = append(f.out.Fields, r.keep(n, f.fields[p]))
			}
			for _, p := range sortedFields(f.heads) {
				f.out.Headers = append(f.out.Headers, r.keep(n, f.heads[p]))
			}
			sr.Answers = append(sr.Answers, f.out)
		}
		sr.nearNumbers()
		out = append(out, sr)
	}
	return out
}

func sourceText(file string, line int) string {
	if file == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// keep makes a field fit to be kept: sensitive values sealed or dropped, long ones cut, all hashed.
func (r *runner) keep(env string, f *Field) Field {
	out := *f
	out.settleOrder(r.red.clean)
	if without, any := r.naming.own(env, f.raw); any && !f.Volatile {
		out.Own = hashOf([]byte(without))
	}
	if out.Shape == out.Path {
		out.Shape = ""
	}
	clean := r.red.clean(f.raw)
	switch {
	case SensitiveName(lastKey(f.Path)) && !slices.Contains(f.Kinds, "object") && !slices.Contains(f.Kinds, "list"), SensitiveValue(f.raw), clean != printable(f.raw):
		out.Secret, out.Value = true, ""
		if r.o.Seal != nil && !f.Volatile {
			out.Value = r.o.Seal(f.raw)
		}
	default:
		if !f.Volatile && f.Pattern == "" {
			out.Hash = hashOf([]byte(f.raw))
		}
		out.Value = cut(clean, 200)
	}
	out.Path, out.raw, out.shown = r.red.clean(f.Path), "", ""
	return out
}

// nearNumbers marks the numbers that are within the step's tolerance in all environments, while their values are there.
func (s *StepRun) nearNumbers() {
	values := map[string]map[string]string{}
	for i := range s.Answers {
		for k := range s.Answers[i].Fields {
			f := &s.Answers[i].Fields[k]
			if len(f.Kinds) == 1 && f.Kinds[0] == "number" {
				if values[f.Path] == nil {
					values[f.Path] = map[string]string{}
				}
				values[f.Path][s.Answers[i].Environment] = f.Value
			}
		}
	}
	for i := range s.Answers {
		for k := range s.Answers[i].Fields {
			f := &s.Answers[i].Fields[k]
			v := values[f.Path]
			f.Near = len(v) > 1 && len(distinct(v)) > 1 && nearValues(v, s.Within)
		}
	}
}

func distinct(m map[string]string) map[string]bool {
	out := map[string]bool{}
	for _, v := range m {
		out[v] = true
	}
	return out
}

// lastKey is the name of the field a path ends at.
func lastKey(path string) string {
	path = strings.TrimRight(strings.TrimSuffix(path, "[]"), "]\"")
	if i := strings.LastIndexAny(path, ".[\""); i >= 0 {
		return path[i+1:]
	}
	return path
}

// bytesOf names the bytes of an answer. It does not look like an identifier, whose value would not be compared.
func bytesOf(b []byte) string { return "sha256:" + hashOf(b) }

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

func sortedFields(m map[string]*Field) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sortedVars(m map[string]value) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { // longest value first, so that one inside another does not spoil it
		if a, b := len(m[out[i]].text), len(m[out[j]].text); a != b {
			return a > b
		}
		return out[i] < out[j]
	})
	return out
}
