package screen_test

import (
	"testing"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
)

// twoRows is a list of two rows with two further lines each.
func twoRows() *screen.Rows {
	r := &screen.Rows{}
	*r = screen.NewRows(func() {
		r.Clear()
		for row := range 2 {
			r.Add(screen.RowLine{Row: row, Text: cell.L("head")})
			if r.Open(row) {
				r.Add(screen.RowLine{Row: row, Of: "one", Text: cell.L("more")})
				r.Add(screen.RowLine{Row: row, Of: "two", Text: cell.L("more")})
			}
		}
		r.SetHeight(10)
	})
	r.Reset()
	return r
}

func TestRowsOpenAndCloseAtTheCursor(t *testing.T) {
	for _, c := range []struct {
		name  string
		do    func(r *screen.Rows)
		lines int
		row   int
		of    string
	}{
		{"all are closed at first", func(*screen.Rows) {}, 2, 0, ""},
		{"a row opens, and the cursor stays on its head", func(r *screen.Rows) { r.Toggle() }, 4, 0, ""},
		{"the cursor goes into an open row", func(r *screen.Rows) { r.Toggle(); r.Moved(screen.Down) }, 4, 0, "one"},
		{"closed inside, the cursor is on the head", func(r *screen.Rows) { r.Toggle(); r.Moved(screen.Down); r.Toggle() }, 2, 0, ""},
		{"a click puts the cursor", func(r *screen.Rows) { r.Toggle(); r.Click(3) }, 4, 1, ""},
		{"all close, and the cursor stays at its row", func(r *screen.Rows) { r.Toggle(); r.Click(3); r.Close() }, 2, 1, ""},
		{"other rows begin at the top", func(r *screen.Rows) { r.Click(1); r.Reset() }, 2, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := twoRows()
			c.do(r)
			if at := r.At(); r.Len() != c.lines || at.Row != c.row || at.Of != c.of {
				t.Errorf("%d lines, row %d, %q; want %d, %d, %q", r.Len(), at.Row, at.Of, c.lines, c.row, c.of)
			}
		})
	}
}

func TestAClickSaysIfTheCursorWasThere(t *testing.T) {
	r := twoRows()
	if first, again, outside := r.Click(1), r.Click(1), r.Click(7); first || !again || outside {
		t.Errorf("first %v, again %v, outside %v", first, again, outside)
	}
}

func TestNoRowIsClosedWhereNoneIsOpen(t *testing.T) {
	r := twoRows()
	if r.Close() {
		t.Error("a row was closed")
	}
	if r.Toggle(); !r.Close() {
		t.Error("no row was closed")
	}
}
