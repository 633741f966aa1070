package rules

import "strings"

// oneLine folds white space, so that source text fits a line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

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
