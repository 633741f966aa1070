package theme

import (
	"regexp"
	"testing"
)

// With sixteen colours, the theme uses the terminal's own palette only, and no background.
func TestSixteenColoursAreThePersonsOwn(t *testing.T) {
	for _, name := range Names() {
		th, err := New(name, true)
		if err != nil {
			t.Fatal(err)
		}
		other := regexp.MustCompile(`[34]8;|\b4[0-7]\b|\b10[0-7]\b`)
		for i := range th.Basic().open {
			for tok, seq := range th.Basic().open[i] {
				if other.MatchString(seq) {
					t.Errorf("%s: token %d is written as %q", name, tok, seq)
				}
			}
		}
	}
	if _, err := New(basic, true); err == nil {
		t.Error("the basic theme can be chosen by name")
	}
}
