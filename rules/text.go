package rules

import (
	"strings"
	"unicode"
)

// oneLine folds white space, so that source text fits a line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plain drops control characters: values from outside may be part of a sentence.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

// wordList joins names for a sentence: "dev, staging and prod".
func wordList(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
