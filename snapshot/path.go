package snapshot

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// StepKind is how one Step of a Path descends.
type StepKind uint8

// The ways to descend.
const (
	StepKey     StepKind = iota // into a Map: Name
	StepElement                 // into a List, to the element whose Name is Value; with Name "" to the scalar Value itself
	StepIndex                   // into a List, to the element at Index, counted from 0
	StepInside                  // into the document inside a String
)

// Step is one step of a Path.
type Step struct {
	Name  string
	Value string
	Index int
	Kind  StepKind
}

// Path addresses an attribute inside a resource. Drifts, rules and reports show its text form:
//
//	spec.template.spec.containers[name=api].image     keys, and a list element by its merge key
//	metadata.labels["app.kubernetes.io/name"]         a key with dots or other unusual characters is quoted (Go syntax)
//	args[2]                                           a list element by position
//	dnsNames[=shop.example]                           an element of a set of scalars
//	data["app.yaml"]:server.port                      inside the document that a string holds
//
// The empty Path is "", the resource itself. String and ParsePath are inverse to each other.
type Path []Step

// String returns the text form.
func (p Path) String() string {
	if len(p) == 0 {
		return ""
	}
	return string(p.Append(make([]byte, 0, 16*len(p))))
}

// Append appends the text form to b.
func (p Path) Append(b []byte) []byte {
	fresh := true // at the start, or just inside a document: no dot before a key
	for i := range p {
		b = p[i].append(b, fresh)
		fresh = p[i].Kind == StepInside
	}
	return b
}

func (s *Step) append(b []byte, fresh bool) []byte {
	switch s.Kind {
	case StepKey:
		if !plain(s.Name) {
			b = strconv.AppendQuote(append(b, '['), s.Name)
			return append(b, ']')
		}
		if !fresh {
			b = append(b, '.')
		}
		return append(b, s.Name...)
	case StepElement:
		b = append(b, '[')
		switch {
		case s.Name == "":
		case plain(s.Name):
			b = append(b, s.Name...)
		default:
			b = strconv.AppendQuote(b, s.Name)
		}
		b = append(b, '=')
		if bareValue(s.Value) {
			b = append(b, s.Value...)
		} else {
			b = strconv.AppendQuote(b, s.Value)
		}
		return append(b, ']')
	case StepIndex:
		b = strconv.AppendInt(append(b, '['), int64(s.Index), 10)
		return append(b, ']')
	default:
		return append(b, ':')
	}
}

// String returns the step as in a Path, without a leading dot.
func (s Step) String() string { return string(s.append(nil, true)) }

// plain reports whether a key is written without quotes.
func plain(s string) bool {
	if s == "" {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// bareValue reports whether an element's value is written without quotes: anything printable without brackets and quotes.
func bareValue(s string) bool {
	if s == "" || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == '[' || r == ']' || r == '"' || r == '\\' || !strconv.IsPrint(r) {
			return false
		}
	}
	return s[0] != ' ' && s[len(s)-1] != ' '
}

// ParsePath reads the text form of a Path.
func ParsePath(text string) (Path, error) {
	var p Path
	fresh := true
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ':':
			p = append(p, Step{Kind: StepInside})
			i, fresh = i+1, true
			continue
		case c == '[':
			s, n, err := parseBracket(text[i:])
			if err != nil {
				return nil, fmt.Errorf("path %q at %d: %w", text, i, err)
			}
			p = append(p, s)
			i += n
		default:
			if !fresh {
				if c != '.' {
					return nil, fmt.Errorf("path %q at %d: expected '.', '[' or ':'", text, i)
				}
				i++
			}
			n := 0
			for i+n < len(text) && plain(text[i+n:i+n+1]) {
				n++
			}
			if n == 0 {
				return nil, fmt.Errorf("path %q at %d: expected a key; quote odd ones as [\"key\"]", text, i)
			}
			p = append(p, Step{Kind: StepKey, Name: text[i : i+n]})
			i += n
		}
		fresh = false
	}
	return p, nil
}

func parseBracket(text string) (Step, int, error) {
	rest := text[1:]
	var name string
	quoted := strings.HasPrefix(rest, `"`)
	if quoted {
		q, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return Step{}, 0, fmt.Errorf("a quoted key does not end")
		}
		if name, err = strconv.Unquote(q); err != nil {
			return Step{}, 0, fmt.Errorf("bad quoted key %s", q)
		}
		rest = rest[len(q):]
		if strings.HasPrefix(rest, "]") {
			return Step{Kind: StepKey, Name: name}, len(text) - len(rest) + 1, nil
		}
	} else {
		n := 0
		for n < len(rest) && plain(rest[n:n+1]) {
			n++
		}
		name, rest = rest[:n], rest[n:]
		if strings.HasPrefix(rest, "]") {
			index, err := strconv.Atoi(name)
			if err != nil || index < 0 || strconv.Itoa(index) != name {
				return Step{}, 0, fmt.Errorf("%q is no position; write [name=value] or [\"key\"]", name)
			}
			return Step{Kind: StepIndex, Index: index}, len(text) - len(rest) + 1, nil
		}
	}
	if !strings.HasPrefix(rest, "=") {
		return Step{}, 0, fmt.Errorf("expected '=' or ']'")
	}
	rest = rest[1:]
	var value string
	if strings.HasPrefix(rest, `"`) {
		q, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return Step{}, 0, fmt.Errorf("a quoted value does not end")
		}
		if value, err = strconv.Unquote(q); err != nil {
			return Step{}, 0, fmt.Errorf("bad quoted value %s", q)
		}
		rest = rest[len(q):]
	} else {
		n := strings.IndexByte(rest, ']')
		if n <= 0 || !bareValue(rest[:n]) {
			return Step{}, 0, fmt.Errorf("expected a value and ']'")
		}
		value, rest = rest[:n], rest[n:]
	}
	if !strings.HasPrefix(rest, "]") {
		return Step{}, 0, fmt.Errorf("expected ']'")
	}
	if quoted && name == "" {
		return Step{}, 0, fmt.Errorf("an element's key is empty")
	}
	return Step{Kind: StepElement, Name: name, Value: value}, len(text) - len(rest) + 1, nil
}

// LastName returns the name at the end of a path: a key, or the value that identifies an element of a list. It returns a text that is no path
// unchanged.
func LastName(path string) string {
	p, err := ParsePath(path)
	if err != nil || len(p) == 0 {
		return path
	}
	s := p[len(p)-1]
	if s.Kind == StepElement && s.Name != "" {
		return s.Value
	}
	return s.Name
}
