// Package hurl reads Hurl 8 files as journey steps. What a step cannot express is a Problem with its line: a draft carries it as a TODO, and
// `from = "FILE.hurl"` refuses the file. Nothing is skipped in silence, because a skipped assert would look like a passing one.
package hurl

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/redact"
)

// Problem is something that a step does not express.
type Problem struct {
	File string
	Line int
	Step int // index of the step it belongs to; -1 when it belongs to none
	What string
}

func (e *Problem) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What) }

// File is what a Hurl file says.
type File struct {
	Steps    []journeys.Step
	Problems []*Problem
	// Notes say what runs a little otherwise, or is left out because it concerns Hurl's own output.
	Notes []*Problem
}

// maxProblems bounds how many lines are complained of: a file in another format has thousands.
const maxProblems = 200

// Parse reads a file of which everything is understood. The error joins one *Problem a line that is not.
func Parse(file string, src []byte) ([]journeys.Step, error) {
	f := Read(file, src)
	errs := make([]error, 0, len(f.Problems))
	for _, p := range f.Problems {
		errs = append(errs, p)
	}
	return f.Steps, errors.Join(errs...)
}

// Read reads a file as far as it goes. file is named relative to the config, as the files are that its parts send.
//
// {{name}} is the value captured as name by an earlier entry, or set with [Options] variable; at the start of a URL,
// {{base}}, {{base_url}} and {{host}} are the environment's base URL. Any other is taken from the process variable
// HURL_name, late, as a secret.
func Read(file string, src []byte) *File {
	text := strings.TrimPrefix(string(src), "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	p := &parser{
		file: file, dir: filepath.ToSlash(filepath.Dir(file)), src: text, lines: strings.Split(text, "\n"),
		vars: map[string]any{}, captured: map[string]string{}, names: map[string]int{}, step: -1,
	}
	for i, at := 0, 0; i < len(p.lines); i++ {
		p.starts = append(p.starts, at)
		at += len(p.lines[i]) + 1
	}
	for p.skipBlank(); p.at < len(p.lines) && len(p.out.Problems) < maxProblems; p.skipBlank() {
		p.entry()
	}
	p.step = -1
	if len(p.out.Problems) >= maxProblems {
		p.fail(p.at+1, "the rest of the file is not read: %d lines before it are not understood", maxProblems)
	}
	if len(p.out.Steps) == 0 && len(p.out.Problems) == 0 {
		p.fail(1, "no request in the file")
	}
	return &p.out
}

type parser struct {
	file     string
	dir      string
	src      string
	lines    []string
	starts   []int // of each line in src
	at       int   // index of the line at hand
	step     int   // index of the step that is read
	out      File
	vars     map[string]any    // set by [Options] variable
	captured map[string]string // by an earlier entry or this one: the name in the draft
	names    map[string]int
}

func (p *parser) fail(line int, format string, a ...any) {
	p.out.Problems = append(p.out.Problems, &Problem{File: p.file, Line: line, Step: p.step, What: fmt.Sprintf(format, a...)})
}

func (p *parser) note(line int, format string, a ...any) {
	p.out.Notes = append(p.out.Notes, &Problem{File: p.file, Line: line, Step: p.step, What: fmt.Sprintf(format, a...)})
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
	methodLine = regexp.MustCompile(`^[ \t]*([A-Z]+)[ \t]+([^ \t#].*)$`)
	statusLine = regexp.MustCompile(`^[ \t]*HTTP(?:/(1\.0|1\.1|2|3))?[ \t]+(\*|[0-9]{3})[ \t]*(?:#.*)?$`)
	section    = regexp.MustCompile(`^[ \t]*\[([A-Za-z]+)\][ \t]*(?:#.*)?$`)
)

// sections are the names of all sections: what else stands between brackets is a list of JSON.
var sections = []string{
	"Query", "QueryStringParams", "Form", "FormParams", "Multipart", "MultipartFormData", "Cookies", "BasicAuth", "Options", "Captures", "Asserts",
}

func isStatus(line string) bool { return statusLine.MatchString(line) }

// isMethod reports whether a line begins a request. A header such as "X: y" does not, for its name ends with the colon.
func isMethod(line string) bool {
	return methodLine.MatchString(line) && !isStatus(line)
}

func sectionName(line string) string {
	m := section.FindStringSubmatch(line)
	if m == nil || !slices.Contains(sections, m[1]) && strings.ToLower(m[1]) == m[1] { // [true] is JSON
		return ""
	}
	return m[1]
}

