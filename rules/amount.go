package rules

import (
	"regexp"
	"strconv"
	"strings"
)

// amounts matches numbers with a unit, as in options of runtimes: -Xmx512m, --max-old-space-size=2048.
var amounts = regexp.MustCompile(`[0-9]+(\.[0-9]+)?([kKmMgGtT][bB]?)?\b`)

// amountRatio returns other / reference of the only amount in which two texts differ; 0 if they differ in another way, or not at all.
func (f *facts) amountRatio() float64 {
	if r := f.ratio(); r != 0 {
		return r
	}
	a, ok1 := f.text(f.other())
	b, ok2 := f.text(f.run.ref)
	if !ok1 || !ok2 || len(a) > maxDiffer || len(b) > maxDiffer || amounts.ReplaceAllString(a, "\x00") != amounts.ReplaceAllString(b, "\x00") {
		return 0
	}
	xs, ys := amounts.FindAllString(a, -1), amounts.FindAllString(b, -1)
	ratio := 0.0
	for i := range xs {
		x, y := amountOf(xs[i]), amountOf(ys[i])
		switch {
		case x == y:
		case ratio != 0 || x <= 0 || y <= 0:
			return 0
		default:
			ratio = x / y
		}
	}
	return ratio
}

// amountOf returns 512m as a number of bytes, and a number without a unit unchanged.
func amountOf(s string) float64 {
	digits := strings.TrimRight(s, "kKmMgGtTbB")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	switch unit := strings.ToLower(s[len(digits):]); {
	case strings.HasPrefix(unit, "k"):
		return v * 1024
	case strings.HasPrefix(unit, "m"):
		return v * 1024 * 1024
	case strings.HasPrefix(unit, "g"):
		return v * 1024 * 1024 * 1024
	case strings.HasPrefix(unit, "t"):
		return v * 1024 * 1024 * 1024 * 1024
	}
	return v
}
