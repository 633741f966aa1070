package snapshot

import (
	"strings"
	"sync"
)

// commonWords bounds the texts that Words takes besides keys: the common ones come early and again and again, all others stand in
// their own tree.
const (
	commonWords = 1 << 13
	longestWord = 32 // bytes of a text that may be taken
)

// Words numbers the keys, and the commonest short texts, of the trees that were packed with it. It is shared by all resources of a
// run and safe for concurrent use.
type Words struct {
	mu    sync.RWMutex
	index map[string]uint32
	list  []string // only ever appended to: a view taken earlier stays valid
}

// NewWords returns an empty Words.
func NewWords() *Words {
	return &Words{index: map[string]uint32{}}
}

// number returns the number of s and the copy of it that is kept. Where s is new it gets a number, unless it is a text like any
// other (not must) and there are enough of those.
func (w *Words) number(s string, must bool) (n uint32, kept string, ok bool) {
	w.mu.RLock()
	n, ok = w.index[s]
	if ok {
		kept = w.list[n]
	}
	w.mu.RUnlock()
	if ok {
		return n, kept, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if n, ok := w.index[s]; ok {
		return n, w.list[n], true
	}
	if !must && len(w.list) >= commonWords {
		return 0, "", false
	}
	s = strings.Clone(s)    // it may be cut from a file
	n = uint32(len(w.list)) //nolint:gosec // a run of four thousand million different keys does not fit into memory
	w.index[s] = n
	w.list = append(w.list, s)
	return n, s, true
}

// view returns all words numbered so far.
func (w *Words) view() []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.list
}
