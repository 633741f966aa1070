package parse

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseConf reads lines of key value or key = value with # comments, also after values: postgresql.conf, redis.conf, sshd_config. A repeated key
// is a list.
func parseConf(in *Interner, src []byte) Result {
	b := newBuilder(in)
	root := &draft{kind: snapshot.Map, line: 1}
	for i, l := range strings.Split(string(src), "\n") {
		line := int32(i + 1) //nolint:gosec // a file has less lines than bytes, and those are bounded
		l = strings.TrimSpace(withoutHash(l))
		if l == "" {
			continue
		}
		end := strings.IndexAny(l, "= \t")
		if end == 0 {
			b.problem(int(line), true, "a line that is neither key value nor key = value")
			root.partial = true
			continue
		}
		key, value := l, ""
		if end > 0 {
			key, value = l[:end], strings.TrimSpace(l[end:])
			value = strings.TrimSpace(strings.TrimPrefix(value, "="))
		}
		if n := len(value); n >= 2 && value[0] == '\'' && value[n-1] == '\'' {
			value = strings.ReplaceAll(value[1:n-1], "''", "'")
		} else {
			value = unquote(value)
		}
		iniValue(root, b.intern(key), b.intern(value), line)
	}
	return Result{Docs: []Document{{Root: root.node(b, ""), Line: 1}}, Problems: b.problems}
}

// withoutHash removes a comment: from a # outside of quotes that begins the line or follows white space.
func withoutHash(l string) string {
	quote := byte(0)
	for i := range len(l) {
		switch c := l[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '#' && (i == 0 || l[i-1] == ' ' || l[i-1] == '\t'):
			return l[:i]
		}
	}
	return l
}
