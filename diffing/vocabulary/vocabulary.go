// Package vocabulary knows the words by which environments name themselves: given words, and words learned from consistent substitution inside
// identifiers. It takes them out of values, and finds values with another environment's word.
package vocabulary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// Env is what is known of one environment in advance.
type Env struct {
	Name       string
	Reference  bool
	Configured []string
	Struck     []string
}

// Word is a word with its origin; see diffing.Word.
type Word struct {
	Env      int
	Text     string
	Origin   string // "name", "configured", "learned"
	Evidence int
	Example  string
}

// Position is the kind of text that a value is, as far as its place shows. Words bind in identifiers, not in prose.
type Position uint8

// The positions.
const (
	Identifier Position = iota // names, hosts, ARNs, URLs, paths
	BareWord                   // a whole value that is one word or number
	Prose                      // descriptions, comments, messages
)

// Hit is a foreign word found in a value.
type Hit struct {
	Word     string
	Owner    int  // environment index
	Start    int  // byte offset in the value
	Ordinary bool // the word is plain English too, and proves little by itself
	Learned  bool // the word was learned from data, and may be wrong
}

// Ordinary reports whether a word is also plain English, so that it proves little by itself.
func (v *Vocabulary) Ordinary(word string) bool { return ordinary(strings.ToLower(word)) }

// Vocabulary is made by New and extended by Learn. In between it is safe for concurrent reads.
type Vocabulary struct {
	envs    []Env
	entries []*entry
	match   *matcher
}

// New returns the vocabulary of the environments' names, their well-known synonyms (prod, production, prd…) and configured words.
func New(envs []Env) *Vocabulary {
	v := &Vocabulary{envs: envs}
	for i, e := range envs {
		v.give(i, e.Name, "name", true)
		for _, w := range e.Configured {
			v.give(i, w, "configured", true)
		}
	}
	v.synonyms()
	for _, w := range common() {
		if v.find(w) == nil {
			v.entries = append(v.entries, &entry{text: w, glue: glued(w)})
		}
	}
	v.strike()
	v.match = newMatcher(v.entries)
	return v
}

// give adds word to env's vocabulary. A word that several environments are given is common to them.
func (v *Vocabulary) give(env int, word, origin string, bare bool) *entry {
	word = strings.ToLower(strings.TrimSpace(word))
	if word == "" || !alnum(word[0]) {
		return nil
	}
	e := v.find(word)
	if e == nil {
		e = &entry{text: word, origin: origin, ordinary: ordinary(word) && origin != "configured", glue: glued(word), bare: bare}
		v.entries = append(v.entries, e)
	}
	if !e.of(env) {
		e.envs = append(e.envs, env)
	}
	return e
}

func (v *Vocabulary) find(word string) *entry {
	for _, e := range v.entries {
		if e.text == word {
			return e
		}
	}
	return nil
}

// synonyms gives every environment the other words of its role. In an environment's name of several parts (prod-eu), the part that names a role
// counts. A role that two environments have is common to both.
func (v *Vocabulary) synonyms() {
	for i, e := range v.envs {
		name := strings.ToLower(e.Name)
		if r := roleOf(name); r != nil {
			for _, w := range synonymsOf(r) {
				if named := v.find(w); named == nil || !nameOfOther(v.envs, i, w) {
					v.give(i, w, "name", true)
				}
			}
			continue
		}
		for _, part := range strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' || c == '.' || c == '/' }) {
			r := roleOf(part)
			if r == nil {
				continue
			}
			for _, w := range synonymsOf(r) {
				if !nameOfOther(v.envs, i, w) {
					v.give(i, w, "name", true)
				}
			}
			break
		}
	}
}

func nameOfOther(envs []Env, env int, word string) bool {
	for i, e := range envs {
		if i != env && strings.EqualFold(e.Name, word) {
			return true
		}
	}
	return false
}

// roleOf returns the role that an environment's name, or a part of it, names. If two roles are possible, the certain one wins.
func roleOf(word string) *names.Role {
	if r := names.RoleOf(word, names.Certain); r != nil {
		return r
	}
	return names.RoleOf(word, names.Possible)
}

// synonymsOf lists the words for a role that need no support from the data.
func synonymsOf(r *names.Role) []string {
	var list []string
	for _, w := range r.Words {
		if w.Certainty == names.Certain {
			list = append(list, w.Text)
		}
	}
	return list
}

// strike takes words from the environments for which a person struck them. The name of an environment stays, because nothing is known without it.
func (v *Vocabulary) strike() {
	for i, e := range v.envs {
		for _, w := range e.Struck {
			x := v.find(strings.ToLower(strings.TrimSpace(w)))
			if x != nil && !strings.EqualFold(x.text, e.Name) {
				x.envs = slices.DeleteFunc(x.envs, func(k int) bool { return k == i })
			}
		}
	}
}

// Words lists the vocabulary, sorted by environment and word.
func (v *Vocabulary) Words() []Word {
	var out []Word
	for _, e := range v.entries {
		for _, env := range e.envs {
			out = append(out, Word{Env: env, Text: e.text, Origin: e.origin, Evidence: e.evidence, Example: e.example})
		}
	}
	slices.SortFunc(out, func(a, b Word) int {
		return cmp.Or(cmp.Compare(a.Env, b.Env), strings.Compare(a.Text, b.Text))
	})
	return out
}

// Neutral returns s with environment env's own words replaced by a mark, and whether any was. It allocates nothing if none was.
func (v *Vocabulary) Neutral(env int, s string) (string, bool) {
	return v.match.mark(s, func(e *entry, whole bool) bool { return e.of(env) && (e.bare || !whole) })
}

// Speaks reports whether s contains any environment's word.
func (v *Vocabulary) Speaks(s string) bool {
	found := false
	v.match.each(s, func(_, _ int, e *entry) bool {
		found = len(e.envs) > 0
		return !found
	})
	return found
}

// Foreign returns the words of other environments in s, from left to right. In prose nothing binds. A word that env shares does not bind either.
func (v *Vocabulary) Foreign(env int, pos Position, s string) []Hit {
	if pos == Prose {
		return nil
	}
	var hits []Hit
	v.match.each(s, func(start, end int, e *entry) bool {
		if len(e.envs) == 0 || e.of(env) || (!e.bare && start == 0 && end == len(s)) {
			return true
		}
		if end-start < len(s) && start > 0 && alnum(s[start-1]) && e.glue && !upper(s[start]) {
			return true // the tail of a longer word proves nothing
		}
		hits = append(hits, Hit{Word: s[start:end], Owner: e.envs[0], Start: start, Ordinary: e.ordinary, Learned: e.origin == "learned"})
		return true
	})
	return hits
}
