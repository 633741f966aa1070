package rules

import (
	"fmt"
	"strings"
	"time"
)

// ParseExpiry reads the last day of a waiver: a date, or a span from now (30d, 12w, 6m, 1y). A past day is an error.
func ParseExpiry(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		if !t.AddDate(0, 0, 1).After(now) {
			return t, fmt.Errorf("%s is over", text)
		}
		return t, nil
	}
	var n int
	var unit, rest string
	if read, _ := fmt.Sscanf(text, "%d%s%s", &n, &unit, &rest); read == 2 && n > 0 && n < 10000 {
		day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
		switch unit {
		case "d":
			return day.AddDate(0, 0, n), nil
		case "w":
			return day.AddDate(0, 0, 7*n), nil
		case "m":
			return day.AddDate(0, n, 0), nil
		case "y":
			return day.AddDate(n, 0, 0), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither a date such as 2027-01-31 nor a span such as 30d, 12w, 6m, 1y", text)
}
