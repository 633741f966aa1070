package query

import "strings"

// glob matches pattern against s, both in lower case. Without wildcards the pattern may occur anywhere in s. "*" matches any run of characters,
// but stops at dots if dotted is true; "**" never stops; "?" matches one character. With wildcards, and after a leading "=", the whole of s must
// match.
func glob(pattern, s string, dotted bool) bool {
	if exact, ok := strings.CutPrefix(pattern, "="); ok {
		return wild(exact, s, dotted)
	}
	if !strings.ContainsAny(pattern, "*?") {
		return strings.Contains(s, pattern)
	}
	return wild(pattern, s, dotted)
}

func wild(p, s string, dotted bool) bool {
	// The classic two-pointer match, with the last star remembered; linear but for stars that stop at dots.
	pi, si := 0, 0
	type mark struct {
		p, s int
		deep bool
	}
	var stars []mark
	for {
		switch {
		case pi < len(p) && p[pi] == '*':
			deep := !dotted
			for pi < len(p) && p[pi] == '*' {
				if pi+1 < len(p) && p[pi+1] == '*' {
					deep = true
				}
				pi++
			}
			if deep && pi < len(p) && p[pi] == '.' && dotted && si == 0 && wild(p[pi+1:], s, dotted) {
				return true // "**.image" matches "image" itself
			}
			if deep {
				stars = stars[:0] // after a deep star no earlier one is needed
			}
			stars = append(stars, mark{pi, si, deep})
			continue
		case pi == len(p) && si == len(s):
			return true
		case pi < len(p) && si < len(s) && (p[pi] == '?' || p[pi] == s[si]):
			pi++
			si++
			continue
		}
		// Back to the last star that may match one more character.
		for {
			if len(stars) == 0 {
				return false
			}
			m := &stars[len(stars)-1]
			if m.s < len(s) && (m.deep || s[m.s] != '.') {
				m.s++
				pi, si = m.p, m.s
				break
			}
			stars = stars[:len(stars)-1]
		}
	}
}
