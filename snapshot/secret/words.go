package secret

import (
	"slices"
	"strings"
	"unicode"
)

// words splits FOO_BAR, fooBar, foo-bar and FooBAR2 into lower-case words. Numbers at the end are left out: TOKEN_2, PASSWORD1.
func words(name string) []string {
	var out []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			out = append(out, strings.ToLower(name[start:end]))
			start = -1
		}
	}
	var prev rune
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsUpper(prev) && nextLower(name[i:])):
			flush(i)
			start = i
		}
		prev = r
	}
	flush(len(name))
	for len(out) > 1 && strings.Trim(out[len(out)-1], "0123456789") == "" {
		out = out[:len(out)-1]
	}
	if n := len(out); n > 0 {
		out[n-1] = strings.TrimRight(out[n-1], "0123456789")
	}
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

// nextLower reports whether the rune behind the first of s is a lower-case letter: the S of "DBSecret" begins a word.
func nextLower(s string) bool {
	for i, r := range s {
		if i > 0 {
			return unicode.IsLower(r)
		}
	}
	return false
}

// Counts reports whether name is a plural: a number under MAX_TOKENS is a count.
func Counts(name string) bool {
	w := words(name)
	return len(w) > 0 && strings.HasSuffix(w[len(w)-1], "s")
}
