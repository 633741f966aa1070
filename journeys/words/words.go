// Package words writes the numbers and texts of journeys for people: durations, ratios, shortened texts. Nothing in it reads the clock or a file.
package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Round cuts a duration to what a person reads.
func Round(d time.Duration) time.Duration {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond)
	case d >= time.Second:
		return d.Round(10 * time.Millisecond)
	case d >= 10*time.Millisecond:
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}

// Millis writes milliseconds as people read them: 5.2 ms, 480 ms, 12.0 s.
func Millis(v float64) string {
	switch {
	case v < 10:
		return fmt.Sprintf("%.1f ms", v)
	case v >= 10_000:
		return fmt.Sprintf("%.1f s", v/1000)
	}
	return fmt.Sprintf("%.0f ms", v)
}

// Percent writes a ratio as a difference: 1.07 is +7 %.
func Percent(ratio float64) string {
	d := 100 * (ratio - 1)
	switch {
	case math.Abs(d) < 0.5:
		return "0 %"
	case math.Abs(d) < 10 && math.Abs(d) != math.Trunc(math.Abs(d)):
		return fmt.Sprintf("%+.0f %%", d)
	}
	return fmt.Sprintf("%+.0f %%", d)
}

// Trim writes a ratio as people say it: 1.5, 2.83, 12.
func Trim(f float64) string {
	switch {
	case f >= 10:
		return strconv.FormatFloat(f, 'f', 1, 64)
	case f > 0 && f < 0.1:
		return strconv.FormatFloat(f, 'g', 1, 64)
	}
	s := strconv.FormatFloat(f, 'f', 2, 64)
	for s[len(s)-1] == '0' && s[len(s)-2] != '.' {
		s = s[:len(s)-1]
	}
	if s[len(s)-2:] == ".0" {
		s = s[:len(s)-2]
	}
	return s
}

// Cut shortens s to n characters, the last of which is then an ellipsis.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// Printable takes out what would move a terminal's cursor or turn its text round.
func Printable(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return ' '
		case c < 0x20 || c >= 0x7f && c < 0xa0, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
			return -1
		}
		return c
	}, s)
}
