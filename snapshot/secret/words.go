package secret

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// words splits FOO_BAR, fooBar, foo-bar and FooBAR2 into lower-case words, without numbers at the end: TOKEN_2, PASSWORD1.
func words(name string) []string {
	out := names.Words(name)
	for len(out) > 1 && strings.Trim(out[len(out)-1], "0123456789") == "" {
		out = out[:len(out)-1]
	}
	if n := len(out); n > 0 {
		out[n-1] = strings.TrimRight(out[n-1], "0123456789")
	}
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

// Counts reports whether name is a plural: a number under MAX_TOKENS is a count.
func Counts(name string) bool {
	w := words(name)
	return len(w) > 0 && strings.HasSuffix(w[len(w)-1], "s")
}
