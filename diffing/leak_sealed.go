package diffing

import (
	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// sealedLeaks finds the columns whose sealed value lets be known that it speaks another environment's words: a bucket's name beside the
// keys to it.
func (w *walker) sealedLeaks(nodes []*snapshot.Node) bool {
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || n == nil || n.Kind != snapshot.Secret {
			continue
		}
		if h, ok := w.speaksForeign(i, n.Speech()); ok {
			hits[i], found = h, true
		}
	}
	if !found || w.namedForOne() {
		return false
	}
	w.emitLeak(nodes, hits)
	return true
}

// speaksForeign returns the first foreign word in a sealed value's speech that stands in a name of its own.
func (w *walker) speaksForeign(col int, speech string) (vocabulary.Hit, bool) {
	env := w.env(col)
	if _, partner := partners.Marked(speech); partner || speech == "" || w.namesAll(speech) {
		return vocabulary.Hit{}, false
	}
	for _, h := range w.c.lex.v.Foreign(env, vocabulary.Identifier, speech) {
		if h.Owner != env && !h.Ordinary && !w.besideOwn(env, speech, h) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}
