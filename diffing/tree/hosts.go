package tree

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// ownHosts reports whether two keys are hosts of one registered domain, and one of them has its environment's own word in it: `api-v1.dev.shop.org`
// and `api.v1.shop.org`. Each environment has hosts of its own, so no spelling of one is wrong because another environment has another.
func (w *Walk) ownHosts(a, b *oddKey) bool {
	domain := registered(a.key)
	return domain != "" && domain == registered(b.key) && (w.saysOwn(a) || w.saysOwn(b))
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

// registered returns the part of a host that somebody registered, "" if the text is no host or ends in no known suffix.
func registered(text string) string {
	text = strings.ToLower(text)
	if strings.Count(text, ".") < 2 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return ""
	}
	if suffix, known := publicsuffix.PublicSuffix(text); !known && !strings.Contains(suffix, ".") {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(text)
	if err != nil {
		return ""
	}
	return domain
}
