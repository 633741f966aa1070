package term

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSanitizeTakesOutWhatATerminalObeys(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain text\n\twith lines", "plain text\n\twith lines"},
		{"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"a\x00b\x07c\x7fd\re", "a␀b␇c␡d␍e"},
		{"\u009b31m", "‹009B›31m"},
		{"\x9b31m", "\ufffd31m"},
		{"ab\u202ecd\u2066e\u200bf\ufeff", "ab‹202E›cd‹2066›e‹200B›f‹FEFF›"},
		{"naïve 東京 👩‍💻", "naïve 東京 👩‍💻"},
	} {
		if got := Sanitize(tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := Line("a\nb\tc"); got != "a⏎b⇥c" {
		t.Errorf("got %q", got)
	}
}

func TestSanitizedTextIsHarmlessAndStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sanitize(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text"))
		if !utf8.ValidString(s) || Sanitize(s) != s {
			t.Fatalf("%q", s)
		}
		for _, r := range s {
			if r != '\n' && r != '\t' && Obeyed(r) {
				t.Fatalf("%q came through", r)
			}
		}
	})
}

func TestColourIsDecidedAsNoColorOrgSays(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, tt := range []struct {
		env  string
		flag bool
		want bool
	}{
		{"", false, false}, // a pipe
		{"CLICOLOR_FORCE=1", false, true},
		{"CLICOLOR_FORCE=0", false, false},
		{"CLICOLOR_FORCE=1 NO_COLOR=1", false, false},
		{"CLICOLOR_FORCE=1 NO_COLOR=yes", false, false},
		{"CLICOLOR_FORCE=1 NO_COLOR=0", false, false},
		{"CLICOLOR_FORCE=1", true, false},
	} {
		getenv := func(name string) string {
			for _, pair := range strings.Fields(tt.env) {
				if k, v, _ := strings.Cut(pair, "="); k == name {
					return v
				}
			}
			return ""
		}
		if got := Look(null, null, null, getenv, tt.flag); got.Color != tt.want || got.Width != 80 {
			t.Errorf("%q, flag %v: %+v", tt.env, tt.flag, got)
		}
	}
}
