package asserts

import "regexp"

// placeholder finds the placeholders of an assert.
var placeholder = regexp.MustCompile(`\{\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\}\}`)

// Holes returns the captured values that an assert or a query of a capture names, "uuid" left out.
func Holes(s string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		if m[1] != "uuid" {
			out = append(out, m[1])
		}
	}
	return out
}
