package importers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot/secret"
)

// Clean takes out of a journey that somebody wrote elsewhere what is secret, by name and by form: literal values become references to
// secrets, so that the journey still runs once they are set. What a step captures or refers to stays.
func Clean(j *journeys.Journey) (notes []string) {
	d := &drafter{names: map[string]int{}, vars: map[string]bool{}, secrets: map[string]bool{}}
	for i := range j.Steps {
		s := &j.Steps[i]
		s.Name = publicName(s.Name)
		d.formBody(s)
		for k := range s.Headers {
			s.Headers[k].Value = d.header(s.Headers[k].Name, s.Headers[k].Value)
		}
		if s.Basic != nil {
			s.Basic.Password = d.refer("password", s.Basic.Password)
			s.Basic.User = d.cleanText("user", s.Basic.User)
		}
		if _, literal := s.Bearer.Literal(); literal && !s.Bearer.Empty() {
			s.Bearer = d.refer("token", s.Bearer)
		}
		for k := range s.Multipart {
			s.Multipart[k].Value = d.cleanText(s.Multipart[k].Name, s.Multipart[k].Value)
		}
		d.query(s)
		d.clean(s)
		d.expectations(&s.Expect)
	}
	if d.expected > 0 {
		notes = append(notes, "what "+names.Count(d.expected, "answer")+" must hold looked like a secret and was taken out: the draft checks only that something is there")
	}
	for _, n := range sortedBools(d.secrets) {
		notes = append(notes, "a literal value was taken out: set the environment variable "+n)
	}
	return notes
}

// Private reports whether a text is, or holds, what looks like a credential, a card number or a person's address, or looks random.
func Private(s string) bool {
	return redact.SensitiveValue(s) || personal.MatchString(s) || secret.Random("", s) || made(s)
}

// minMade is the length in characters from which a text of letters and digits is taken for one that a program made. What nobody can guess has
// 64 bits, which are eleven of them.
const minMade = 12

// made reports whether a text is one word of small and capital letters and digits that nobody writes for people. In a recording that is a key or a
// token more often than not. The draft is not worse for a reference in its place.
func made(s string) bool {
	if len(s) < minMade || secret.Plain(s) {
		return false
	}
	small, capital, digit := false, false, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			small = true
		case c >= 'A' && c <= 'Z':
			capital = true
		case c >= '0' && c <= '9':
			digit = true
		case c != '_' && c != '-':
			return false
		}
	}
	return small && capital && digit
}

// publicName takes private parts out of a path that serves as a name.
func publicName(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		raw, err := url.PathUnescape(p)
		if err != nil {
			raw = p
		}
		if Private(raw) {
			parts[i] = "REMOVED"
		}
	}
	return strings.Join(parts, "/")
}

// refer makes a reference of a literal text.
func (d *drafter) refer(name string, t journeys.Text) journeys.Text {
	v, literal := t.Literal()
	if !literal || v == "" {
		return t
	}
	return d.reference(name)
}

var scheme = regexp.MustCompile(`^(?i:(bearer|basic|token|digest|apikey) +)`)

// header makes references of what is literal in a header that holds credentials: after the scheme, and of cookies one by one.
func (d *drafter) header(name string, t journeys.Text) journeys.Text {
	if !redact.SensitiveName(name) {
		return d.cleanText(name, t)
	}
	var out journeys.Text
	for i, p := range t.Parts {
		if p.Literal == "" {
			out.Parts = append(out.Parts, p)
			continue
		}
		rest := p.Literal
		if lead := scheme.FindString(rest); lead != "" && i == 0 {
			out.Parts = append(out.Parts, journeys.Part{Literal: lead})
			rest = rest[len(lead):]
		}
		if http.CanonicalHeaderKey(name) == "Cookie" {
			d.cookies(&out, rest, i > 0)
		} else if rest != "" {
			out.Parts = append(out.Parts, d.reference(name).Parts...)
		}
	}
	return out
}

