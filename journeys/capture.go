package journeys

import (
	"fmt"
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
