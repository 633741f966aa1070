package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/list"
	"github.com/envparity/envparity/tui/theme"
)

// wheelStep is how many lines one notch of the mouse wheel scrolls.
const wheelStep = 3

// Wheeled scrolls a list by the mouse wheel.
func Wheeled(l interface{ Scroll(n int) }, msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelDown:
		l.Scroll(wheelStep)
	case tea.MouseWheelUp:
		l.Scroll(-wheelStep)
	}
}

// Rows is a list of rows that open and close. Each has a head, and further lines that are there while it is open.
type Rows struct {
	list  list.List
	open  map[int]bool
	lines []RowLine
	build func()
}

// RowLine is one line of Rows: a row's head, or a further line of it.
type RowLine struct {
	Row  int
	Of   string // what the line is about, for the screen; "" for the row itself
	Text cell.Line
}

// NewRows returns an empty list. build makes its lines anew, with Clear, Add and SetHeight. It is called when a row opens or closes.
func NewRows(build func()) Rows { return Rows{open: map[int]bool{}, build: build} }

// Clear takes all lines out. Open rows stay open.
func (r *Rows) Clear() { r.lines = r.lines[:0] }

// Add adds a line at the end.
func (r *Rows) Add(l RowLine) { r.lines = append(r.lines, l) }

// SetHeight ends the building, and says how many lines are visible.
func (r *Rows) SetHeight(h int) {
	r.list.SetLen(len(r.lines))
	r.list.SetHeight(max(h, 0))
}

// Len returns the number of lines.
func (r *Rows) Len() int { return len(r.lines) }

// Open reports whether a row is open.
func (r *Rows) Open(row int) bool { return r.open[row] }

// At returns the line that the cursor is on.
func (r *Rows) At() RowLine {
	if i := r.list.Cursor(); i < len(r.lines) {
		return r.lines[i]
	}
	return RowLine{}
}

// Toggle opens or closes the row that the cursor is on.
func (r *Rows) Toggle() {
	at := r.At().Row
	if r.open[at] {
		delete(r.open, at)
	} else {
		r.open[at] = true
	}
	r.build()
	r.to(at)
}

// Close closes all rows, and reports whether one was open.
func (r *Rows) Close() bool {
	if len(r.open) == 0 {
		return false
	}
	at := r.At().Row
	clear(r.open)
	r.build()
	r.to(at)
	return true
}

// Reset closes all rows and goes to the top, for a list of other rows.
func (r *Rows) Reset() {
	clear(r.open)
	r.build()
	r.list.Top()
}

// to puts the cursor on the head of a row.
func (r *Rows) to(row int) {
	for i := range r.lines {
		if r.lines[i].Row == row {
			r.list.Set(i)
			return
		}
	}
}

// Moved applies a move and reports whether action was one.
func (r *Rows) Moved(action keys.Action) bool { return Moved(&r.list, action) }

// Wheel scrolls by the mouse wheel.
func (r *Rows) Wheel(msg tea.MouseWheelMsg) { Wheeled(&r.list, msg) }

// Click puts the cursor on the line at y, which counts from the first visible line. It reports whether the cursor was there already.
func (r *Rows) Click(y int) bool {
	i := r.list.RowAt(y)
	if i < 0 {
		return false
	}
	again := i == r.list.Cursor()
	r.list.Set(i)
	return again
}

// Visible returns the visible lines, with the cursor.
func (r *Rows) Visible(t *theme.Theme) []cell.Line {
	from, to := r.list.Window()
	out := make([]cell.Line, 0, to-from)
	for i := from; i < to; i++ {
		lead := cell.L(" ")
		if i == r.list.Cursor() {
			lead = cell.T(theme.Accent, t.Glyphs.Cursor)
		}
		out = append(out, lead.Append(r.lines[i].Text))
	}
	return out
}
