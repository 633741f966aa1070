package rules

import (
	"strconv"
	"strings"
)

// A path glob is matched part by part: `*` is any text within one part, `**` any number of parts (also none), and `[*]`
// any list element. "**.LOG_LEVEL" is LOG_LEVEL anywhere; "spec.**.containers[*].image" is every container's image.
// Matching never backtracks over more than the parts, so no pattern is slow.
type pathGlob struct {
	parts []string
	last  string // the last part if it is literal, else "", for the index
}

func compilePathGlob(pattern string) pathGlob {
	g := pathGlob{parts: splitPath(pattern)}
	if n := len(g.parts); n > 0 && !strings.ContainsAny(g.parts[n-1], "*?") {
		g.last = g.parts[n-1]
	}
	return g
}

// match reports whether the parts of a path match the glob.
func (g pathGlob) match(parts []string) bool { return wildcard(g.parts, parts, "**", partMatch) }

// wildcard is the classic two-pointer match of a sequence against a pattern in which star matches any number of elements. fits reports whether
// another element of the pattern matches. It takes at most the product of the two lengths.
func wildcard(pattern, seq []string, star string, fits func(pattern, element string) bool) bool {
	p, s, last, mark := 0, 0, -1, 0
	for s < len(seq) {
		switch {
		case p < len(pattern) && pattern[p] == star:
			last, mark = p, s
			p++
		case p < len(pattern) && fits(pattern[p], seq[s]):
			p++
			s++
		case last >= 0:
			mark++
			p, s = last+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == star {
		p++
	}
	return p == len(pattern)
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

// splitPath splits a path, as package snapshot prints it, into its parts: keys (without the quotes of unusual ones) and bracketed list elements.
// Unlike snapshot.ParsePath it accepts any text, also globs, and shares the path's memory.
func splitPath(path string) []string {
	return appendPath(make([]string, 0, 8), path)
}

func appendPath(out []string, path string) []string {
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, path[start:end])
		}
	}
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '.', ':':
			flush(i)
			start = i + 1
		case '[':
			flush(i)
			end := closeBracket(path, i)
			out = append(out, bracketPart(path[i:end+1]))
			i, start = end, end+1
		}
	}
	flush(len(path))
	return out
}

// bracketPart returns the key itself if the brackets hold a quoted key.
func bracketPart(s string) string {
	if len(s) < 5 || s[1] != '"' || s[len(s)-2] != '"' || strings.Contains(s, `"=`) {
		return s
	}
	if !strings.ContainsRune(s, '\\') {
		return s[2 : len(s)-2]
	}
	if key, err := strconv.Unquote(s[1 : len(s)-1]); err == nil && key != "" {
		return key
	}
	return s
}

// closeBracket returns the index of the bracket that closes the one at i, or the last index if none does.
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
