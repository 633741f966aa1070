package hurl

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
)

// splitKey splits "name: value"; the value is still written as in the file.
func splitKey(line string) (key, value string, ok bool) {
	line = strings.TrimLeft(line, " \t")
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '\\':
			_, n := escaped(line[i:])
			i += n
		case strings.HasPrefix(line[i:], "{{"):
			end := strings.Index(line[i:], "}}")
			if end < 0 {
				return "", "", false
			}
			i += end + 2
		case c == ':':
			key = strings.TrimRight(line[:i], " \t")
			return key, strings.TrimLeft(line[i+1:], " \t"), key != ""
		case strings.IndexByte("#\"`{}<", c) >= 0:
			return "", "", false
		case c == ' ' || c == '\t':
			if rest := strings.TrimLeft(line[i:], " \t"); !strings.HasPrefix(rest, ":") {
				return "", "", false
			}
			i++
		default:
			i++
		}
	}
	return "", "", false
}

// uncommented cuts a value where its comment begins and takes the space before it off.
func uncommented(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			_, n := escaped(s[i:])
			i += n - 1
			continue
		}
		if s[i] == '#' {
			s = s[:i]
			break
		}
	}
	return strings.TrimRight(s, " \t")
}

// plainValue is a value without placeholders.
func plainValue(s string) string {
	s = uncommented(s)
	var b strings.Builder
	for s != "" {
		if s[0] == '\\' {
			c, n := escaped(s)
			b.WriteString(c)
			s = s[n:]
			continue
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

// value reads a value up to its comment: escapes and placeholders.
func (p *parser) value(line int, s string) journeys.Text { return p.text(line, uncommented(s), true) }

var (
	hole    = regexp.MustCompile(`^\{\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\}\}`)
	getEnv  = regexp.MustCompile(`^\{\{[ \t]*getEnv[ \t]+"([A-Za-z_][A-Za-z0-9_]*)"[ \t]*\}\}`)
	anyHole = regexp.MustCompile(`^\{\{[^{}\n]*\}\}`)
)

// text turns placeholders, and with escapes also those, into what they stand for.
func (p *parser) text(line int, s string, escapes bool) journeys.Text {
	var t journeys.Text
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			t.Parts = append(t.Parts, journeys.Part{Literal: b.String()})
			b.Reset()
		}
	}
	lit := func(s string) { b.WriteString(s) }
	for s != "" {
		switch {
		case s[0] == '\\' && escapes:
			c, n := escaped(s)
			lit(c)
			s = s[n:]
		case strings.HasPrefix(s, "{{"):
			part, n := p.hole(line, s)
			if part.Literal != "" {
				lit(part.Literal)
			} else if part != (journeys.Part{}) {
				flush()
				t.Parts = append(t.Parts, part)
			}
			s = s[n:]
		default:
			_, n := utf8.DecodeRuneInString(s)
			lit(s[:n])
			s = s[n:]
		}
	}
	flush()
	return t
}

// hole reads the placeholder that s begins with.
func (p *parser) hole(line int, s string) (journeys.Part, int) {
	if m := getEnv.FindStringSubmatch(s); m != nil {
		return journeys.Part{Secret: m[1]}, len(m[0])
	}
	m := hole.FindStringSubmatch(s)
	if m == nil {
		if h := anyHole.FindString(s); h != "" {
			p.fail(line, "the placeholder %q is more than a name: its filters are not applied", shown(h))
			return journeys.Part{Literal: h}, len(h)
		}
		return journeys.Part{Literal: s[:2]}, 2
	}
	switch name := m[1]; {
	case p.captured[name] != "":
		return journeys.Part{Var: p.captured[name]}, len(m[0])
	case p.vars[name] != nil:
		return journeys.Part{Literal: plain(p.vars[name])}, len(m[0])
	case name == "newUuid":
		return journeys.Part{Call: "uuid"}, len(m[0])
	case name == "newDate":
		p.fail(line, "{{newDate}} is not understood: a step has no clock")
		return journeys.Part{Literal: m[0]}, len(m[0])
	default:
		return journeys.Part{Secret: "HURL_" + name}, len(m[0])
	}
}

// variable is a value of [Options] variable, with its type.
func variable(s string) any {
	if unquoted, err := strconv.Unquote(s); err == nil && strings.HasPrefix(s, `"`) {
		return unquoted
	}
	if v, ok := decodeJSON(s); ok {
		switch v.(type) {
		case bool, json.Number:
			return v
		}
		if s == "null" {
			return json.RawMessage("null")
		}
	}
	return s
}

// plain is a variable as text.
func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// assertText is a line of an assert or a capture with its placeholders as a journey has them: what the config captures stays a placeholder,
// what the file sets becomes its value, and the rest a secret.
func (p *parser) assertText(line int, s string) journeys.Text {
	var t journeys.Text
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			b.WriteString(s[i : i+2])
			i += 2
			continue
		case quote == 0 && (c == '"' || c == '`'), quote == c:
			if quote == 0 {
				quote = c
			} else {
				quote = 0
			}
		case strings.HasPrefix(s[i:], "{{"):
			name := ""
			if m := hole.FindStringSubmatch(s[i:]); m != nil {
				name = m[1]
			}
			part, n := p.hole(line, s[i:])
			i += n
			switch {
			case part.Var != "":
				b.WriteString("{{" + part.Var + "}}")
			case part.Call != "":
				b.WriteString("{{" + part.Call + "}}")
			case part.Secret != "":
				t.Parts = append(t.Parts, journeys.Part{Literal: b.String()}, part)
				b.Reset()
			case quote != 0 || p.vars[name] == nil:
				b.WriteString(asserts.Escaped(part.Literal))
			default:
				if str, is := p.vars[name].(string); is {
					b.WriteString(asserts.Quote(str))
				} else {
					b.WriteString(part.Literal)
				}
			}
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	if b.Len() > 0 {
		t.Parts = append(t.Parts, journeys.Part{Literal: b.String()})
	}
	return t
}
