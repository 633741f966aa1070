package term_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/internal/term"
)

func TestHostileTextBecomesVisibleAndHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"plain":              "plain",
		"a\x1b[31mred":       "a␛[31mred",
		"nul\x00":            "nul␀",
		"two\nlines\ttab":    "two⏎lines⇥tab",
		"rlo\u202eevil":      "rlo‹202E›evil",
		"c1\u009b31m":        "c1‹009B›31m",
		"bad\xff":            "bad\uFFFD",
		"family 👨‍👩‍👧 stays": "family 👨‍👩‍👧 stays",
		"zero\u200bwidth":    "zero‹200B›width",
	} {
		if got := term.Clean(in, 0); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := term.Clean("abcdef", 3); got != "abc…" {
		t.Errorf("limit: got %q", got)
	}
}

func TestMegabytesAreCutToWhatIsShown(t *testing.T) {
	s := strings.Repeat("\x1bx", 32<<20)
	if got := term.Clean(s, 100); len([]rune(got)) != 101 {
		t.Errorf("got %d runes", len([]rune(got)))
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b]52;c;aGk=\a", 10)
	f.Add("\u202e\u2066", 0)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		for _, r := range term.Clean(s, limit) {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Fatalf("%q lets %U through", s, r)
			}
		}
	})
}
