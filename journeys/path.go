package journeys

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Path addresses a value inside a JSON body: keys and indices.
type Path []PathPart

// PathPart is a key, or an index when Key is "".
type PathPart struct {
	Key   string
	Index int
}

// ParsePath reads "items[0].id", with an optional leading "$." as JSONPath has it; keys with dots are written ["a.b"].
func ParsePath(s string) (Path, error) {
	var p Path
	rest := strings.TrimPrefix(s, "$")
	for rest != "" {
		switch {
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fmt.Errorf("path %q: a [ without ]", s)
			}
			in := rest[1:end]
			if q := strings.Trim(in, `"'`); len(in) >= 2 && (in[0] == '"' || in[0] == '\'') {
				p = append(p, PathPart{Key: q})
			} else {
				i, err := strconv.Atoi(in)
				if err != nil || i < 0 {
					return nil, fmt.Errorf("path %q: %q is neither an index nor a quoted key", s, in)
				}
				p = append(p, PathPart{Index: i})
			}
			rest = rest[end+1:]
		default:
			rest = strings.TrimPrefix(rest, ".")
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 {
				return nil, fmt.Errorf("path %q: an empty key", s)
			}
			if strings.ContainsAny(rest[:end], "*?()") {
				return nil, fmt.Errorf("path %q: %q is no plain key: write [%q] for a key of that name, and more than one value with `asserts`", s, rest[:end], rest[:end])
			}
			p = append(p, PathPart{Key: rest[:end]})
			rest = rest[end:]
		}
	}
	return p, nil
}

// String writes the path as ParsePath reads it.
func (p Path) String() string {
	var b strings.Builder
	for i, e := range p {
		switch {
		case e.Key == "":
			fmt.Fprintf(&b, "[%d]", e.Index)
		case strings.ContainsAny(e.Key, ".[]\"' "):
			fmt.Fprintf(&b, "[%q]", e.Key)
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(e.Key)
		}
	}
	return b.String()
}

// Get returns the value at p inside decoded JSON.
func (p Path) Get(v any) (any, bool) {
	for _, e := range p {
		switch t := v.(type) {
		case map[string]any:
			x, ok := t[e.Key]
			if !ok {
				return nil, false
			}
			v = x
		case []any:
			if e.Key != "" || e.Index >= len(t) {
				return nil, false
			}
			v = t[e.Index]
		default:
			return nil, false
		}
	}
	return v, true
}

// TextOf renders a decoded JSON value as text: strings bare, the rest as JSON.
func TextOf(v any) string {
	switch t := v.(type) {
	case string:
		return t
	case json.Number:
		return t.String()
	case nil:
		return "null"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
