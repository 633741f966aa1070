package history

import (
	"hash/maphash"
	"slices"
	"strings"
)

// mark replaces the word of an environment.
const mark = '\x00'

// neutral removes the words of environments from texts, so that a value with its own environment's name is equal in all.
type neutral struct {
	words []word // longest first
	first [256]bool
}

type word struct {
	text string // lower case
	env  int
}

func newNeutral(envs []Environment) *neutral {
	n := &neutral{}
	for e := range envs {
		for _, w := range append([]string{envs[e].Name}, envs[e].Words...) {
			if w = strings.ToLower(w); w != "" {
				n.words = append(n.words, word{w, e})
			}
		}
	}
	slices.SortStableFunc(n.words, func(a, b word) int { return len(b.text) - len(a.text) })
	for _, w := range n.words {
		n.first[w.text[0]] = true
		n.first[upper(w.text[0])] = true
	}
	return n
}

// of returns s with every word of an environment replaced, and the environment of the first, or -1.
func (n *neutral) of(s string) (string, int) {
	env := -1
	var out []byte
	from := 0
	for i := 0; i < len(s); i++ {
		if !n.first[s[i]] || i > 0 && alnum(s[i-1]) && !(lowerCase(s[i-1]) && upperCase(s[i])) {
			continue
		}
		w := n.at(s, i)
		if w == nil {
			continue
		}
		if env < 0 {
			env = w.env
		}
		out = append(append(out, s[from:i]...), mark)
		i += len(w.text) - 1
		from = i + 1
	}
	if out == nil {
		return s, -1
	}
	return string(append(out, s[from:]...)), env
}

// at returns the word that begins at s[i] and ends where a name can end.
func (n *neutral) at(s string, i int) *word {
	for k := range n.words {
		w := &n.words[k]
		end := i + len(w.text)
		if end > len(s) || !strings.EqualFold(s[i:end], w.text) {
			continue
		}
		if end < len(s) && alnum(s[end]) && !(lowerCase(s[end-1]) && upperCase(s[end])) && !digit(s[end]) {
			continue
		}
		return w
	}
	return nil
}

func upper(c byte) byte {
	if lowerCase(c) {
		return c - 'a' + 'A'
	}
	return c
}

func lowerCase(c byte) bool { return c >= 'a' && c <= 'z' }
func upperCase(c byte) bool { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool     { return c >= '0' && c <= '9' }
func alnum(c byte) bool     { return lowerCase(c) || upperCase(c) || digit(c) || c >= 0x80 }

// sum computes hashes of texts. The seed is random for each run, so hashes must not be stored.
type sum struct{ seed maphash.Seed }

func (s sum) text(t string) uint64 { return maphash.String(s.seed, t) }

// mix continues hash h with g.
func mix(h, g uint64) uint64 {
	h ^= g + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
