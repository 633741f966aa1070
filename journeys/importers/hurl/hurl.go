// Package hurl reads a stated part of Hurl 8 files as journey steps: method, URL, headers, [Query], [Form], [Multipart],
// [Cookies], [BasicAuth], [Options] location, max-redirs and variable; JSON, text and one-line bodies; HTTP status and
// headers; [Captures] and [Asserts] over status, header, cookie, body, jsonpath, regex and duration.
//
// It refuses the rest, each with its line: nothing is skipped, because a skipped assert would look like a passing one. retry
// is refused because a slow or failed first attempt must not pass unseen.
package hurl

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
)

// Error is one line that is not understood.
type Error struct {
	File string
	Line int
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What) }

// maxErrors bounds how many lines are complained of: a file in another format has thousands.
const maxErrors = 20

// Parse reads a file. The error joins one *Error a line that is not understood.
//
// {{name}} is the value captured as name by an earlier entry, or set with [Options] variable; at the start of a URL,
// {{base}}, {{base_url}} and {{host}} are the environment's base URL. Any other is taken from the process variable
// HURL_name, late, as a secret.
func Parse(file string, src []byte) ([]journeys.Step, error) {
	text := strings.TrimPrefix(string(src), "\ufeff")
	p := &parser{file: file, lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), vars: map[string]string{}, captured: map[string]bool{}, names: map[string]int{}}
	for p.skipBlank(); p.at < len(p.lines) && len(p.errs) < maxErrors; p.skipBlank() {
		p.entry()
	}
	if len(p.steps) == 0 && len(p.errs) == 0 {
		p.fail(1, "no request in the file")
	}
	return p.steps, errors.Join(p.errs...)
}

type parser struct {
	file     string
	lines    []string
	at       int
	steps    []journeys.Step
	errs     []error
	vars     map[string]string
	captured map[string]bool
	names    map[string]int
}

func (p *parser) fail(line int, format string, a ...any) {
	p.errs = append(p.errs, &Error{File: p.file, Line: line, What: fmt.Sprintf(format, a...)})
}

func blank(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s[0] == '#'
}

func (p *parser) skipBlank() {
	for p.at < len(p.lines) && blank(p.lines[p.at]) {
		p.at++
	}
}

var (
	methodLine = regexp.MustCompile(`^([A-Z]+)[ \t]+(\S.*)$`)
	statusLine = regexp.MustCompile(`^HTTP(?:/(?:1\.0|1\.1|2|3))?[ \t]+(\*|[0-9]{3})[ \t]*$`)
	section    = regexp.MustCompile(`^\[([A-Za-z]+)\][ \t]*$`)
	hole       = regexp.MustCompile(`\{\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\}\}`)
)

// entry reads one request and what is expected of its answer.
func (p *parser) entry() {
	line := p.at + 1
	m := methodLine.FindStringSubmatch(stripComment(p.lines[p.at]))
	if m == nil || statusLine.MatchString(p.lines[p.at]) {
		p.fail(line, "expected a request such as GET {{base}}/path, found %q", short(p.lines[p.at]))
		p.at++
		p.resync()
		return
	}
	p.at++
	s := journeys.Step{Method: m[1], File: p.file, Line: line}
	p.url(&s, line, strings.TrimSpace(m[2]))
	p.requestPart(&s)
	p.skipBlank()
	if p.at < len(p.lines) {
		if st := statusLine.FindStringSubmatch(stripComment(p.lines[p.at])); st != nil {
			if st[1] != "*" {
				r, err := journeys.ParseStatus(st[1])
				if err != nil {
					p.fail(p.at+1, "%v", err)
				}
				s.Expect.Status = []journeys.StatusRange{r}
			} else {
				s.Expect.Status = []journeys.StatusRange{{From: 100, To: 599}}
			}
			p.at++
			p.responsePart(&s)
		}
	}
	s.Name = p.name(&s)
	p.steps = append(p.steps, s)
}

// resync goes to the next line that could begin an entry.
func (p *parser) resync() {
	for p.at < len(p.lines) && !methodLine.MatchString(p.lines[p.at]) {
		p.at++
	}
}

