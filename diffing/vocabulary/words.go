package vocabulary

import (
	"cmp"
	"slices"
	"strings"
)

// Words are the names of one member of an environment: a region, a cluster. They bind as an environment's own words do, but they are no leak
// elsewhere, because the same region may serve two environments.
type Words struct{ match *matcher }

// NewWords returns the words of list; nil if there is none. A short or numeric one binds only as part of a longer text.
func NewWords(list []string) *Words {
	var entries []*entry
	for _, w := range list {
		w = strings.ToLower(strings.TrimSpace(w))
		if w == "" || !alnum(w[0]) || slices.ContainsFunc(entries, func(e *entry) bool { return e.text == w }) {
			continue
		}
		entries = append(entries, &entry{text: w, bare: len(w) > 1 && strings.Trim(w, "0123456789.") != ""})
	}
	if len(entries) == 0 {
		return nil
	}
	slices.SortFunc(entries, func(a, b *entry) int { return cmp.Compare(a.text, b.text) })
	return &Words{newMatcher(entries)}
}

// Out returns s with every word replaced by a mark, and whether any was.
func (w *Words) Out(s string) (string, bool) {
	if w == nil {
		return s, false
	}
	return w.match.mark(s, func(e *entry, whole bool) bool { return e.bare || !whole })
}
