package parse

import (
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// expand resolves escapes (in double quotes) and references. If a reference has no definition in the file and no default, unknown is true and the
// text is unchanged.
func (d *dotenv) expand(raw string, quoted bool) (text string, unknown bool) {
	if !strings.ContainsAny(raw, `\$`) {
		return raw, false
	}
	if len(raw) > maxReferring {
		return raw, true
	}
	var out strings.Builder
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' && i+1 < len(raw) {
			if raw[i+1] == '$' {
				out.WriteByte('$')
				i++
				continue
			}
			if quoted {
				i++
				out.WriteString(escape(raw[i]))
				continue
			}
		}
		if c != '$' {
			out.WriteByte(c)
			continue
		}
		name, fallback, hasFallback, size := reference(raw[i+1:])
		if size == 0 {
			out.WriteByte('$')
			continue
		}
		value, ok := d.known[name]
		if !ok || (value == "" && hasFallback) {
			if !hasFallback {
				return raw, true
			}
			var lost bool
			if value, lost = d.expand(fallback, false); lost {
				return raw, true
			}
		}
		out.WriteString(value)
		i += size
		if out.Len() > maxExpanded {
			return raw, true
		}
	}
	if d.expanded += out.Len(); d.expanded > bounds.ExpandedFile {
		return raw, true
	}
	return out.String(), false
}

// maxExpanded is the greatest size in bytes of one variable's expanded references.
const maxExpanded = bounds.Expanded

// maxReferring is the greatest length in bytes of a text whose references are resolved.
const maxReferring = 64 << 10

func escape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '"', '\\', '\'', '`', '$':
		return string(c)
	default:
		return `\` + string(c)
	}
}

// reference reads NAME, {NAME}, {NAME:-default} or {NAME-default} after a "$". size is its length in bytes.
func reference(s string) (name, fallback string, hasFallback bool, size int) {
	if s == "" {
		return "", "", false, 0
	}
	if s[0] != '{' {
		n := nameLen(s)
		return s[:n], "", false, n
	}
	depth, end := 0, -1
	for i := range len(s) {
		if s[i] == '{' {
			depth++
		} else if s[i] == '}' {
			if depth--; depth == 0 {
				end = i
				break
			}
		}
	}
	if end < 0 {
		return "", "", false, 0
	}
	inner := s[1:end]
	n := nameLen(inner)
	if n == 0 {
		return "", "", false, 0
	}
	name, rest := inner[:n], inner[n:]
	switch {
	case rest == "":
	case strings.HasPrefix(rest, ":-"):
		fallback, hasFallback = rest[2:], true
	case rest[0] == '-':
		fallback, hasFallback = rest[1:], true
	}
	return name, fallback, hasFallback, end + 1
}

func nameLen(s string) int {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return i
		}
	}
	return len(s)
}
