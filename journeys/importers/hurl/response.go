package hurl

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
)

// responsePart reads what stands between HTTP and the next entry.
func (p *parser) responsePart(s *journeys.Step) {
	for p.at < len(p.lines) {
		raw := p.lines[p.at]
		line := p.at + 1
		trimmed := strings.TrimSpace(raw)
		switch {
		case blank(raw):
			p.at++
		case methodLine.MatchString(raw) && !statusLine.MatchString(stripComment(raw)):
			return
		case section.MatchString(trimmed):
			p.at++
			switch name := section.FindStringSubmatch(trimmed)[1]; name {
			case "Captures":
				p.sectionLines(func(line int, text string) { p.capture(s, line, text) })
			case "Asserts":
				p.sectionLines(func(line int, text string) { p.assert(s, line, text) })
			default:
				p.fail(line, "section [%s] is not understood after the answer; understood are Captures and Asserts", name)
				p.sectionLines(func(int, string) {})
			}
		default:
			p.at++
			k, v, ok := keyValue(stripComment(raw))
			if !ok {
				p.fail(line, "%q is not understood; bodies of answers are compared across environments, not written down", short(trimmed))
				p.resync()
				return
			}
			s.Expect.Headers = append(s.Expect.Headers, journeys.HeaderExpect{Name: k, Contains: v})
		}
	}
}

var (
	query    = regexp.MustCompile(`^(jsonpath|header|cookie|regex)[ \t]+"((?:[^"\\]|\\.)*)"(.*)$`)
	plain    = regexp.MustCompile(`^(status|body|url|duration)(.*)$`)
	regexLit = regexp.MustCompile(`^regex[ \t]+/((?:[^/\\]|\\.)*)/(.*)$`)
)

// split reads a query: its kind, its argument, and what follows.
func split(text string) (kind, arg, rest string, ok bool) {
	if m := query.FindStringSubmatch(text); m != nil {
		s, err := strconv.Unquote(`"` + m[2] + `"`)
		if err != nil { // regular expressions are full of escapes that Go strings do not know
			s = strings.ReplaceAll(m[2], `\\`, `\`)
		}
		return m[1], s, strings.TrimSpace(m[3]), true
	}
	if m := regexLit.FindStringSubmatch(text); m != nil {
		return "regex", strings.ReplaceAll(m[1], `\/`, `/`), strings.TrimSpace(m[2]), true
	}
	if m := plain.FindStringSubmatch(text); m != nil {
		return m[1], "", strings.TrimSpace(m[2]), true
	}
	return "", "", "", false
}

func (p *parser) capture(s *journeys.Step, line int, text string) {
	name, q, ok := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	if !ok || !regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`).MatchString(name) {
		p.fail(line, "a capture reads name: jsonpath \"$.x\"; the name is letters, digits and underscores")
		return
	}
	kind, arg, rest, ok := split(strings.TrimSpace(q))
	if !ok {
		p.fail(line, "cannot capture %q; understood are jsonpath, header, cookie, regex, status, body and url", short(strings.TrimSpace(q)))
		return
	}
	c := journeys.Capture{Name: name, From: journeys.FromBody, Secret: journeys.SensitiveName(name)}
	switch {
	case rest == "redact":
		c.Secret = true
	case rest != "":
		p.fail(line, "filter %q is not understood", short(rest))
		return
	}
	switch kind {
	case "jsonpath":
		path, err := journeys.ParsePath(arg)
		if err != nil {
			p.fail(line, "only plain paths such as $.items[0].id are understood: %v", err)
			return
		}
		c.Path = path
	case "header":
		c.From, c.Key = journeys.FromHeader, arg
	case "cookie":
		c.From, c.Key, c.Secret = journeys.FromCookie, arg, true
	case "regex":
		if _, err := regexp.Compile(arg); err != nil {
			p.fail(line, "the expression does not compile: %v", err)
			return
		}
		c.Regex = arg
	case "status":
		c.From = journeys.FromStatus
	case "url":
		c.From = journeys.FromLocation
	case "body":
	default:
		p.fail(line, "cannot capture %s", kind)
		return
	}
	p.captured[name] = true
	s.Capture = append(s.Capture, c)
}

func (p *parser) assert(s *journeys.Step, line int, text string) {
	kind, arg, rest, ok := split(text)
	if !ok {
		p.fail(line, "assert %q is not understood", short(text))
		return
	}
	op, operand, _ := strings.Cut(rest, " ")
	operand = strings.TrimSpace(operand)
	bad := func() {
		p.fail(line, "assert %q is not understood: %s takes another predicate", short(text), kind)
	}
	switch {
	case kind == "status" && op == "==":
		r, err := journeys.ParseStatus(operand)
		if err != nil {
			p.fail(line, "%v", err)
			return
		}
		s.Expect.Status = []journeys.StatusRange{r}
	case kind == "header" && (op == "contains" || op == "==" || op == "startsWith"):
		s.Expect.Headers = append(s.Expect.Headers, journeys.HeaderExpect{Name: arg, Contains: unquote(operand)})
	case kind == "header" && op == "exists":
		s.Expect.Headers = append(s.Expect.Headers, journeys.HeaderExpect{Name: arg})
	case kind == "body" && op == "contains":
		s.Expect.Contains = append(s.Expect.Contains, p.text(unquote(operand)))
	case kind == "duration" && (op == "<" || op == "<="):
		ms, err := strconv.Atoi(operand)
		if err != nil || ms <= 0 {
			p.fail(line, "duration is compared with whole milliseconds")
			return
		}
		s.Expect.Within = time.Duration(ms) * time.Millisecond
	case kind == "jsonpath" && (op == "==" || op == "exists"):
		path, err := journeys.ParsePath(arg)
		if err != nil {
			p.fail(line, "only plain paths such as $.items[0].id are understood: %v", err)
			return
		}
		e := journeys.JSONExpect{Path: path, Exists: op == "exists"}
		if op == "==" {
			v, ok := decode(operand)
			if !ok {
				bad()
				return
			}
			e.Equals = p.holes(v)
			if e.Equals == nil {
				p.fail(line, "comparing with null is not understood")
			}
		}
		s.Expect.JSON = append(s.Expect.JSON, e)
	default:
		bad()
	}
}

func unquote(s string) string {
	var out string
	if json.Unmarshal([]byte(s), &out) == nil {
		return out
	}
	return strings.Trim(s, `"`)
}
