package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text from outside must pass one of these functions before it goes to a terminal, a log or a report. A character that a terminal, a browser or a
// reader's eye would obey becomes a visible mark. ESC is ␛, a character that reorders or hides text is its code point (‹202E›), and bytes that
// are not UTF-8 are the replacement character. Nothing is dropped, because an auditor must see that two values differ by an escape.

// Clean cleans text for one line: line ends and tabs become visible too. It cuts text of more than limit runes with "…", and reads no more of s
// than that takes. limit ≤ 0 means no limit.
func Clean(s string, limit int) string { return clean(s, limit, false) }

// Line is Clean without a limit.
func Line(s string) string { return clean(s, 0, false) }

// Sanitize cleans text of several lines: line feeds and tabs stay.
func Sanitize(s string) string { return clean(s, 0, true) }

// clean returns s itself if it needs no change.
func clean(s string, limit int, lines bool) string {
	if plain(s, limit, lines) {
		return s
	}
	var b strings.Builder
	n := 0
	for i := 0; i < len(s); {
		if limit > 0 && n >= limit {
			b.WriteString("…")
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
		switch {
		case (r == '\n' || r == '\t') && lines:
			b.WriteRune(r)
		case r == '\n':
			b.WriteString("⏎")
		case r == '\t':
			b.WriteString("⇥")
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune(0x2421)
		case invisible(r):
			fmt.Fprintf(&b, "‹%04X›", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Obeyed reports whether r is a control character, or one that reorders or hides text.
func Obeyed(r rune) bool { return r < 0x20 || r == 0x7f || invisible(r) }

// CleanLines is Clean for text of several lines: it splits at line ends and cleans each line. It returns at most maxLines lines; cut is true if
// there were more.
func CleanLines(s string, maxLines, limit int) (lines []string, cut bool) {
	for len(s) > 0 || len(lines) == 0 {
		if maxLines > 0 && len(lines) == maxLines {
			return lines, true
		}
		line, rest, found := strings.Cut(s, "\n")
		lines = append(lines, Clean(strings.TrimSuffix(line, "\r"), limit))
		if !found {
			break
		}
		s = rest
	}
	return lines, false
}

// plain reports whether s needs no cleaning and is within limit.
func plain(s string, limit int, lines bool) bool {
	if limit > 0 && len(s) > limit {
		return false
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f || lines && (c == '\n' || c == '\t') {
			i++
			continue
		}
		if c < 0x80 {
			return false
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || invisible(r) {
			return false
		}
		i += size
	}
	return true
}

// invisible reports runes that change how others look, or cannot be seen: C1 controls, bidirectional controls, zero-width and tag characters, the
// replacement for objects, private use and unassigned planes. The zero-width joiner and the variation selectors stay, because emoji and several
// scripts need them.
func invisible(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xa0, r == 0x00ad, r == 0x061c, r == 0x180e, r == 0xfeff:
		return true
	case r == 0x200b, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xfff9 && r <= 0xfffc, r >= 0xe0000 && r <= 0xe0fff:
		return true
	case r == 0x200c, r == 0x200d, r >= 0xfe00 && r <= 0xfe0f:
		return false
	}
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || unicode.Is(unicode.Co, r)
}
