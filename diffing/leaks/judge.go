package leaks

import (
	"math"
	"strings"

	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/diffing/vocabulary"
)

// Judge decides which texts name another environment by mistake. Only one goroutine may use it.
type Judge struct {
	lex       *vocabulary.Lexicon
	stems     *Stems
	envs      int // number of environments
	reference int // index of the reference
	off       heuristic.Off
	longest   int // length in bytes of a text that may be an identifier
	homes     func() map[string]bool
	places    map[string]Place
}

// NewJudge returns a judge for that many environments, with the heuristics of off switched off. homes returns the registered domains with a host in
// which an environment names itself.
func NewJudge(lex *vocabulary.Lexicon, stems *Stems, homes func() map[string]bool, envs, reference int, off heuristic.Off) *Judge {
	j := &Judge{lex: lex, stems: stems, homes: homes, envs: envs, reference: reference, off: off, longest: vocabulary.LongText, places: map[string]Place{}}
	if off[longTexts] {
		j.longest = math.MaxInt
	}
	return j
}

// At is the place of a text.
type At struct {
	Env   int    // index of the environment that has it
	Name  string // of the attribute
	Place Place
}

// PlaceOf is the function PlaceOf with a cache, because names repeat.
func (j *Judge) PlaceOf(name string) Place {
	p, ok := j.places[name]
	if !ok {
		p = PlaceOf(name)
		p.Prose, p.Team = p.Prose && !j.off[textForPeople], p.Team && !j.off[people]
		p.Mode, p.Plan = p.Mode && !j.off[modes], p.Plan && !j.off[plans]
		j.places[name] = p
	}
	return p
}

// Foreign returns the first word in text that belongs to another environment, if words bind in a text of that position. It ignores the place.
func (j *Judge) Foreign(at At, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	for _, h := range j.lex.Foreign(at.Env, pos, literal(text)) {
		if h.Owner != at.Env && !j.servesAll(at.Env, h.Owner, text) && !j.promoted(at, h, text) && !j.ofAPartner(text, h) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// servesAll reports whether text names a company's production system that serves all environments: a certificate authority (`letsencrypt-prod`
// issues for staging as well), or Azure. In the reference, certificates of the authority's staging are a leak all the same, because no browser
// trusts them.
func (j *Judge) servesAll(env, owner int, text string) bool {
	if j.off[serviceForAll] {
		return false
	}
	if owner != j.reference || env == j.reference || len(text) > vocabulary.LongText {
		return false
	}
	text = strings.ToLower(text)
	return strings.Contains(text, "letsencrypt") || strings.Contains(text, "lets-encrypt") || strings.Contains(text, "prod-aks.azure.com")
}

// promoted reports whether a word of the reference is in the tag of an image that another environment runs: `shop:prod-4f1c2` is the build that
// the reference runs.
func (j *Judge) promoted(at At, h vocabulary.Hit, text string) bool {
	if j.off[promotedImage] {
		return false
	}
	if h.Owner != j.reference || at.Env == j.reference {
		return false
	}
	slash, colon := strings.LastIndexByte(text, '/'), strings.LastIndexByte(text, ':')
	if slash > 0 && colon > slash && h.Start > colon {
		return true
	}
	return slash < 0 && lastWord(at.Name) == "tag"
}

// Innocent reports whether text names no environment at all. name is the attribute's.
func (j *Judge) Innocent(name, text string) bool {
	if !j.lex.Speaks(text) {
		return true
	}
	for env := range j.envs {
		at := At{Env: env, Name: name}
		if _, hit := j.Foreign(at, vocabulary.Identifier, text); hit {
			return false
		}
		if _, hit := j.Foreign(at, vocabulary.BareWord, text); hit {
			return false
		}
	}
	return true
}

// NamesAll reports whether text names every environment. Such a text is a list, not a leak.
func (j *Judge) NamesAll(text string) bool {
	if j.off[namesAll] {
		return false
	}
	for env := range j.envs {
		if j.lex.Key(env, text) == text {
			return false
		}
	}
	return j.envs > 1
}

// BesideOwn reports whether the identifier around the foreign word names its own environment too. Then the foreign word is part of a name, as in
// `dev-team-prod-orders`.
func (j *Judge) BesideOwn(env int, text string, h vocabulary.Hit) bool {
	if j.off[besideOwn] {
		return false
	}
	const ends = "/:@, \t\n\"'=&?;()[]{}"
	from := strings.LastIndexAny(text[:h.Start], ends) + 1
	to := len(text)
	if n := strings.IndexAny(text[h.Start:], ends); n >= 0 {
		to = h.Start + n
	}
	return j.lex.Key(env, text[from:to]) != text[from:to]
}

// Known reports whether text without the owner's words is a name that varies with the environment.
func (j *Judge) Known(owner int, text string) bool {
	return j.stems.knows(j.lex.Vocabulary, owner, text)
}

// knownOrBegins reports whether text without the owner's words is a name that varies with the environment, or begins like one.
func (j *Judge) knownOrBegins(owner int, text string) bool {
	return j.Known(owner, text) || j.stems.begins(j.lex.Vocabulary, owner, text)
}

// Sealed returns the first foreign word in the stored words of a sealed value (Vocabulary.SealedWords), if it is in a name of its own.
func (j *Judge) Sealed(env int, words string) (vocabulary.Hit, bool) {
	if _, partner := partners.Marked(words); partner || words == "" || j.NamesAll(words) {
		return vocabulary.Hit{}, false
	}
	for _, h := range j.lex.Foreign(env, vocabulary.Identifier, words) {
		if h.Owner != env && !h.Ordinary && !j.BesideOwn(env, words, h) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}
