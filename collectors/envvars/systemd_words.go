package envvars

import (
	"strconv"
	"strings"
)

// words splits like extract_first_word of systemd with quotes and C escapes: white space separates, and quotes group anywhere. ok is false for an
// unknown escape or a quote without an end; the words before it are kept.
func words(s string) (out []string, ok bool) {
	var cur strings.Builder
	quote, started := byte(0), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\':
			text, size := unescapeC(s[i+1:])
			if size == 0 {
				return out, false
			}
			cur.WriteString(text)
			i += size
			started = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, started = c, true
		case quote == 0 && (c == ' ' || c == '\t' || c == '\r'):
			if started {
				out = append(out, cur.String())
				cur.Reset()
				started = false
			}
		default:
			cur.WriteByte(c)
			started = true
		}
	}
	if quote != 0 {
		return out, false
	}
	if started {
		out = append(out, cur.String())
	}
	return out, true
}

// unescapeC reads the escape after a backslash. size is its length in s, 0 if it is no escape.
func unescapeC(s string) (text string, size int) {
	if s == "" {
		return "", 0
	}
	if at := strings.IndexByte(`abfnrtv\"'s`, s[0]); at >= 0 {
		return "\a\b\f\n\r\t\v\\\"' "[at : at+1], 1
	}
	digits, base, from := 0, 16, 1
	switch s[0] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case '0', '1', '2', '3':
		digits, base, from = 3, 8, 0
	}
	if digits == 0 || len(s) < from+digits {
		return "", 0
	}
	n, err := strconv.ParseUint(s[from:from+digits], base, 32)
	if err != nil || n == 0 || n > 0x10ffff {
		return "", 0
	}
	if digits <= 3 {
		return string([]byte{byte(n)}), from + digits
	}
	return string(rune(n)), from + digits //nolint:gosec // bounded above
}
