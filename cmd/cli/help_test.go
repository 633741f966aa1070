package cli

import "testing"

func TestALineOfADescriptionIsBrokenOnce(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"nothing":         {"", ""},
		"one line":        {"One.", "One."},
		"one paragraph":   {"One line\nand another.", "One line and another."},
		"two paragraphs":  {"One\nline.\n\nAnother\none.", "One line.\n\nAnother one."},
		"indented lines":  {"As here:\n  a\n  b\nand so\non.", "As here:\n  a\n  b\nand so on."},
		"an empty ending": {"One.\n", "One.\n"},
	} {
		if got := joined(x.text); got != x.want {
			t.Errorf("%s: got %q, want %q", name, got, x.want)
		}
	}
}
