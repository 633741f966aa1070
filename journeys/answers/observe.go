package answers

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"mime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
)

// Observer learns what the answers to each step have in common in one environment. It keeps no answer, and nothing sensitive in the clear.
// It is safe for concurrent use.
type Observer struct {
	red    *redact.Redactor
	naming *Naming
	seal   func(value string) string // nil drops sensitive values
	remark func(format string, a ...any)

	mu      sync.Mutex
	learned map[[3]string]*fieldStats // journey, step, environment
}

// NewObserver returns an observer that has seen nothing. seal turns a sensitive value into a keyed fingerprint; nil drops such values. remark
// gets what people should know about the observing itself.
func NewObserver(red *redact.Redactor, naming *Naming, seal func(value string) string, remark func(format string, a ...any)) *Observer {
	return &Observer{red: red, naming: naming, seal: seal, remark: remark, learned: map[[3]string]*fieldStats{}}
}

// Place says where an answer was given, and which values the visit has captured so far.
type Place struct {
	Target   *journeys.Target
	Journey  *journeys.Journey
	Captured map[string]string
}

// fieldStats gathers fields over the rounds of one step in one environment.
type fieldStats struct {
	out    journeys.AnswerFields
	fields map[string]*learned
	order  []string
	heads  map[string]*learned
}

// learned is a field while answers still come in.
type learned struct {
	journeys.Field
	raw   string // the first value
	shown string // the elements of a list in their order
}

