package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/envparity/envparity/drift"
)

// Query is a parsed query. The zero Query matches everything.
type Query struct {
	Text     string
	Terms    []Term
	Problems []string // terms that were not understood, as sentences
	Notes    []string // words that look like a field
}

// Term is one condition.
type Term struct {
	Field string   // "" for a free word
	Alts  []string // lower case; any of them
	Not   bool
	Fuzzy bool
	Start int // byte offsets in Query.Text
	End   int
}

// Field describes a field for completion and help.
type Field struct {
	Name, Help string
	Values     []string // fixed values, where there are such
}

// Fields lists the fields of the language in the order of the help.
func Fields() []Field {
	return []Field{
		{"verdict", "how much it matters", []string{"must", "should", "acceptable"}},
		{"kind", "what kind of difference it is", []string{"changed", "missing", "extra", "type-changed", "leaked", "shared", "misspelt"}},
		{"env", "an environment that stands out", nil},
		{"step", "what changes from an environment to the next: staging>prod, or prod for the step to it", nil},
		{"pillar", "the aspect it belongs to", []string{"infrastructure", "configuration", "dependencies", "data", "behaviour", "observability"}},
		{"owner", "who owns it; owner:none for nobody", nil},
		{"path", "the attribute's path, with wildcards", nil},
		{"resource", "the resource's name, with wildcards", nil},
		{"type", "the resource's kind: Deployment, aws_db_instance", nil},
		{"rule", "the rule that decided", nil},
		{"is", "its state", []string{"new", "recent", "known", "waived", "expired", "marked", "decided", "open", "secret", "unknown", "grouped", "alone"}},
		{"has", "what it carries", []string{"owner", "hint", "waiver", "compensation", "places", "facts", "notes"}},
		{"value", "text in any environment's value", nil},
		{"file", "the file that defines it, with wildcards", nil},
		{"collector", "what collected it", nil},
		{"cause", "the cause that groups it", nil},
		{"ratio", "how many times the reference: >2, <0.5", nil},
		{"story", "how the difference came about", stories()},
		{"age", "how long ago the environments came apart: >90d, <2w, >1y", nil},
		{"risk", "how likely teams repaired what is like it, from 0 to 1: >0.5", nil},
		{"id", "the fingerprint, or its beginning", nil},
	}
}

// stories returns the names of the stories in rules and reports.
func stories() []string {
	var out []string
	for _, k := range drift.StoryKinds() {
		out = append(out, string(k))
	}
	return out
}

func aliases() map[string]string {
	return map[string]string{
		"v": "verdict", "k": "kind", "environment": "env", "e": "env", "p": "path", "o": "owner",
		"r": "resource", "name": "resource", "state": "is", "fingerprint": "id", "f": "file",
	}
}

// Parse reads a query. It never fails; see Query.Problems.
func Parse(text string) *Query {
	q := &Query{Text: text}
	for _, tok := range split(text) {
		if t, problem := parseTerm(tok); problem != "" {
			q.Problems = append(q.Problems, problem)
		} else if len(t.Alts) > 0 {
			q.Terms = append(q.Terms, t)
			if note := foreignField(tok, t); note != "" {
				q.Notes = append(q.Notes, note)
			}
		}
	}
	return q
}

// foreignField returns a note that a term such as foo:bar was read as a word, because there is no such field; "" if it was not.
func foreignField(tok token, t Term) string {
	field, rest, found := strings.Cut(strings.TrimLeft(tok.text, "-!~"), ":")
	if t.Field != "" || tok.quoted || !found || rest == "" || !isWord(strings.ToLower(field)) {
		return ""
	}
	return fmt.Sprintf("%s is no field: looking for %q as a word", field, field+":"+rest)
}

// Empty reports whether q matches everything.
func (q *Query) Empty() bool { return q == nil || len(q.Terms) == 0 }

