package snapshot

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot/secret"
)

// Bounds on the values that a Sealer keeps for Scrub.
const (
	minScrubbed    = 6 // shorter values would remove ordinary words from a text
	maxRemembered  = bounds.Remembered
	maxOneScrubbed = bounds.RememberedOne
)

func (s *Sealer) remember(value, fp string) {
	if len(value) < minScrubbed || len(value) > maxOneScrubbed || secret.Placeholder(value) {
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

// Scrub replaces in text every value that was sealed so far by "[secret]", and masks anything with the form of a secret. Texts from servers and
// libraries must pass through it before they are shown.
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
	slices.SortFunc(hits, func(a, b string) int { // the longest first, because one may be part of another
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, v := range hits {
		if word(v) {
			text = scrubWord(text, v)
		} else {
			text = strings.ReplaceAll(text, v, "[secret]")
		}
	}
	hide := func(string) string { return "[secret]" }
	out, _ := secret.Replace(text, secret.Prose, hide)
	return secret.ReplaceRandom(out, hide)
}

// word reports whether a value may also be an ordinary word, which is part of many paths.
func word(v string) bool {
	return strings.Trim(v, "abcdefghijklmnopqrstuvwxyz-_ ") == ""
}

// scrubWord replaces v where it is a value: in quotes, or after "=" or ":".
func scrubWord(text, v string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, v)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := at + len(v)
		before := strings.TrimRight(text[:at], " ")
		value := before != "" && strings.IndexByte("\"'`=:", before[len(before)-1]) >= 0 &&
			(end == len(text) || !wordByte(text[end]) && strings.IndexByte("/.-", text[end]) < 0)
		out.WriteString(text[:at])
		if value {
			out.WriteString("[secret]")
		} else {
			out.WriteString(v)
		}
		text = text[end:]
	}
}

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_'
}
