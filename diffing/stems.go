package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
)

// stems are identifiers, without the environment's word, that were seen in two environments with a word of each: `orders-‹›`,
// `‹›.shop.example`. A value that says such an identifier with another environment's word is wrong for sure, even where every
// environment says it.
type stems struct {
	pairs []stemPair
	known map[string]bool
}

type stemPair struct {
	envA, envB int
	a, b       string
}

const maxStemPairs = 1 << 17

// seen keeps two values of one attribute until the vocabulary has learned.
func (s *stems) seen(envA, envB int, a, b string) {
	if len(s.pairs) < maxStemPairs && len(a) < 512 && len(b) < 512 {
		s.pairs = append(s.pairs, stemPair{envA, envB, a, b})
	}
}

// settle makes the known stems of all that was seen.
func (s *stems) settle(l *lexicon) {
	s.known = map[string]bool{}
	for _, p := range s.pairs {
		if l.Key(p.envA, p.a) != l.Key(p.envB, p.b) {
			continue
		}
		for _, side := range []struct {
			env  int
			text string
		}{{p.envA, p.a}, {p.envB, p.b}} {
			if neutral, any := l.v.Neutral(side.env, side.text); any {
				eachStem(neutral, func(stem string) bool { s.known[stem] = true; return true })
			}
		}
	}
	s.pairs = nil
}

// knows reports whether text, with owner's words out, holds a known stem.
func (s *stems) knows(l *lexicon, owner int, text string) bool {
	neutral, any := l.v.Neutral(owner, text)
	if !any {
		return false
	}
	found := false
	eachStem(neutral, func(stem string) bool {
		found = found || s.known[stem]
		return !found
	})
	return found
}

// eachStem calls f for the segments of a neutral text that hold a mark and more, and for the part of a host name from its mark on.
func eachStem(neutral string, f func(string) bool) {
	for _, seg := range strings.FieldsFunc(neutral, func(r rune) bool { return strings.ContainsRune("/:@, \t\n\"'=&?;()[]{}$*", r) }) {
		at := strings.Index(seg, vocabulary.Mark)
		if at < 0 {
			continue
		}
		if c := vocabulary.Collapse(seg); c != vocabulary.Mark && len(c) > 2 {
			if !f(c) {
				return
			}
		}
		label := strings.LastIndexByte(seg[:at], '.') + 1
		if label > 0 && strings.Count(seg[label:], ".") >= 2 {
			if !f(vocabulary.Collapse(seg[label:])) {
				return
			}
		}
	}
}
