package snapshot

import (
	"slices"
	"strings"
)

// Bounds on what a Sealer remembers for Scrub.
const (
	minScrubbed    = 6        // shorter values would take ordinary words out of a text
	maxRemembered  = 64 << 20 // bytes
	maxOneScrubbed = 64 << 10 // bytes of one value
)

func (s *Sealer) remember(value, fp string) {
	if len(value) < minScrubbed || len(value) > maxOneScrubbed || Placeholder(value) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sealed == nil {
		s.sealed = map[string]string{}
	}
	if _, ok := s.sealed[value]; !ok && s.bytes+len(value) <= maxRemembered {
		value = strings.Clone(value)
		s.sealed[value] = fp
		s.bytes += len(value)
	}
}

// Scrub replaces in text every value that was sealed so far by "[secret]", and masks what has the shape of a secret. Texts that
// come from servers and libraries pass through it before anyone sees them.
func (s *Sealer) Scrub(text string) string {
	if text == "" {
		return text
	}
	s.mu.RLock()
	var hits []string
	for v := range s.sealed {
		if strings.Contains(text, v) {
			hits = append(hits, v)
		}
	}
	s.mu.RUnlock()
	slices.SortFunc(hits, func(a, b string) int { // the longest first: one may be part of another
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, v := range hits {
		text = strings.ReplaceAll(text, v, "[secret]")
	}
	out, _ := replaceShapes(text, func(string) string { return "[secret]" })
	return out
}
