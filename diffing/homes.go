package diffing

import (
	"strings"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// homeDomains returns the registered domains with a host in which an environment names itself. It reads all values, so it runs only if a leak
// depends on it.
func (c *comparer) homeDomains() map[string]bool {
	homes := map[string]bool{}
	var open snapshot.Opener
	for env := range c.Names {
		for _, i := range c.Of[env] {
			for _, r := range c.Cover.Resources[i] {
				open.Reset()
				c.addHomes(homes, env, open.Open(r))
			}
		}
	}
	return homes
}

func (c *comparer) addHomes(homes map[string]bool, env int, n *snapshot.Node) {
	for i := range n.Children {
		c.addHomes(homes, env, &n.Children[i])
	}
	if n.Kind != snapshot.String && n.Kind != snapshot.Unknown || strings.Count(n.Text, ".") < 2 {
		return
	}
	if _, own := c.Lexicon.Neutral(env, n.Text); !own {
		return
	}
	for host := range strings.FieldsFuncSeq(n.Text, func(r rune) bool { return !strings.ContainsRune(hostRunes, r) }) {
		domain := names.Domain(host)
		if domain == "" || homes[domain] {
			continue
		}
		if _, own := c.Lexicon.Neutral(env, host); own {
			homes[strings.Clone(domain)] = true
		}
	}
}

const hostRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
