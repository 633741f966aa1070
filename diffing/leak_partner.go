package diffing

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// choosesMode reports whether the columns choose between the modes of something that has fewer of them than the system has environments:
// an authority that knows `test` and `prod` only. The sign is that at least two environments share the word of a third one, that this one
// and the reference say their own, and that no other environment names itself. Where one more does, the place belongs to this system.
func (w *walker) choosesMode(nodes []*snapshot.Node) bool {
	if w.c.off[modeOfPartner] {
		return false
	}
	owner := -1
	sharers, named := map[int]bool{}, map[int]bool{}
	for i, n := range w.present(nodes) {
		if n.Kind != snapshot.String {
			return false
		}
		env := w.env(i)
		if w.c.lex.Key(w.voice(i), n.Text) == vocabulary.Mark {
			named[env] = true
			continue
		}
		hits := w.c.lex.Foreign(env, vocabulary.BareWord, n.Text)
		if len(hits) != 1 || hits[0].Word != n.Text || owner >= 0 && hits[0].Owner != owner {
			return false
		}
		owner, sharers[env] = hits[0].Owner, true
	}
	return len(sharers) > 1 && owner != w.c.ref && len(named) == 2 && named[owner] && named[w.c.ref]
}

// ownState reports whether the walk is at the key of a state that column col keeps in a bucket of its own, another than that of owner. Then the
// key's text says another environment's name and leads nowhere near it.
func (w *walker) ownState(col, owner int) bool {
	if w.c.off[ownState] {
		return false
	}
	if !w.below("backend") || w.hereName() != "key" {
		return false
	}
	own := textOf(w.open.Open(w.g.At[col]).Get("backend", "bucket"))
	for _, i := range w.c.ofEnv[owner] {
		if r := w.g.At[i]; r != nil && own != "" {
			theirs := textOf(w.open.Open(r).Get("backend", "bucket"))
			return theirs != "" && theirs != own
		}
	}
	return false
}
