package parse

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseProperties reads Java properties as java.util.Properties does: '=', ':' or white space separate, a backslash at the end
// of a line continues it, '#' and '!' begin comments. Keys stay flat, dots and all.
func parseProperties(in *Interner, src []byte) Result {
	b := newBuilder(in)
	root := &draft{kind: snapshot.Map, line: 1}
	lines := strings.Split(string(src), "\n")
	for i := 0; i < len(lines); i++ {
		first := i + 1
		l := strings.TrimLeft(strings.TrimSuffix(lines[i], "\r"), " \t\f")
		if l == "" || l[0] == '#' || l[0] == '!' {
			continue
		}
		for continues(l) && i+1 < len(lines) {
			i++
			l = l[:len(l)-1] + strings.TrimLeft(strings.TrimSuffix(lines[i], "\r"), " \t\f")
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
				if r, err := strconv.ParseUint(s[i+1:i+5], 16, 32); err == nil {
					out.WriteRune(rune(r))
					i += 4
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
