package names

import (
	"fmt"
	"strings"
)

// And joins names for a sentence: "a", "a and b", "a, b and c".
func And(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// Count writes a number and its noun: "1 file", "3 files".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Of writes a part of a number and its noun: "3 of 20 visits", "1 of 1 visit".
func Of(part, all int, noun string) string { return fmt.Sprintf("%d of %s", part, Count(all, noun)) }

// Verb returns the form of a verb that goes with a number: is or are, fails or fail.
func Verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
