package comparison

import (
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// choosesMode reports whether the columns choose between the modes of a system with fewer modes than there are environments: an authority with
// only `test` and `prod`. The sign: at least two environments have the word of a third one, that one and the reference have their own, and no
// other environment names itself. If another one does, the place belongs to this system.
func (w *Comparison) choosesMode(nodes []*snapshot.Node) bool {
	if w.Without[modeOfPartner] {
		return false
	}
	owner := -1
	sharers, named := map[int]bool{}, map[int]bool{}
	for i, n := range w.Present(nodes) {
		if n.Kind != snapshot.String {
			return false
		}
		env := w.Env(i)
		if w.Lexicon.Key(w.Voice(i), n.Text) == vocabulary.Mark {
			named[env] = true
			continue
		}
		hits := w.Lexicon.Foreign(env, vocabulary.BareWord, n.Text)
		if len(hits) != 1 || hits[0].Word != n.Text || owner >= 0 && hits[0].Owner != owner {
			return false
		}
		owner, sharers[env] = hits[0].Owner, true
	}
	return len(sharers) > 1 && owner != w.Reference && len(named) == 2 && named[owner] && named[w.Reference]
}

// ownState reports whether the walk is at the key of a state that column col keeps in its own bucket, not owner's. Then another environment's
// name in the key does not lead to that environment's state.
func (w *Comparison) ownState(col, owner int) bool {
	if w.Without[ownState] {
		return false
	}
	if !w.Under("backend") || w.Attribute() != "key" {
		return false
	}
	own := textOf(w.Root(w.Resources()[col]).Get("backend", "bucket"))
	for _, i := range w.Of[owner] {
		if r := w.Resources()[i]; r != nil && own != "" {
			theirs := textOf(w.Root(r).Get("backend", "bucket"))
			return theirs != "" && theirs != own
		}
	}
	return false
}
