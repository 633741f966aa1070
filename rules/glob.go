package rules

import "strings"

// A path glob is matched part by part: `*` is any text within one part, `**` any number of parts (also none), and `[*]`
// any list element. "**.LOG_LEVEL" is LOG_LEVEL anywhere; "spec.**.containers[*].image" is every container's image.
// Matching never backtracks over more than the parts, so no pattern is slow.
type pathGlob struct {
	parts []string
	last  string // the last part where it is literal, "" otherwise: what the index asks for
}

func compilePathGlob(pattern string) pathGlob {
	g := pathGlob{parts: splitPath(pattern)}
	if n := len(g.parts); n > 0 && !strings.Contains(g.parts[n-1], "*") {
		g.last = g.parts[n-1]
	}
	return g
}

// match reports whether the parts of a path fit the glob. It is the classic two-pointer wildcard match, over parts.
func (g pathGlob) match(parts []string) bool {
	p, s, star, mark := 0, 0, -1, 0
	for s < len(parts) {
		switch {
		case p < len(g.parts) && g.parts[p] == "**":
			star, mark = p, s
			p++
		case p < len(g.parts) && partMatch(g.parts[p], parts[s]):
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	for p < len(g.parts) && g.parts[p] == "**" {
		p++
	}
	return p == len(g.parts)
}

func partMatch(pattern, part string) bool {
	if pattern == "[*]" {
		return strings.HasPrefix(part, "[")
	}
	return textMatch(pattern, part)
}

// textMatch matches `*` (any text, also none) and `?` (one character) against the whole of s.
func textMatch(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// splitPath cuts a path into its parts: keys and bracketed list elements. A dot inside brackets or quotes, or behind a
// backslash, belongs to its part.
func splitPath(path string) []string {
	return appendPath(make([]string, 0, 8), path)
}

func appendPath(out []string, path string) []string {
	start, i := 0, 0
	flush := func(end int) {
		if end > start {
			out = append(out, path[start:end])
		}
	}
	for i < len(path) {
		switch path[i] {
		case '\\':
			i++
		case '.':
			flush(i)
			start = i + 1
		case '"':
			if end := strings.IndexByte(path[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '[':
			flush(i)
			start = i
			i = closeBracket(path, i)
			flush(i + 1)
			start = i + 1
		}
		i++
	}
	if start < len(path) {
		out = append(out, path[start:])
	}
	return out
}

// closeBracket returns the index of the bracket that closes the one at i, or the last index where none does.
func closeBracket(path string, i int) int {
	depth, quoted := 0, false
	for ; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return len(path) - 1
}
