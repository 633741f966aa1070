package values

import (
	"math"
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// OtherNumber reports whether one of two values is a number and the other a text of the same letters, and a program that reads the number has other
// letters: 3.10 is 3.1, 01234 is octal or 1234, 1_000 is 1000.
func OtherNumber(a, b *snapshot.Node) bool {
	if a.Kind == snapshot.String {
		a, b = b, a
	}
	return a.Kind == snapshot.Number && b.Kind == snapshot.String && a.Text == b.Text && !asRead(a.Text)
}

// asRead reports whether a number is written as programs write it after reading it.
func asRead(text string) bool {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(i, 10) == text
	}
	if digits := strings.TrimPrefix(text, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" && digits[0] != '0' {
		return true // too long for an integer of 64 bits; who reads it as text gets the same letters
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return false
	}
	return strconv.FormatFloat(f, 'f', -1, 64) == text
}
