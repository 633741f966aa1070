package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize returns s without anything a terminal, a browser or a reader's eye would obey: control characters become visible
// pictures (ESC is ␛), bytes that are not UTF-8 the replacement character, and characters that reorder or hide text
// (bidirectional controls, zero-width ones, tags) go. Line feeds and tabs stay. Text without any of this is returned as it is.
func Sanitize(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < 0x20 && c != '\n' && c != '\t' || c == 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune('␡')
		case r >= 0x80 && r <= 0x9f: // C1: an eight-bit CSI among them
			b.WriteRune(utf8.RuneError)
		case hidden(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Line is Sanitize for text that must stay on one line: line feeds and tabs become visible too.
func Line(s string) string {
	s = Sanitize(s)
	if strings.ContainsAny(s, "\n\t") {
		s = strings.NewReplacer("\n", "⏎", "\t", " ").Replace(s)
	}
	return s
}

// hidden reports whether r changes how other text looks without being seen itself.
func hidden(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c: // bidirectional controls
		return true
	case r == 0x200b, r == 0x2060, r == 0xfeff, r == 0x00ad, r == 0x2028, r == 0x2029, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return r != 0x200d && r != 0x200c && unicode.Is(unicode.Cf, r) && r < 0x600
}
