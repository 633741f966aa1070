package diffing

import (
	"sync"

	"github.com/envparity/envparity/diffing/vocabulary"
)

// lexicon is the vocabulary as comparing asks it: with answers remembered, because configuration repeats itself.
type lexicon struct {
	v      *vocabulary.Vocabulary
	envs   int
	shards [64]shard
}

type shard struct {
	sync.RWMutex
	keys map[lexKey]string
}

type lexKey struct {
	env  int
	text string
}

const remembered = 1 << 14 // answers a shard keeps

func newLexicon(v *vocabulary.Vocabulary, envs int) *lexicon {
	l := &lexicon{v: v, envs: envs}
	l.learned()
	return l
}

// learned forgets all answers, because the vocabulary has grown.
func (l *lexicon) learned() {
	for i := range l.shards {
		l.shards[i].keys = map[lexKey]string{}
	}
}

// Key returns text as it reads without env's own words; a text that is nothing but the word is the mark itself. Two values that
// differ only by their environments' words have one key.
func (l *lexicon) Key(env int, text string) string {
	if text == "" {
		return ""
	}
	h := uint32(len(text))*31 + uint32(text[0])*7 + uint32(text[len(text)-1]) //nolint:gosec // a hash
	s := &l.shards[h%uint32(len(l.shards))]
	k := lexKey{env, text}
	s.RLock()
	out, ok := s.keys[k]
	s.RUnlock()
	if ok {
		return out
	}
	neutral, any := l.v.Neutral(env, text)
	out = text
	if any {
		out = vocabulary.Collapse(neutral)
	}
	s.Lock()
	if len(s.keys) >= remembered {
		clear(s.keys)
	}
	s.keys[k] = out
	s.Unlock()
	return out
}

// Bare returns text without any environment's words.
func (l *lexicon) Bare(text string) string {
	for e := range l.envs {
		text = l.Key(e, text)
	}
	return text
}