// name makes a step's name of its method and path, numbered where it repeats.
func (p *parser) name(s *journeys.Step) string {
	u, _, _ := strings.Cut(s.URL.String(), "?")
	n := strings.ToLower(s.Method) + " " + path.Clean("/"+strings.TrimPrefix(u, "/"))
	p.names[n]++
	if k := p.names[n]; k > 1 {
		return fmt.Sprintf("%s #%d", n, k)
	}
	return n
}

func (p *parser) url(s *journeys.Step, line int, raw string) {
	for _, b := range []string{"base", "base_url", "host"} {
		if m := regexp.MustCompile(`^(https?://)?\{\{[ \t]*` + b + `[ \t]*\}\}`).FindString(raw); m != "" && !p.captured[b] && p.vars[b] == "" {
			raw = raw[len(m):]
			if !strings.HasPrefix(raw, "/") {
				raw = "/" + raw
			}
			break
		}
	}
	if !strings.HasPrefix(raw, "/") && !strings.HasPrefix(raw, "http://") && !strings.HasPrefix(raw, "https://") && !strings.HasPrefix(raw, "{{") {
		p.fail(line, "%q is not a URL: begin it with {{base}}/ or http(s)://", short(raw))
	}
	s.URL = p.text(raw)
}

// text turns {{holes}} into parts.
func (p *parser) text(s string) journeys.Text {
	var t journeys.Text
	lit := func(s string) {
		if s == "" {
			return
		}
		if n := len(t.Parts); n > 0 && t.Parts[n-1].Var == "" && t.Parts[n-1].Secret == "" {
			t.Parts[n-1].Literal += s
			return
		}
		t.Parts = append(t.Parts, journeys.Part{Literal: s})
	}
	for s != "" {
		m := hole.FindStringSubmatchIndex(s)
		if m == nil {
			lit(s)
			break
		}
		lit(s[:m[0]])
		switch name := s[m[2]:m[3]]; {
		case p.captured[name]:
			t.Parts = append(t.Parts, journeys.Part{Var: name})
		case p.vars[name] != "":
			lit(p.vars[name])
		default:
			t.Parts = append(t.Parts, journeys.Part{Secret: "HURL_" + name})
		}
		s = s[m[1]:]
	}
	return t
}

// stripComment takes a trailing comment off; # inside quotes and URLs without a space before it stays.
func stripComment(s string) string {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"' && (i == 0 || s[i-1] != '\\'):
			quoted = !quoted
		case s[i] == '#' && !quoted && i > 0 && (s[i-1] == ' ' || s[i-1] == '\t'):
			return strings.TrimRight(s[:i], " \t")
		}
	}
	return strings.TrimRight(s, " \t")
}

// keyValue splits "name: value".
func keyValue(line string) (k, v string, ok bool) {
	k, v, ok = strings.Cut(line, ":")
	k = strings.TrimSpace(k)
	return k, strings.TrimSpace(v), ok && k != "" && !strings.ContainsAny(k, " \t\"{}[]")
}

func short(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// redirects are as many as location follows when nothing else is said.
const redirects = journeys.MaxRedirects

func (p *parser) option(s *journeys.Step, line int, k, v string) {
	switch k {
	case "location":
		if v == "true" {
			s.Redirects = redirects
		} else if v != "false" {
			p.fail(line, "option location is true or false, not %q", short(v))
		}
	case "max-redirs":
		n := 0
		if _, err := fmt.Sscanf(v, "%d", &n); err != nil || n < 0 || n > journeys.MaxRedirects {
			p.fail(line, "option max-redirs must be 0 to %d", journeys.MaxRedirects)
		} else if s.Redirects > 0 {
			s.Redirects = n
		}
	case "variable":
		name, val, ok := strings.Cut(v, "=")
		if !ok {
			p.fail(line, "option variable reads variable: name=value")
			return
		}
		p.vars[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(val), `"`)
	case "delay":
		d, err := time.ParseDuration(v)
		if err != nil {
			p.fail(line, "option delay needs a unit, such as 500ms")
		}
		s.Think = d
	case "retry", "retry-interval":
		p.fail(line, "option %s is refused: a failed or slow first attempt must not pass unseen", k)
	case "insecure":
		p.fail(line, "option insecure is refused: give the environment's `tls { ca = … }` instead")
	default:
		p.fail(line, "option %q is not understood; understood are location, max-redirs, variable and delay", k)
	}
}
