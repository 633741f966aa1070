package rules

import (
	"strings"
	"unicode"
)

// oneLine folds white space, so that source text fits a line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plain removes control characters, because a sentence may contain values from outside.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}
