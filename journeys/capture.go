package journeys

import (
	"fmt"
	"regexp"
	"strings"
)

// Capture takes a value out of an answer for later steps.
type Capture struct {
	Name   string
	From   Source
	Path   Path   // From Body: into the JSON; empty for the whole body
	Key    string // From Header and Cookie: the name
	Regex  string // applied to what From yields; its first group, or the whole match, is the value
	Query  string // From Query: a query and filters in the language of package asserts
	Secret bool   // redacted wherever it occurs
}

// Source is a part of an answer.
type Source string

// The sources.
const (
	FromBody     Source = "body"
	FromHeader   Source = "header"
	FromCookie   Source = "cookie"
	FromStatus   Source = "status"
	FromLocation Source = "url" // the URL that answered
	FromQuery    Source = "query"
)

// String describes the capture as the config writes it.
func (c Capture) String() string {
	s := string(c.From)
	switch {
	case c.From == FromQuery:
		return fmt.Sprintf("query(%q)", c.Query)
	case c.From == FromBody && len(c.Path) > 0:
		p := c.Path.String()
		if !strings.HasPrefix(p, "[") {
			s += "."
		}
		s += p
	case c.Key != "":
		s += fmt.Sprintf("[%q]", c.Key)
	}
	if c.Regex != "" {
		s = fmt.Sprintf("regex(%s, %q)", s, c.Regex)
	}
	return s
}

// value is a captured value: its text, and what it was in JSON, so that a number goes back as a number.
type value struct {
	text string
	json any
	raw  any // what a query yields that JSON has no type for; nil for json
}

// take applies the capture to an answer.
func (c Capture) take(a *answer) (value, error) {
	v, err := c.raw(a)
	if err != nil || c.Regex == "" {
		return v, err
	}
	re, err := regexp.Compile(c.Regex)
	if err != nil {
		return value{}, fmt.Errorf("capture %q: %w", c.Name, err)
	}
	m := re.FindStringSubmatch(v.text)
	if m == nil {
		return value{}, fmt.Errorf("capture %q: nothing in %s matches the expression", c.Name, c.From)
	}
	got := m[0]
	if len(m) > 1 {
		got = m[1]
	}
	return value{text: got, json: got}, nil
}

func (c Capture) raw(a *answer) (value, error) {
	switch c.From {
	case FromHeader:
		if v := a.header.Get(c.Key); v != "" {
			return value{text: v, json: v}, nil
		}
		return value{}, fmt.Errorf("capture %q: the answer has no header %q", c.Name, c.Key)
	case FromCookie:
		for _, k := range a.cookies {
			if k.Name == c.Key {
				return value{text: k.Value, json: k.Value}, nil
			}
		}
		return value{}, fmt.Errorf("capture %q: the answer sets no cookie %q", c.Name, c.Key)
	case FromStatus:
		return value{text: fmt.Sprint(a.status), json: a.status}, nil
	case FromLocation:
		return value{text: a.url, json: a.url}, nil
	}
	if len(c.Path) == 0 {
		return value{text: string(a.body), json: string(a.body)}, nil
	}
	doc, err := a.json()
	if err != nil {
		return value{}, fmt.Errorf("capture %q: the answer is not JSON (%s)", c.Name, a.header.Get("Content-Type"))
	}
	v, ok := c.Path.Get(doc)
	if !ok {
		return value{}, fmt.Errorf("capture %q: the answer has nothing at body.%s", c.Name, c.Path)
	}
	return value{text: textOf(v), json: v}, nil
}
