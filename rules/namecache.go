package rules

import "github.com/envparity/envparity/names"

// Few names occur often: `image`, `LOG_LEVEL`. Each worker caches the results for a name, so that patterns are matched once a name and not once a
// drift.

// nameCacheSize bounds the memory for hostile input. A full cache is emptied.
const nameCacheSize = 4096

// nameInfo is the cached results for one name.
type nameInfo struct {
	words      []string
	candidates bitset // rules whose name patterns match, and those without any; nil until computed
	asked, yes bitset // by the number of a named() call: whether it was computed, and its result
}

type nameCache struct{ known map[string]*nameInfo }

func (c *nameCache) of(name string) *nameInfo {
	if n := c.known[name]; n != nil {
		return n
	}
	if c.known == nil || len(c.known) >= nameCacheSize {
		c.known = make(map[string]*nameInfo, 64)
	}
	n := &nameInfo{words: names.AppendWords(nil, afterSlash(name))}
	c.known[name] = n
	return n
}

// namedSet is the patterns of one named() call; equal calls share one.
type namedSet struct {
	id       int
	patterns []namePattern
}

// match reports whether one of the patterns matches. It computes each name once.
func (s *namedSet) match(n *nameInfo) bool {
	word, bit := s.id/64, uint64(1)<<(s.id%64)
	for len(n.asked) <= word {
		n.asked, n.yes = append(n.asked, 0), append(n.yes, 0)
	}
	if n.asked[word]&bit == 0 {
		n.asked[word] |= bit
		for i := range s.patterns {
			if s.patterns[i].match(n.words) {
				n.yes[word] |= bit
				break
			}
		}
	}
	return n.yes[word]&bit != 0
}
