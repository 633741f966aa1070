package comparison

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// listedIn is a list without keys, in one column of the present resource.
type listedIn struct{ list, column int }

// mostListed bounds how many names of one list are kept.
const mostListed = 64

// beside reports whether the list around the walk has the text that names another environment a second time, with the column's own name. In an
// account that holds several environments, or a proxy in front of them, one list names each of them. The names of the others are then no leaks.
func (w *Comparison) beside(col, owner int, text string) bool {
	around := w.List()
	if w.Without[listedBeside] || around.ID == 0 || around.Nodes[col] == nil {
		return false
	}
	at := listedIn{around.ID, col}
	own, ok := w.listed[at]
	if !ok {
		own = map[string]bool{}
		w.ownNames(col, around.Nodes[col], own)
		w.listed[at] = own
	}
	return own[w.Lexicon.Key(owner, text)]
}

// ownNames gathers the texts that name the column's own environment, without its words.
func (w *Comparison) ownNames(col int, n *snapshot.Node, into map[string]bool) {
	if n.Kind == snapshot.String && len(n.Text) <= vocabulary.LongText && len(into) < mostListed && w.Lexicon.Speaks(n.Text) {
		if key := w.Lexicon.Key(w.Env(col), n.Text); key != n.Text {
			into[key] = true
		}
	}
	for k := range n.Children {
		w.ownNames(col, &n.Children[k], into)
	}
}
