package tui_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/tuitest"
)

// reader is a pager that keeps its text.
type reader struct{ coloured, plain string }

func (r *reader) Page(coloured, plain string) (*exec.Cmd, error) {
	r.coloured, r.plain = coloured, plain
	return exec.Command("true"), nil
}

func TestThePagerGetsTheWholeFindingWithoutControlSequences(t *testing.T) {
	for _, start := range []string{"findings", "walk"} {
		r := &reader{}
		d := tuitest.Start(t, tui.Options{Result: tuitest.Hostile(), Start: start, Services: screen.Services{Pager: r}}, 100, 30)
		d.Press("V").Check()
		if len(d.Ran) != 1 || d.Ran[0] != "exec" {
			t.Fatalf("%s: ran %v", start, d.Ran)
		}
		if len(r.plain) < 200_000 {
			t.Errorf("%s: the pager got %d bytes of a finding with a megabyte in it", start, len(r.plain))
		}
		for i, c := range r.plain {
			if c < 0x20 && c != '\n' || c >= 0x7f && c < 0xa0 || c == '\u202e' {
				t.Fatalf("%s: the pager got the control character %#x: %q", start, c, r.plain[max(0, i-20):i+4])
			}
		}
		if !strings.Contains(r.coloured, "\x1b[") {
			t.Errorf("%s: no colours", start)
		}
	}
}

func TestOnALongValueThePagerGetsThatValue(t *testing.T) {
	r := &reader{}
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings", Query: "nginx", Services: screen.Services{Pager: r}}, 100, 30)
	d.Press("enter", "V")
	if !strings.Contains(r.plain, "What to do") || !strings.Contains(r.plain, "upstream u5 ") || strings.Contains(r.plain, " equal\n") {
		t.Fatalf("not the whole finding:\n%s", r.plain)
	}
	d.Press("j", "j", "j", "j", "j", "V")
	if !strings.Contains(r.plain, "in dev") || !strings.Contains(r.plain, "keepalive_timeout 30s") || strings.Contains(r.plain, "60s") || strings.Contains(r.plain, "What to do") {
		t.Fatalf("not dev's value:\n%s", r.plain)
	}
}

func TestWithoutAPagerTheKeySaysSo(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 100, 30)
	d.Press("V").Check().Sees("Not now: no pager: set $PAGER")
}
