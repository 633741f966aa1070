package rules_test

import (
	"testing"
	"time"

	"github.com/envparity/envparity/rules"
)

func TestTheLastDayOfAWaiver(t *testing.T) {
	now := time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC)
	for text, want := range map[string]string{
		"2027-01-31": "2027-01-31", " 2026-11-20 ": "2026-11-20", "30d": "2026-12-20", "2w": "2026-12-04", "6m": "2027-05-20", "1y": "2027-11-20",
		"2026-11-19": "", "tomorrow": "", "0d": "", "-3d": "", "10000d": "", "3x": "", "3d 4": "", "": "", "30": "", "2026-02-30": "",
	} {
		got, err := rules.ParseExpiry(text, now)
		if (err == nil) != (want != "") || err == nil && got.Format(time.DateOnly) != want {
			t.Errorf("%q: got %v, %v, want %q", text, got, err, want)
		}
	}
}
