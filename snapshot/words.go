package snapshot

import (
	"strings"
	"sync"
)

// commonWords bounds how many texts Words numbers besides keys. The most common ones occur early and often; others stay in their own tree.
const (
	commonWords = 1 << 13
	longestWord = 32 // bytes of a text to number
)

// Words numbers the keys, and the most common short texts, of the trees that were packed with it. All resources of a run share one. It is safe
// for concurrent use.
type Words struct {
	mu    sync.RWMutex
	index map[string]uint32
	list  []string // only ever appended to: a view taken earlier stays valid
}

// NewWords returns an empty Words.
func NewWords() *Words {
	return &Words{index: map[string]uint32{}}
}

// number returns the number of s and the copy of it that is kept. A new s gets a number. But if must is false, it gets one only while there are
// few such texts.
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
