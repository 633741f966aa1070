package rules

import (
	"regexp"
	"strings"
)

// What two texts differ in, when that is all they differ in.
const (
	inIDs     = "ids"
	inNumbers = "numbers"
	inCase    = "case"
	inSpace   = "space"
)

var (
	// A generated id: a UUID, a long run of hexadecimal with a digit in it, an account number, a base62 blob.
	generatedID = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{8,64}\b|\b\d{10,}\b`) //nolint:gochecknoglobals // constant
	aNumber     = regexp.MustCompile(`\d+(?:\.\d+)?`)                                                                      //nolint:gochecknoglobals // constant
)

// maxDiffer bounds what is compared in this way: long texts have line diffs.
const maxDiffer = 8 << 10

// differsIn compares all present texts with the reference's, or the first.
func (f *facts) differsIn() string {
	var texts []string
	f.presentTexts(func(t string) bool {
		if len(t) > maxDiffer {
			texts = nil
			return false
		}
		texts = append(texts, t)
		return true
	})
	if len(texts) < 2 {
		return ""
	}
	for _, c := range []struct {
		in   string
		fold func(string) string
	}{
		{inSpace, func(s string) string { return strings.Join(strings.Fields(s), "") }},
		{inCase, strings.ToLower},
		{inIDs, func(s string) string { return generatedID.ReplaceAllString(s, "\x00") }},
		{inNumbers, func(s string) string { return aNumber.ReplaceAllString(s, "\x00") }},
	} {
		if allSame(texts, c.fold) {
			return c.in
		}
	}
	return ""
}

// allSame reports whether fold makes all texts one, of which something is left.
func allSame(texts []string, fold func(string) string) bool {
	first := fold(texts[0])
	for _, t := range texts[1:] {
		if fold(t) != first {
			return false
		}
	}
	return strings.Trim(first, "\x00") != ""
}