// cookies keeps the names of cookies. When value is set, the text begins in the middle of one.
func (d *drafter) cookies(out *journeys.Text, text string, value bool) {
	for k, c := range strings.SplitAfter(text, ";") {
		name, v, has := strings.Cut(c, "=")
		switch {
		case !has && k == 0 && value:
			out.Parts = append(out.Parts, journeys.Part{Literal: strings.TrimLeft(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.%")})
		case strings.TrimRight(v, "; ") == "":
			out.Parts = append(out.Parts, journeys.Part{Literal: c})
		default:
			out.Parts = append(out.Parts, journeys.Part{Literal: name + "="})
			out.Parts = append(out.Parts, d.reference(strings.TrimSpace(name)).Parts...)
			if strings.HasSuffix(v, ";") {
				out.Parts = append(out.Parts, journeys.Part{Literal: ";"})
			}
		}
	}
}

// formBody takes a form that was written as a text for the form it is.
func (d *drafter) formBody(s *journeys.Step) {
	v, literal := s.Body.Literal()
	i := slices.IndexFunc(s.Headers, func(p journeys.Pair) bool { return http.CanonicalHeaderKey(p.Name) == "Content-Type" })
	if !literal || v == "" || i < 0 || !strings.Contains(strings.ToLower(s.Headers[i].Value.String()), "x-www-form-urlencoded") {
		return
	}
	for _, f := range queryFields(v) {
		s.Form = append(s.Form, journeys.Pair{Name: f.Name, Value: journeys.Lit(f.Value)})
	}
	s.Body, s.Headers = journeys.Text{}, slices.Delete(s.Headers, i, i+1)
}

var parameter = regexp.MustCompile(`([?&][^=&?]+=)([^&]*)`)

// query makes references of what is secret in a query that stands in the URL.
func (d *drafter) query(s *journeys.Step) {
	var out []journeys.Part
	for _, p := range s.URL.Parts {
		if p.Literal == "" {
			out = append(out, p)
			continue
		}
		at := 0
		for _, m := range parameter.FindAllStringSubmatchIndex(p.Literal, -1) {
			name, err1 := url.QueryUnescape(strings.Trim(p.Literal[m[2]:m[3]], "?&="))
			v, err2 := url.QueryUnescape(p.Literal[m[4]:m[5]])
			if v == "" || err1 == nil && err2 == nil && !redact.SensitiveName(name) && !Private(v) {
				continue
			}
			out = append(out, journeys.Part{Literal: p.Literal[at:m[3]]})
			out = append(out, d.reference(name).Parts...)
			at = m[5]
		}
		if at < len(p.Literal) {
			out = append(out, journeys.Part{Literal: p.Literal[at:]})
		}
	}
	s.URL.Parts = out
}

// expectations keeps of an expected secret only that something is there.
func (d *drafter) expectations(e *journeys.Expect) {
	taken := false
	for i := range e.Headers {
		if h := &e.Headers[i]; h.Contains != "" && (redact.SensitiveName(h.Name) || Private(h.Contains)) {
			h.Contains, taken = "", true
		}
	}
	for i, t := range e.Asserts {
		a, err := asserts.Parse(t.String())
		if err == nil && a.Wanted() != "" && (slices.ContainsFunc(a.Expr.Names(), redact.SensitiveName) || Private(a.Wanted())) {
			e.Asserts[i] = journeys.Lit(a.Exists())
			taken = true
		}
	}
	e.Asserts = slices.CompactFunc(e.Asserts, func(a, b journeys.Text) bool { return a.String() == b.String() })
	contains := len(e.Contains)
	e.Contains = slices.DeleteFunc(e.Contains, func(t journeys.Text) bool { return Private(t.String()) })
	taken = taken || len(e.Contains) < contains
	for i := range e.JSON {
		x := &e.JSON[i]
		last := ""
		if n := len(x.Path); n > 0 {
			last = x.Path[n-1].Key
		}
		if v, ok := x.Equals.(string); ok && (redact.SensitiveName(last) || Private(v)) {
			x.Equals, x.Exists, taken = nil, true, true
		}
	}
	if taken {
		d.expected++
	}
}
