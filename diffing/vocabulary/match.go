package vocabulary

import (
	"slices"
	"strings"
)

// entry is a word as the matcher knows it.
type entry struct {
	text     string // lower case
	envs     []int  // the environments it belongs to; none for words in common use
	origin   string
	evidence int
	example  string
	ordinary bool
	bare     bool // binds even where it is the whole value
	glue     bool // binds at the end of a longer word
}

func (e *entry) of(env int) bool { return slices.Contains(e.envs, env) }

// matcher finds words at the boundaries of a text. It is built once and only read afterwards.
type matcher struct {
	first [256][]*entry // by first byte, folded to lower case; longest first
	last  [256][]*entry // glued words by last byte
}

func newMatcher(entries []*entry) *matcher {
	m := &matcher{}
	for _, e := range entries {
		m.first[e.text[0]] = append(m.first[e.text[0]], e)
		if e.glue {
			z := e.text[len(e.text)-1]
			m.last[z] = append(m.last[z], e)
		}
	}
	for _, list := range [][256][]*entry{m.first, m.last} {
		for _, l := range list {
			slices.SortFunc(l, func(a, b *entry) int {
				if d := len(b.text) - len(a.text); d != 0 {
					return d
				}
				return strings.Compare(a.text, b.text)
			})
		}
	}
	return m
}

// each calls found for every word in s from left to right; words do not overlap. It stops when found returns false.
func (m *matcher) each(s string, found func(start, end int, e *entry) bool) {
	for i := 0; i < len(s); i++ {
		if !begins(s, i) {
			continue
		}
		start := i
		e, end := m.at(s, i)
		if e == nil {
			if e, end = m.glued(s, i); e == nil {
				continue
			}
			start = end - len(e.text)
		}
		if !found(start, end, e) {
			return
		}
		i = end - 1
	}
}

// mark returns s with a mark for every word that binds, and whether any did. whole is true if s is nothing but the word.
func (m *matcher) mark(s string, binds func(e *entry, whole bool) bool) (string, bool) {
	var b strings.Builder
	done := 0
	m.each(s, func(start, end int, e *entry) bool {
		if !binds(e, start == 0 && end == len(s)) {
			return true
		}
		if b.Cap() == 0 {
			b.Grow(len(s) + len(Mark))
		}
		b.WriteString(s[done:start])
		b.WriteString(Mark)
		done = end
		return true
	})
	if done == 0 {
		return s, false
	}
	b.WriteString(s[done:])
	return b.String(), true
}

// at returns the longest word that begins at i and ends at a boundary, with its end.
func (m *matcher) at(s string, i int) (*entry, int) {
	for _, e := range m.first[lower(s[i])] {
		if end := e.endIn(s, i); end > 0 && ends(s, end) && !idiom(s, i, end) {
			return e, end
		}
	}
	return nil, 0
}

// endIn returns the end of the word in s if it begins at i, and 0 if it does not. The parts of a word may be joined in any way: pre-production,
// pre_production, PreProduction. The dot joins the parts of an environment's name only. Elsewhere it separates two labels of a host.
func (e *entry) endIn(s string, i int) int {
	for k := 0; k < len(e.text); k++ {
		c := e.text[k]
		switch {
		case i < len(s) && lower(s[i]) == c:
			i++
		case !joins(c):
			return 0
		case i < len(s) && (joins(s[i]) || s[i] == '.' && len(e.envs) > 0 && e.origin == "name"):
			i++
		case i < len(s) && k > 0 && upper(s[i]) && !upper(s[i-1]):
			// the next part begins with a capital letter
		default:
			return 0
		}
	}
	return i
}

// joins reports whether c joins the parts of one name.
func joins(c byte) bool { return c == '-' || c == '_' }

// glued returns a word at the end of the run of letters that begins at i, with the run's end.
func (m *matcher) glued(s string, i int) (*entry, int) {
	end := i
	for end < len(s) && letter(s[end]) {
		end++
	}
	if end-i < 10 {
		return nil, 0
	}
	for _, e := range m.last[lower(s[end-1])] {
		if start := end - len(e.text); start >= i && foldEqual(s[start:end], e.text) {
			if start < i+4 {
				return nil, 0 // a longer word ends there, and nothing long enough is before it
			}
			return e, end
		}
	}
	return nil, 0
}

// begins reports whether a word can begin at i: after a character that is no letter or digit, at a change from lower to upper case, or between a
// digit and a letter.
func begins(s string, i int) bool {
	if !alnum(s[i]) {
		return false
	}
	if i == 0 || !alnum(s[i-1]) {
		return s[i] != 'x' || i == 0 || s[i-1] != '\\'
	}
	p, c := s[i-1], s[i]
	if upper(c) && !upper(p) {
		return true
	}
	return digit(p) && letter(c) && !digit(c)
}

// ends reports whether a word can end before i.
func ends(s string, i int) bool {
	if i >= len(s) || !alnum(s[i]) {
		return true
	}
	p, c := s[i-1], s[i]
	if upper(c) && !upper(p) {
		return true
	}
	return letter(p) && digit(c) || digit(p) && letter(c)
}

// idiom reports whether the word at s[i:end] is part of something that only looks like it: /dev/null, or the last label of a host if the DNS has
// that label for everyone: the domain dev, and test and local, which RFC 6761 and RFC 6762 reserve (svc.cluster.local).
func idiom(s string, i, end int) bool {
	switch strings.ToLower(s[i:end]) {
	case "dev":
		if rootFolder(s, i) {
			for _, d := range []string{"/null", "/shm", "/stdout", "/stderr", "/stdin", "/urandom", "/random", "/tty", "/sd", "/xvd", "/nvme", "/fuse", "/log"} {
				if strings.HasPrefix(s[end:], d) {
					return true
				}
			}
		}
		return topLevel(s, i, end)
	case "test", "local":
		return topLevel(s, i, end)
	}
	return false
}

// rootFolder reports whether an absolute path in s, alone or after a separator (hostname=db0 device=/dev/sdf), begins with the folder at s[i:].
func rootFolder(s string, i int) bool {
	return i > 0 && s[i-1] == '/' && (i == 1 || strings.IndexByte(" \t\n=:,;|<>()[]\"'", s[i-2]) >= 0)
}

// topLevel reports whether s[i:end] is the last label of a host with at least two labels. The name of a file is no host: it begins with a dot
// (.env.dev), has a character that no host has (app_env.dev), or follows a folder (deploy/app.dev).
func topLevel(s string, i, end int) bool {
	if i < 2 || s[i-1] != '.' || !alnum(s[i-2]) {
		return false
	}
	if end < len(s) && s[end] != '/' && s[end] != ':' && s[end] != '"' && s[end] != ',' {
		return false
	}
	start := i
	for start > 0 && (alnum(s[start-1]) || s[start-1] == '.' || s[start-1] == '-') {
		start--
	}
	switch {
	case s[start] == '.':
		return false
	case start == 0:
		return true
	case s[start-1] == '/':
		return start >= 2 && s[start-2] == '/'
	}
	return s[start-1] != '_'
}

func foldEqual(s, word string) bool {
	for i := 0; i < len(word); i++ {
		if lower(s[i]) != word[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if upper(c) {
		return c + 'a' - 'A'
	}
	return c
}

func upper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return upper(c) || c >= 'a' && c <= 'z' }
func alnum(c byte) bool  { return letter(c) || digit(c) || c >= 0x80 }
