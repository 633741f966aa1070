package cell_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/theme"
)

func text() *rapid.Generator[string] {
	return rapid.StringOf(rapid.RuneFrom([]rune("ab c.漢字é\u0301👩🏽\u200d💻ع\x1b\n\x00🇩🇪")))
}

func TestEverythingPaintedHasExactlyTheWidthAskedFor(t *testing.T) {
	th, err := theme.New("dark", true)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var l cell.Line
		for range rapid.IntRange(0, 5).Draw(t, "segments") {
			l = l.Add(theme.Token(rapid.IntRange(0, 12).Draw(t, "token")), text().Draw(t, "text"))
		}
		w := rapid.IntRange(1, 40).Draw(t, "width")
		if got := ansi.StringWidth(cell.Paint(th, l, w)); got != w {
			t.Fatalf("%q painted %d cells wide, want %d", l.Plain(), got, w)
		}
		from := rapid.IntRange(0, 20).Draw(t, "from")
		to := from + rapid.IntRange(0, 20).Draw(t, "cells")
		if got, want := l.Fit(60).Slice(from, to).Width(), to-from; got != want {
			t.Fatalf("slice %d..%d of %q is %d cells wide", from, to, l.Plain(), got)
		}
		box := []cell.Line{cell.L("┌──┐"), cell.L("└──┘")}
		for _, o := range cell.Over([]cell.Line{l, l, l}, box, from, 1, 60)[1:] {
			if got := ansi.StringWidth(cell.Paint(th, o, 60)); got != 60 {
				t.Fatalf("a box over %q makes a line of %d cells", l.Plain(), got)
			}
		}
	})
}

func TestWrappedLinesFitAndLoseNothingButSpaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("abc de漢é  "))).Draw(t, "s")
		w := rapid.IntRange(2, 20).Draw(t, "w")
		lines := cell.Wrap(s, w, 0)
		for _, l := range lines {
			if cell.Width(l) > w {
				t.Fatalf("%q is wider than %d", l, w)
			}
		}
		strip := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if strip(strings.Join(lines, "")) != strip(s) {
			t.Fatalf("%q became %q", s, lines)
		}
	})
}

func TestBothEndsOfALongNameStay(t *testing.T) {
	if got := cell.CutMiddle("spec.template.spec.containers[name=api].image", 20); got != "spec.t…me=api].image" {
		t.Errorf("got %q", got)
	}
}
