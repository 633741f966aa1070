package parse

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/envparity/envparity/snapshot"
)

// parseProperties reads Java properties as java.util.Properties does: '=', ':' or white space separate, a backslash at the end of a line
// continues it, '#' and '!' begin comments. Keys keep their dots.
func parseProperties(in *Interner, src []byte) Result {
	b := newBuilder(in)
	root := &draft{kind: snapshot.Map, line: 1}
	text := strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n") // a lone carriage return ends a line, too
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		first := i + 1
		l := strings.TrimLeft(lines[i], " \t\f")
		if l == "" || l[0] == '#' || l[0] == '!' {
			continue
		}
		for continues(l) && i+1 < len(lines) {
			i++
			l = l[:len(l)-1] + strings.TrimLeft(lines[i], " \t\f")
		}
		if continues(l) { // into the end of the file
			l = l[:len(l)-1]
		}
		key, value := splitProperty(l)
		root.scalar(b.intern(unescapeProperty(key)), snapshot.String, int32(first), b.intern(unescapeProperty(value)))
	}
	return Result{Docs: []Document{{Root: root.node(b, ""), Line: 1}}, Problems: b.problems}
}

// continues reports whether the line ends in an odd number of backslashes.
func continues(l string) bool {
	return (len(l)-len(strings.TrimRight(l, `\`)))%2 == 1
}

func splitProperty(l string) (key, value string) {
	end := len(l)
	for i := 0; i < len(l); i++ {
		if l[i] == '\\' {
			i++
			continue
		}
		if strings.IndexByte("=: \t\f", l[i]) >= 0 {
			end = i
			break
		}
	}
	key, value = l[:end], strings.TrimLeft(l[end:], " \t\f")
	if value != "" && (value[0] == '=' || value[0] == ':') {
		value = strings.TrimLeft(value[1:], " \t\f")
	}
	return key, value
}

// hexUnit reads uXXXX.
func hexUnit(s string) (rune, bool) {
	if len(s) < 5 || s[0] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:5], 16, 16)
	return rune(n), err == nil
}

// lowHalf reads the \uXXXX that is the second half of a character.
func lowHalf(s string) (rune, bool) {
	if !strings.HasPrefix(s, `\`) {
		return 0, false
	}
	return hexUnit(s[1:])
}

func unescapeProperty(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			out.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			out.WriteByte('\n')
		case 't':
			out.WriteByte('\t')
		case 'r':
			out.WriteByte('\r')
		case 'f':
			out.WriteByte('\f')
		case 'u':
			if i+4 < len(s) {
				if r, ok := hexUnit(s[i:]); ok {
					i += 4
					if low, ok := lowHalf(s[i+1:]); ok && utf16.IsSurrogate(r) {
						if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
							r = both
							i += 6
						}
					}
					out.WriteRune(r)
					continue
				}
			}
			out.WriteByte('u')
		default:
			out.WriteByte(s[i])
		}
	}
	return out.String()
}