// entry reads one request and what is expected of its answer.
func (p *parser) entry() {
	line := p.at + 1
	p.step = -1
	m := methodLine.FindStringSubmatch(p.lines[p.at])
	if m == nil || isStatus(p.lines[p.at]) {
		p.fail(line, "expected a request such as GET {{base}}/path, found %q", shown(p.lines[p.at]))
		p.at++
		p.resync()
		return
	}
	p.step = len(p.out.Steps)
	p.at++
	s := journeys.Step{Method: m[1], File: p.file, Line: line}
	skipped := p.optionsAhead()
	p.url(&s, line, m[2])
	p.requestPart(&s)
	p.skipBlank()
	if p.at < len(p.lines) && isStatus(p.lines[p.at]) {
		p.status(&s)
		p.responsePart(&s)
	} else {
		p.note(line, "Hurl checks nothing of this answer; here the step fails from status 400 on")
	}
	if skipped {
		p.out.Problems = slices.DeleteFunc(p.out.Problems, func(x *Problem) bool { return x.Step == p.step })
		p.out.Notes = slices.DeleteFunc(p.out.Notes, func(x *Problem) bool { return x.Step == p.step })
		p.step = -1
		p.note(line, "the request is left out: its option skip is true")
		return
	}
	s.Name = p.name(&s)
	p.out.Steps = append(p.out.Steps, s)
}

func (p *parser) status(s *journeys.Step) {
	st := statusLine.FindStringSubmatch(p.lines[p.at])
	s.Expect.Status = []journeys.StatusRange{{From: 100, To: 599}}
	if st[2] != "*" {
		r, err := journeys.ParseStatus(st[2])
		if err != nil {
			p.fail(p.at+1, "%v", err)
		} else {
			s.Expect.Status = []journeys.StatusRange{r}
		}
	}
	if st[1] != "" {
		s.Expect.Asserts = append(s.Expect.Asserts, journeys.Lit(`version == "`+st[1]+`"`))
	}
	p.at++
}

// optionsAhead sets the variables of this entry before anything of it is read, and reports whether Hurl skips it: its [Options] hold for the
// whole of the entry.
func (p *parser) optionsAhead() (skip bool) {
	inside := false
	for i := p.at; i < len(p.lines) && !isMethod(p.lines[i]) && !isStatus(p.lines[i]); i++ {
		switch name := sectionName(p.lines[i]); {
		case name != "":
			inside = name == "Options"
		case inside && !blank(p.lines[i]):
			k, v, ok := splitKey(p.lines[i])
			if !ok {
				inside = false
				continue
			}
			switch v = plainValue(v); k {
			case "variable":
				if name, val, ok := strings.Cut(v, "="); ok {
					name = strings.TrimSpace(name)
					p.vars[name] = variable(strings.TrimSpace(val))
					delete(p.captured, name)
				}
			case "skip":
				skip = skip || v == "true"
			}
		}
	}
	return skip
}

// resync goes to the next line that could begin an entry.
func (p *parser) resync() {
	for p.at < len(p.lines) && !isMethod(p.lines[p.at]) {
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

var baseHole = regexp.MustCompile(`^(https?://)?\{\{[ \t]*(base|base_url|host)[ \t]*\}\}`)

func (p *parser) url(s *journeys.Step, line int, raw string) {
	if m := baseHole.FindStringSubmatch(raw); m != nil && p.captured[m[2]] == "" && p.vars[m[2]] == nil {
		raw = raw[len(m[0]):]
		if !strings.HasPrefix(raw, "/") {
			raw = "/" + raw
		}
	}
	s.URL = p.value(line, raw)
	if u := s.URL.String(); !strings.HasPrefix(u, "/") && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "{{") {
		p.fail(line, "%q is not a URL: begin it with {{base}}/ or http(s)://", shown(raw))
	}
}

// hidden stands for a piece of the file that may hold a secret.
const hidden = "[not shown: it may hold a secret]"

// shown is a piece of the file for a message, cut, without what looks like a secret.
func shown(s string) string {
	s = strings.TrimSpace(s)
	if importers.Private(s) || slices.ContainsFunc(regexp.MustCompile(`[A-Za-z_-]+`).FindAllString(s, -1), redact.SensitiveName) {
		return hidden
	}
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// escaped reads the escape at the beginning of s; what Hurl does not know as one stays as it is written.
func escaped(s string) (string, int) {
	c, n, err := asserts.Escape(s)
	if err != nil {
		return s[:1], 1
	}
	return c, n
}

// Local turns requests to one of the given hosts into requests below the environment's base URL, and says which other hosts are written down:
// a request to them is the same in every environment.
func (f *File) Local(hosts []string) []string {
	var notes []string
	seen := map[string]bool{}
	for i := range f.Steps {
		s := &f.Steps[i]
		if len(s.URL.Parts) == 0 {
			continue
		}
		first := &s.URL.Parts[0].Literal
		u, err := url.Parse(*first)
		if err != nil || u.Host == "" {
			continue
		}
		if slices.Contains(hosts, u.Host) || slices.Contains(hosts, u.Hostname()) {
			rest := strings.TrimPrefix(*first, u.Scheme+"://"+u.Host)
			*first = "/" + strings.TrimPrefix(rest, "/")
			continue
		}
		if !seen[u.Host] {
			seen[u.Host] = true
			notes = append(notes, fmt.Sprintf("requests go to %s in every environment: import with --host %s to send them to each environment's base_url", u.Host, u.Host))
		}
	}
	return notes
}
