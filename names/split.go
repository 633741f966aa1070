package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words splits a name into lower-case words at punctuation and changes of case, so that LOG_LEVEL, logLevel and log-level are equal. Capitals in
// a row are one word, with the plural's s: "apiHTTPPort2" is api, http, port2 and "accountIDs" is account, ids.
func Words(name string) []string { return AppendWords(nil, name) }

// AppendWords appends the words of name to out, as Words splits them.
func AppendWords(out []string, name string) []string {
	start := -1
	prev := rune(0)
	emit := func(end int) {
		if start >= 0 && end > start {
			out = append(out, strings.ToLower(name[start:end]))
		}
		start = -1
	}
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case !letter:
			emit(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && !unicode.IsUpper(prev):
			emit(i)
			start = i
		case unicode.IsUpper(r):
			if next, _ := utf8.DecodeRuneInString(name[i+utf8.RuneLen(r):]); unicode.IsLower(next) && !pluralTail(name[i+utf8.RuneLen(r):]) {
				emit(i)
				start = i
			}
		}
		prev = r
	}
	emit(len(name))
	return out
}

// pluralTail reports whether rest begins with the s of a plural such as "IDs", and not with a new word.
func pluralTail(rest string) bool {
	return rest == "s" || (len(rest) > 1 && rest[0] == 's' && !unicode.IsLower(rune(rest[1])))
}
