package tui_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestOtherKeysActAndAreShown(t *testing.T) {
	w := &writer{}
	d := tuitest.Start(t, tui.Options{
		Result: tuitest.Shop(), Start: "findings", Services: w.services(), Owner: "me",
		Keys: tui.Keymap{"": {"quit": {"Q"}, "down": {"ctrl+j"}, "help": {"f5"}}, "findings": {"accept": {"A"}, "filter": {"f"}, "group": nil}},
	}, 120, 34)
	d.Sees("A accept", "f filter", "Q quit", "f5 help").Lacks("a accept", "q quit", "tab group")
	d.Press("f5").Type("accept").Check().Sees("A ", "Accept with reason").Press("esc")
	d.Press("f5").Type("one line").Check().Sees("^j ", "Go one line down").Press("esc")
	d.Press("q", "a", "j").Lacks("Accept with reason")
	if d.Quit {
		t.Fatal("the old key still quits")
	}
	d.Press("ctrl+j", "A").Check().Sees("Accept", "Reason").Press("esc")
	d.Press(":").Type("group by").Press("enter").Check().Sees("by resource") // an action without a key is in the palette still
	d.Press("esc", "esc").Sees("Q quits")
	d.Press("Q")
	if !d.Quit {
		t.Fatal("the new key does not quit")
	}
}

func TestFaultsOfAKeymapNameTheNearest(t *testing.T) {
	for _, tt := range []struct {
		km   tui.Keymap
		want string
	}{
		{tui.Keymap{"": {"quti": {"Q"}}}, `there is no action "quti", did you mean "quit"?`},
		{tui.Keymap{"matrix": {"accept": {"Q"}}}, `there is no action "accept"`},
		{tui.Keymap{"nowhere": {}}, `there is no screen "nowhere"`},
		{tui.Keymap{"": {"quit": {"cmd+q"}}}, `"cmd" is none of ctrl, alt`},
		{tui.Keymap{"": {"quit": {"shift+q"}}}, `is written "Q"`},
		{tui.Keymap{"": {"quit": {" "}}}, `is written "space"`},
		{tui.Keymap{"": {"down": {"q"}}}, `key "q" means both "down" and "quit"`},
		{tui.Keymap{"finding": {"wrap": {"n"}}}, `key "n" means both "next-finding" and "wrap" on the screen "finding"`},
		{tui.Keymap{"": {"back": {}}}, "must keep a key"},
	} {
		faults := tt.km.Check()
		if len(faults) == 0 || !strings.Contains(faults[0].Error(), tt.want) {
			t.Errorf("%v: got %v, want %q", tt.km, faults, tt.want)
		}
		if _, err := tui.New(tui.Options{Keys: tt.km}); err == nil {
			t.Errorf("%v was taken", tt.km)
		}
	}
	if faults := (tui.Keymap{}).Check(); len(faults) > 0 {
		t.Errorf("the program's own keys: %v", faults)
	}
}

func TestKeysAreWrittenInOneWay(t *testing.T) {
	for _, key := range []string{"x", "X", "+", "ctrl++", "ctrl+x", "alt+enter", "shift+tab", "f12", "é", "ж", "space", "ctrl+space"} {
		if err := keys.Valid(key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, key := range []string{"", "xy", "Ctrl+x", "ctrl+X", "ctrl+", "f99", "\x1b", "return"} {
		if err := keys.Valid(key); err == nil {
			t.Errorf("%q was taken", key)
		}
	}
}
