package diffing

import (
	"github.com/envparity/envparity/diffing/vocabulary"
)

// lexicon is the vocabulary as comparing asks it. Answers are not remembered: looking one up takes longer than finding it anew.
//
// Who speaks is a voice: an environment by its index or, after those, a member of one, which has words of its own besides its
// environment's.
type lexicon struct {
	v       *vocabulary.Vocabulary
	envs    int
	members []memberVoice
}

type memberVoice struct {
	env   int
	words *vocabulary.Words
}

// member adds the voice of a member of env; without words of its own it is env's.
func (l *lexicon) member(env int, words []string) int {
	own := vocabulary.NewWords(words)
	if own == nil {
		return env
	}
	l.members = append(l.members, memberVoice{env, own})
	return l.envs + len(l.members) - 1
}

// unmembered returns text without the words of the voice's member, its environment's left in.
func (l *lexicon) unmembered(voice int, text string) string {
	if voice < l.envs {
		return text
	}
	text, _ = l.members[voice-l.envs].words.Out(text)
	return text
}

// Key returns text as it reads without the voice's own words; a text that is nothing but the word is the mark itself. Two values
// that differ only by their environments' words have one key.
func (l *lexicon) Key(voice int, text string) string {
	if text == "" {
		return ""
	}
	env, said := voice, text
	if voice >= l.envs {
		env, said = l.members[voice-l.envs].env, l.unmembered(voice, text)
	}
	neutral, any := l.v.Neutral(env, said)
	any = any || said != text
	out := text
	if any {
		out = vocabulary.Collapse(neutral)
	}
	return out
}

// Bare returns text without any environment's words, and any member's.
func (l *lexicon) Bare(text string) string {
	for voice := range l.envs + len(l.members) {
		text = l.Key(voice, text)
	}
	return text
}