// Narrows reports whether every finding that q matches also matches prev. Then prev's result can be filtered instead of all findings.
func (q *Query) Narrows(prev *Query) bool {
	if prev == nil || len(prev.Terms) > len(q.Terms) {
		return false
	}
	for i, p := range prev.Terms {
		t := q.Terms[i]
		if p.Field != t.Field || p.Not != t.Not || p.Fuzzy != t.Fuzzy || len(p.Alts) != len(t.Alts) {
			return false
		}
		for j := range p.Alts {
			same := p.Alts[j] == t.Alts[j]
			longer := p.Field == "" && !p.Not && strings.HasPrefix(t.Alts[j], p.Alts[j])
			if !same && !longer {
				return false
			}
		}
	}
	return true
}

type token struct {
	text       string
	start, end int
	quoted     bool
}

// split splits text at spaces outside quotes.
func split(text string) []token {
	var out []token
	i := 0
	for i < len(text) {
		if text[i] == ' ' || text[i] == '\t' {
			i++
			continue
		}
		start := i
		var b strings.Builder
		quoted, inQuote := false, false
		for i < len(text) && (inQuote || text[i] != ' ' && text[i] != '\t') {
			if text[i] == '"' {
				inQuote, quoted = !inQuote, true
			} else {
				b.WriteByte(text[i])
			}
			i++
		}
		out = append(out, token{b.String(), start, i, quoted})
	}
	return out
}

func parseTerm(tok token) (Term, string) {
	t := Term{Start: tok.start, End: tok.end}
	s := strings.ToLower(tok.text)
	if len(s) > 1 && (s[0] == '-' || s[0] == '!') {
		t.Not, s = true, s[1:]
	}
	if len(s) > 1 && s[0] == '~' {
		t.Fuzzy, s = true, s[1:]
	}
	field, rest, found := strings.Cut(s, ":")
	if a, ok := aliases()[field]; ok && found {
		field = a
	}
	switch {
	case !found || !isWord(field):
		if s != "" {
			t.Alts = []string{s}
		}
		return t, ""
	case !slices.ContainsFunc(Fields(), func(f Field) bool { return f.Name == field }):
		if near := nearest(field); near != "" {
			return t, fmt.Sprintf("no field %q, did you mean %q?", field, near)
		}
		t.Alts = []string{s} // a word with a colon in it, such as an image reference
		return t, ""
	}
	t.Field = field
	for _, v := range strings.Split(rest, ",") {
		if v = strings.TrimSpace(v); v != "" {
			t.Alts = append(t.Alts, v)
		}
	}
	return t, checkValues(t)
}

func checkValues(t Term) string {
	for _, v := range t.Alts {
		switch t.Field {
		case "verdict", "kind", "is", "has", "pillar", "story":
			if fixed := fieldNamed(t.Field).Values; !slices.ContainsFunc(fixed, func(f string) bool { return strings.HasPrefix(f, v) || strings.HasPrefix(v, f) }) {
				return fmt.Sprintf("%s:%s is none of %s", t.Field, v, strings.Join(fixed, ", "))
			}
		case "ratio", "risk":
			if _, ok := parseBound(v, plainNumber); !ok {
				return fmt.Sprintf("%s:%s is not a number with < or > before it", t.Field, v)
			}
		case "age":
			if _, ok := parseBound(v, days); !ok {
				return fmt.Sprintf("age:%s is not a span such as >90d, <2w, >6m or >1y", v)
			}
		}
	}
	return ""
}

func fieldNamed(name string) Field {
	for _, f := range Fields() {
		if f.Name == name {
			return f
		}
	}
	return Field{}
}

func isWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return s != ""
}

func nearest(name string) string {
	const most = 2 // slips; of two, none is in the first letter: "http" is no slip for "step"
	best, dist := "", most+1
	for _, f := range Fields() {
		d := levenshtein.Distance(name, f.Name, nil)
		if d < dist && d < len(name)-1 && (d == 1 || name[0] == f.Name[0]) {
			best, dist = f.Name, d
		}
	}
	return best
}
