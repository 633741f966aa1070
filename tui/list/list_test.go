package list_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/tui/list"
)

func TestTheCursorIsAlwaysVisibleWithRowsToSpare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l list.List
		l.SetHeight(rapid.IntRange(1, 30).Draw(t, "height"))
		l.SetLen(rapid.IntRange(0, 200).Draw(t, "len"))
		for range rapid.IntRange(1, 30).Draw(t, "moves") {
			n := rapid.IntRange(-50, 50).Draw(t, "n")
			switch rapid.IntRange(0, 7).Draw(t, "move") {
			case 0:
				l.Move(n)
			case 1:
				l.Page(n % 3)
			case 2:
				l.Half(n % 3)
			case 3:
				l.Top()
			case 4:
				l.Bottom()
			case 5:
				l.Scroll(n)
			case 6:
				l.SetHeight(1 + (n+50)%30)
			case 7:
				l.SetLen(n + 60)
			}
			from, to := l.Window()
			if l.Len() == 0 {
				if l.Cursor() != 0 || to > from {
					t.Fatalf("empty list: cursor %d, window %d..%d", l.Cursor(), from, to)
				}
				continue
			}
			if l.Cursor() < from || l.Cursor() >= to {
				t.Fatalf("cursor %d outside %d..%d", l.Cursor(), from, to)
			}
			spare := min(list.ScrollOff, (l.Height()-1)/2)
			if l.Cursor()-from < spare && from > 0 {
				t.Fatalf("cursor %d too near the top of %d..%d", l.Cursor(), from, to)
			}
			if to-1-l.Cursor() < spare && to < l.Len() {
				t.Fatalf("cursor %d too near the bottom of %d..%d", l.Cursor(), from, to)
			}
			if to-from < min(l.Height(), l.Len()) {
				t.Fatalf("window %d..%d leaves lines empty", from, to)
			}
		}
	})
}
