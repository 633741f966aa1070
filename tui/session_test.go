package tui_test

import (
	"testing"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

func TestFindFilterOpenAndQuit(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Result: tuitest.Shop(), Start: "findings"}, 100, 30).Check()
	d.Sees("must-fix", "should-fix", "orders")
	d.Press("/").Type("kind:leaked").Check().Sees("1 of 10")
	d.Press("enter").Check().Lacks("PAYMENT_KEY")
	d.Press("enter").Check().Sees("Finding", "only the host differs", "builtin/leaked-reference")
	d.Press("esc").Check().Sees("kind:leaked")
	d.Press("esc").Check().Sees("2 Findings 10")
	d.Press("esc").Check().Sees("q quits")
	d.Press("?").Check().Sees("Keys: findings").Press("esc").Press("q")
	if !d.Quit {
		t.Fatal("q did not quit")
	}
}
