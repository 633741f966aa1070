package asserts

import (
	"fmt"
	"strings"
	"unicode"
)

// Quote writes a text as an assert has it, so that it reads as itself: what looks like a placeholder in it is none.
func Quote(s string) string {
	return `"` + strings.ReplaceAll(Escaped(s), "{{", `{\{`) + `"`
}

// Escaped writes what stands between quotes and leaves placeholders what they are.
func Escaped(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteRune('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case !unicode.IsPrint(c):
			fmt.Fprintf(&b, `\u{%x}`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