// Observe learns from one answer, whose body has so many bytes. Answers of warm-up rounds are not for it.
func (o *Observer) Observe(v Place, s *journeys.Step, a *Answer, bytes int64) {
	level := levelOf(v.Journey, s)
	leaves, media, cutOff := v.leaves(s, a, level)
	if a.Opaque != "" {
		o.remark("step %q of %q is answered in %s with Content-Encoding %s, which is not decoded: its body is counted as it travels, and not compared", s.Name, v.Journey.Name, v.Target.Name, a.Opaque)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.fieldsOf(v, s, bytes)
	f.out.Rounds++
	f.out.Statuses[a.Status]++
	f.out.Media = media
	f.out.Cut = f.out.Cut || a.Truncated || cutOff
	f.out.Bytes[0], f.out.Bytes[1] = min(f.out.Bytes[0], bytes), max(f.out.Bytes[1], bytes)
	seen := map[string]bool{}
	for _, l := range leaves {
		leak := o.leak(v, f.fields[l.path], &l)
		if level == journeys.ByStatus && leak == nil {
			continue
		}
		f.order = note(f.fields, f.order, l, seen)
		if leak != nil {
			f.fields[l.path].Leak = leak
		}
	}
	o.headers(v, s, a, f)
}

// headers learns from the headers that are compared, and from those that name another environment.
func (o *Observer) headers(v Place, s *journeys.Step, a *Answer, f *fieldStats) {
	seen := map[string]bool{}
	for _, l := range v.headers(s, a) {
		leak := o.leak(v, f.heads[l.path], &l)
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

// Redirect keeps a redirect to a host of another environment; the answer that it leads to is observed by itself.
func (o *Observer) Redirect(v Place, s *journeys.Step, a *Answer) {
	to := v.neutral(a.Header.Get("Location"))
	leak := o.naming.foreign(v.Target, to)
	if leak == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.fieldsOf(v, s, 0)
	note(f.heads, nil, leaf{path: "location", shape: "location", kind: "string", text: to}, map[string]bool{})
	f.heads["location"].Leak = leak
}

// fieldsOf returns what was learned of a step in an environment so far; o.mu is held.
func (o *Observer) fieldsOf(v Place, s *journeys.Step, bytes int64) *fieldStats {
	key := [3]string{v.Journey.Name, s.Name, v.Target.Name}
	f := o.learned[key]
	if f == nil {
		f = &fieldStats{fields: map[string]*learned{}, heads: map[string]*learned{}, out: journeys.AnswerFields{Environment: v.Target.Name, Named: true, Statuses: map[int]int{}, Bytes: [2]int64{bytes, bytes}}}
		o.learned[key] = f
	}
	return f
}

// leak returns the other environment that a leaf names. Only the first of several values is looked at.
func (o *Observer) leak(v Place, known *learned, l *leaf) *journeys.Leak {
	if known != nil {
		return known.Leak
	}
	if l.kind != "string" && l.kind != "link" {
		return nil
	}
	return o.naming.foreign(v.Target, l.text)
}

func note(m map[string]*learned, order []string, l leaf, seen map[string]bool) []string {
	f := m[l.path]
	if f == nil {
		f = &learned{Field: journeys.Field{Path: l.path, Shape: l.shape, Pattern: l.pattern()}, raw: l.text}
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
func (v Place) leaves(s *journeys.Step, a *Answer, level journeys.Level) (out []leaf, media string, cutOff bool) {
	media, _, _ = mime.ParseMediaType(a.Header.Get("Content-Type"))
	if a.Opaque != "" {
		return nil, media, true
	}
	doc, err := a.JSON()
	if err == nil && len(a.Body) > 0 && (strings.Contains(media, "json") || media == "" || isTree(doc)) {
		f := &flattener{keys: mergeKeys(v.Journey.Compare.Keys, s.Compare.Keys), unordered: slices.Concat(v.Journey.Compare.Unordered, s.Compare.Unordered)}
		f.walk("body", "body", doc)
		out = f.out
		cutOff = f.cutOff
		if level == journeys.Exactly {
			out = append(out, leaf{path: "bytes", shape: "bytes", kind: "string", text: bytesOf(a.Body)})
		}
	} else {
		out = lift(media, a.Body, level)
	}
	ignore := append(slices.Clone(v.Journey.Compare.Ignore), s.Compare.Ignore...)
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

func levelOf(j *journeys.Journey, s *journeys.Step) journeys.Level {
	return cmp.Or(s.Compare.Level, j.Compare.Level, journeys.ByShape)
}

// Steps describes the steps of a journey with what was learned of their answers, an environment after the other. Nothing sensitive is in it.
func (o *Observer) Steps(j *journeys.Journey, environments []string) []journeys.StepRun {
	var out []journeys.StepRun
	for i := range j.Steps {
		s := &j.Steps[i]
		sr := journeys.StepRun{
			Name: s.Name, Request: o.red.Clean(s.Method + " " + redact.ShownURL(s.URL.String())), Level: levelOf(j, s), Allow: s.Allow,
			Within: max(j.Compare.Tolerance, s.Compare.Tolerance), Source: s.Source(),
		}
		for _, n := range environments {
			if f := o.learned[[3]string{j.Name, s.Name, n}]; f != nil {
				sr.Answers = append(sr.Answers, o.fields(n, f))
			}
		}
		markNear(&sr)
		out = append(out, sr)
	}
	return out
}

// fields returns what was learned of one step in one environment, fit to be kept.
func (o *Observer) fields(env string, f *fieldStats) journeys.AnswerFields {
	out := f.out
	sort.Strings(f.order)
	for _, p := range f.order {
		out.Fields = append(out.Fields, o.keep(env, f.fields[p]))
	}
	for _, p := range slices.Sorted(maps.Keys(f.heads)) {
		out.Headers = append(out.Headers, o.keep(env, f.heads[p]))
	}
	return out
}

// keep makes a field fit to be kept: sensitive values sealed or dropped, long ones cut, all hashed.
func (o *Observer) keep(env string, f *learned) journeys.Field {
	f.settleOrder(o.red.Clean)
	out := f.Field
	if without, any := o.naming.own(env, f.raw); any && !f.Volatile {
		out.Own = hashOf([]byte(without))
	}
	if out.Shape == out.Path {
		out.Shape = ""
	}
	clean := o.red.Clean(f.raw)
	switch {
	case redact.SensitiveName(lastKey(f.Path)) && !slices.Contains(f.Kinds, "object") && !slices.Contains(f.Kinds, "list"), redact.SensitiveValue(f.raw), clean != words.Printable(f.raw):
		out.Secret, out.Value = true, ""
		if o.seal != nil && !f.Volatile {
			out.Value = o.seal(f.raw)
		}
	default:
		if !f.Volatile && f.Pattern == "" {
			out.Hash = hashOf([]byte(f.raw))
		}
		out.Value = words.Cut(clean, 200)
	}
	out.Path = o.red.Clean(f.Path)
	return out
}

// markNear marks the numbers that are within the step's tolerance in all environments, while their values are there.
func markNear(s *journeys.StepRun) {
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
			f.Near = len(v) > 1 && !oneValue(v) && nearValues(v, s.Within)
		}
	}
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

func sortedVars(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { // longest value first, so that one inside another does not spoil it
		if a, b := len(m[out[i]]), len(m[out[j]]); a != b {
			return a > b
		}
		return out[i] < out[j]
	})
	return out
}

// oneValue reports whether all values are the same.
func oneValue(m map[string]string) bool {
	return len(slices.Compact(slices.Sorted(maps.Values(m)))) < 2
}
