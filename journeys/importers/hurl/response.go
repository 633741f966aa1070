package hurl

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
)

// responsePart reads what stands between HTTP and the next entry.
func (p *parser) responsePart(s *journeys.Step) {
	// Captures come first, wherever they stand: an assert may use them.
	for _, want := range []string{"Captures", ""} {
		back := p.at
		p.responseLines(s, want)
		if want != "" {
			p.at = back
		}
	}
}

func (p *parser) responseLines(s *journeys.Step, only string) {
	for p.at < len(p.lines) {
		raw := p.lines[p.at]
		switch name := sectionName(raw); {
		case blank(raw):
			p.at++
		case isMethod(raw):
			return
		case name != "":
			p.at++
			p.responseSection(s, name, only)
		case p.beginsBody(raw):
			line := p.at + 1
			b, err := p.readBody()
			switch {
			case only != "":
			case err != nil:
				p.fail(line, "the body that is expected is not checked here: %v", err)
			default:
				p.expectBody(s, b)
			}
		default:
			p.at++
			k, v, ok := splitKey(raw)
			switch {
			case only != "":
			case !ok:
				p.fail(p.at, "%q is not understood", shown(raw))
			default:
				// As in Hurl, one of several headers of this name is enough.
				p.addAssert(s, p.at, "header "+asserts.Quote(p.key(p.at, k))+" includes "+p.quoted(p.at, v))
			}
		}
	}
}

// quoted is a value as an assert has it.
func (p *parser) quoted(line int, raw string) string {
	s := uncommented(raw)
	var b strings.Builder
	for s != "" {
		switch {
		case s[0] == '\\':
			c, n := escaped(s)
			b.WriteString(asserts.Escaped(c))
			s = s[n:]
		case strings.HasPrefix(s, "{{") && anyHole.MatchString(s):
			h := anyHole.FindString(s)
			b.WriteString(h)
			s = s[len(h):]
		default:
			r := []rune(s)[0]
			b.WriteString(asserts.Escaped(string(r)))
			s = s[len(string(r)):]
		}
	}
	return `"` + b.String() + `"`
}

func (p *parser) responseSection(s *journeys.Step, name, only string) {
	skip := func(int, string) {}
	switch {
	case name == "Captures" && only == name:
		p.sectionLines(func(line int, text string) { p.capture(s, line, text) })
	case name == "Asserts" && only == "":
		p.sectionLines(func(line int, text string) { p.assert(s, line, text) })
	case name == "Captures" || name == "Asserts" || only != "":
		p.sectionLines(skip)
	default:
		p.fail(p.at, "section [%s] is not understood after the answer", name)
		p.sectionLines(func(line int, text string) { p.fail(line, "%q stands in [%s]", shown(text), name) })
	}
}

// expectBody is the whole body that an answer must have.
func (p *parser) expectBody(s *journeys.Step, b bodyText) {
	switch b.kind {
	case "file":
		p.fail(b.line, "the body that is expected is not checked here: it is the file %q, which is not read", shown(b.text))
	case "bytes":
		p.addAssert(s, b.line, "bytes == hex,"+hex.EncodeToString(b.bytes)+";")
	default:
		text := b.text
		if b.escapes {
			t := p.text(b.line, text, true)
			text = t.String()
		}
		if b.holes {
			p.addAssert(s, b.line, `body == "`+asserts.Escaped(text)+`"`)
		} else {
			p.addAssert(s, b.line, "body == "+asserts.Quote(text))
		}
	}
}

var captureName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// plainPath is a path that names one value by keys and indices, which a journey has a form of its own for.
var plainPath = regexp.MustCompile(`^\$(\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\]|\['[^'\\]*'\])+$`)

func (p *parser) capture(s *journeys.Step, line int, text string) {
	name, q, ok := splitKey(text)
	if ok {
		name = p.key(line, name)
	}
	if !ok || !captureName.MatchString(name) {
		p.fail(line, "a capture reads name: jsonpath \"$.x\"; the name is letters, digits, - and _, not %q", shown(text))
		return
	}
	src := p.assertText(line, q)
	if _, ok := src.Literal(); !ok {
		p.fail(line, "a capture whose query holds a variable from outside is not understood")
		return
	}
	e, rest, err := asserts.ParseExpr(src.String())
	if err != nil {
		p.fail(line, "capture %s: %v", name, why(text, err))
		return
	}
	c := journeys.Capture{Name: p.alias(name), Secret: redact.SensitiveName(name)}
	switch rest = uncommented(rest); {
	case rest == "redact":
		c.Secret = true
	case rest != "":
		p.fail(line, "capture %s: filter %q is not understood", name, shown(rest))
		return
	}
	p.source(&c, e)
	p.captured[name] = c.Name
	delete(p.vars, name)
	s.Capture = slices.DeleteFunc(s.Capture, func(o journeys.Capture) bool { return o.Name == c.Name })
	s.Capture = append(s.Capture, c)
}

// alias is a name that the config can have as a variable.
func (p *parser) alias(name string) string {
	out := strings.ReplaceAll(name, "-", "_")
	if out == "env" {
		out = "env_value"
	}
	for taken := true; taken; {
		taken = false
		for k, v := range p.captured {
			taken = taken || k != name && v == out
		}
		if taken {
			out += "_2"
		}
	}
	return out
}

