package diffing

import (
	"maps"
	"strings"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/vocabulary"
)

// stems are identifiers, without the environment's word, that were seen in two environments with a word of each: `orders-‹›`,
// `‹›.shop.example`. A value that says such an identifier with another environment's word is wrong for sure, even where every
// environment says it.
type stems struct {
	known map[string]bool
	heads map[string]bool // what such identifiers begin with, up to the environment's word: `github-repos-`
}

// shortestHead is the fewest letters before the environment's word that make the beginning of a name a system's own.
const shortestHead = 4

// eachHead calls f for what each identifier of a neutral text begins with, up to the environment's word: `github-repos-`.
func eachHead(neutral string, f func(string) bool) {
	for _, seg := range segments(neutral) {
		if at := strings.Index(seg, vocabulary.Mark); at >= shortestHead && !f(seg[:at]) {
			return
		}
	}
}

// begins reports whether an identifier in text, with owner's words out, begins as one that names each environment does. Measured on
// public histories: of 71 names that began so and said another environment's word in both, teams repaired 68.
func (s *stems) begins(l *lexicon, owner int, text string) bool {
	neutral, any := l.v.Neutral(owner, text)
	if !any {
		return false
	}
	found := false
	eachHead(neutral, func(head string) bool {
		found = found || s.heads[head]
		return !found
	})
	return found
}

// stemPair is two texts of one attribute in two environments.
type stemPair struct {
	envA, envB int
	a, b       string
}

const maxStemPairs = 1 << 17

func appendStemPair(pairs []stemPair, p stemPair) []stemPair {
	if len(p.a) < 512 && len(p.b) < 512 {
		pairs = append(pairs, p)
	}
	return pairs
}

// settle makes the known stems of the pairs that were seen in each resource, now that the vocabulary has learned.
func (c *comparer) settle(seen [][]stemPair) {
	total := 0
	for k := range seen {
		if total += len(seen[k]); total > maxStemPairs {
			seen = seen[:k]
			break
		}
	}
	found := parallel.Each(len(seen), func() *stems { return &stems{known: map[string]bool{}, heads: map[string]bool{}} }, func(into *stems, k int) {
		for _, p := range seen[k] {
			c.lex.stems(p, into)
		}
	})
	c.stems = *found[0]
	for _, more := range found[1:] {
		maps.Copy(c.stems.known, more.known)
		maps.Copy(c.stems.heads, more.heads)
	}
}

// stems adds the stems and heads of two texts that differ only by their environments' words.
func (l *lexicon) stems(p stemPair, into *stems) {
	a, hasA := l.v.Neutral(p.envA, p.a)
	b, hasB := l.v.Neutral(p.envB, p.b)
	if !hasA && !hasB || vocabulary.Collapse(a) != vocabulary.Collapse(b) {
		return
	}
	add := func(text string) {
		eachStem(text, func(stem string) bool { into.known[stem] = true; return true })
		eachHead(text, func(head string) bool { into.heads[head] = true; return true })
	}
	if hasA {
		add(a)
	}
	if hasB && a != b {
		add(b)
	}
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
	for _, seg := range segments(neutral) {
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

// segments cuts a text at what separates identifiers.
func segments(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/:@, \t\n\"'=&?;()[]{}$*", r) })
}
