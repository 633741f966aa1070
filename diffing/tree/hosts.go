package tree

import "github.com/envparity/envparity/names"

// ownHosts reports whether two keys are hosts of one registered domain, and one of them has its environment's own word in it: `api-v1.dev.shop.org`
// and `api.v1.shop.org`. Each environment has hosts of its own, so no spelling of one is wrong because another environment has another.
func (w *Walk) ownHosts(a, b *oddKey) bool {
	domain := names.Domain(a.key)
	return domain != "" && domain == names.Domain(b.key) && (w.saysOwn(a) || w.saysOwn(b))
}

// saysOwn reports whether a column that has the key has an own word of its environment in it.
func (w *Walk) saysOwn(o *oddKey) bool {
	for i, n := range o.at {
		if n != nil && w.lexicon.Key(w.Voice(i), o.key) != o.key {
			return true
		}
	}
	return false
}