// source takes the form that journeys have for a query, where it is one of them, else the query itself.
func (p *parser) source(c *journeys.Capture, e *asserts.Expr) {
	arg, one := e.Single()
	c.From, c.Query = journeys.FromQuery, e.Source
	set := func(from journeys.Source) { c.From, c.Query = from, "" }
	switch {
	case !one:
	case e.Kind() == "status":
		set(journeys.FromStatus)
	case e.Kind() == "url":
		set(journeys.FromLocation)
	case e.Kind() == "body":
		set(journeys.FromBody)
	case e.Kind() == "header": // a list where there are several, which header["X"] is not
		c.Secret = c.Secret || redact.SensitiveName(arg)
	case e.Kind() == "cookie" && !strings.Contains(arg, "["):
		set(journeys.FromCookie)
		c.Key, c.Secret = arg, true
	case e.Kind() == "jsonpath" && plainPath.MatchString(arg):
		if path, err := journeys.ParsePath(arg); err == nil {
			set(journeys.FromBody)
			c.Path = path
		}
	case e.Kind() == "regex" && e.Groups() > 0:
		set(journeys.FromBody)
		c.Regex = arg
	}
	c.Secret = c.Secret || e.Kind() == "cookie"
}

// assert reads a line of [Asserts]. Where journeys have a form of their own that says the same, it is taken, because it reads better.
func (p *parser) assert(s *journeys.Step, line int, text string) {
	src := p.assertText(line, text)
	a, err := asserts.Parse(src.String())
	if err != nil {
		p.fail(line, "assert %q is not checked here: %v", shown(text), why(text, err))
		return
	}
	arg, one := a.Expr.Single()
	if a.Expr.Kind() == "variable" && p.captured[a.Expr.Argument()] != a.Expr.Argument() {
		if name := a.Expr.Argument(); p.vars[name] != nil {
			p.note(line, "the assert on %q is left out: it compares what the file sets itself", name)
		} else {
			p.fail(line, "assert %q is not checked here: no step captures %q under that name", shown(text), name)
		}
		return
	}
	predicate, want, plain := a.Plain()
	str, isText := want.(string)
	switch {
	case !one || !plain:
	case a.Expr.Kind() == "status" && predicate == "==" && len(s.Expect.Status) == 1 && s.Expect.Status[0].From != s.Expect.Status[0].To:
		if r, err := journeys.ParseStatus(asserts.Text(want)); err == nil {
			s.Expect.Status = []journeys.StatusRange{r}
			return
		}
	case a.Expr.Kind() == "header" && (predicate == "contains" && isText || predicate == "exists"):
		if !slices.ContainsFunc(s.Expect.Headers, func(h journeys.HeaderExpect) bool { return strings.EqualFold(h.Name, arg) }) {
			s.Expect.Headers = append(s.Expect.Headers, journeys.HeaderExpect{Name: arg, Contains: str})
			return
		}
	case a.Expr.Kind() == "body" && predicate == "contains" && isText:
		s.Expect.Contains = append(s.Expect.Contains, journeys.Lit(str))
		return
	case a.Expr.Kind() == "duration" && predicate == "<=":
		if ms, err := strconv.Atoi(asserts.Text(want)); err == nil && ms > 0 && s.Expect.Within == 0 {
			s.Expect.Within = time.Duration(ms) * time.Millisecond
			return
		}
	case a.Expr.Kind() == "jsonpath" && plainPath.MatchString(arg) && (predicate == "exists" || predicate == "==" && scalarValue(want)):
		path, err := journeys.ParsePath(arg)
		if err == nil && !slices.ContainsFunc(s.Expect.JSON, func(e journeys.JSONExpect) bool { return e.Path.String() == path.String() }) {
			s.Expect.JSON = append(s.Expect.JSON, journeys.JSONExpect{Path: path, Exists: predicate == "exists", Equals: want})
			return
		}
	}
	s.Expect.Asserts = append(s.Expect.Asserts, trimmed(src))
}

// scalarValue reports whether a value is one that `json` of a journey compares with.
func scalarValue(v any) bool {
	switch v.(type) {
	case bool, string, json.Number:
		return true
	}
	return false
}

// why is what is wrong with a line, without its text where that is not shown.
func why(text string, err error) error {
	if shown(text) == hidden {
		return errors.New("it is not understood")
	}
	return err
}

// addAssert adds an assert that the file has in another form.
func (p *parser) addAssert(s *journeys.Step, line int, src string) {
	t := p.assertText(line, src)
	if _, err := asserts.Parse(t.String()); err != nil {
		p.fail(line, "%q is not checked here: %v", shown(src), why(src, err))
		return
	}
	s.Expect.Asserts = append(s.Expect.Asserts, t)
}

// trimmed is an assert without the comment behind it.
func trimmed(t journeys.Text) journeys.Text {
	a, err := asserts.Parse(t.String())
	if n := len(t.Parts); err == nil && n > 0 {
		cut := len(t.String()) - len(a.Source)
		if last := t.Parts[n-1].Literal; cut > 0 && cut < len(last) && strings.HasPrefix(t.String(), a.Source) {
			t.Parts[n-1].Literal = last[:len(last)-cut]
		}
	}
	return t
}
