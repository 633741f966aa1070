package query

import (
	"strconv"
	"strings"
)

// bound is a number with a comparison: ">90", "<=0.5", "2".
type bound struct {
	above, below, equal bool
	value               float64
}

// parseBound reads a bound. read parses its number.
func parseBound(text string, read func(string) (float64, bool)) (bound, bool) {
	var b bound
	switch rest := strings.TrimLeft(text, "<>="); text[:len(text)-len(rest)] {
	case ">":
		b.above = true
	case "<":
		b.below = true
	case ">=":
		b.above, b.equal = true, true
	case "<=":
		b.below, b.equal = true, true
	case "", "=":
		b.equal = true
	default:
		return b, false
	}
	var ok bool
	b.value, ok = read(strings.TrimLeft(text, "<>="))
	return b, ok
}

// holds reports whether got satisfies b.
func (b bound) holds(got float64) bool {
	return b.above && got > b.value || b.below && got < b.value || b.equal && got == b.value
}

func plainNumber(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// days reads a span as in waivers, a number with d, w, m or y; a number alone is days.
func days(text string) (float64, bool) {
	unit := 1.0
	if text == "" {
		return 0, false
	}
	switch text[len(text)-1] {
	case 'd':
		text = text[:len(text)-1]
	case 'w':
		unit, text = 7, text[:len(text)-1]
	case 'm':
		unit, text = 365.25/12, text[:len(text)-1]
	case 'y':
		unit, text = 365.25, text[:len(text)-1]
	}
	n, ok := plainNumber(text)
	return n * unit, ok
}
