// Package list keeps the place in a long list: a cursor, a window that follows it with some rows to spare, and the moves
// people know. It holds no items and renders nothing, so it costs the same for ten rows and for a million.
package list

// ScrollOff is how many rows stay visible beyond the cursor while there are any.
const ScrollOff = 3

// List is a window of Height rows over Len rows. The zero List is empty.
type List struct {
	length, height int
	cursor, offset int
}

// SetLen says how many rows there are; the cursor stays within them.
func (l *List) SetLen(n int) { l.length = max(n, 0); l.clamp() }

// SetHeight says how many rows are visible; the cursor stays visible.
func (l *List) SetHeight(h int) { l.height = max(h, 0); l.clamp() }

// Len is the number of rows.
func (l *List) Len() int { return l.length }

// Height is the number of visible rows.
func (l *List) Height() int { return l.height }

// Cursor is the row the cursor is on; 0 in an empty list.
func (l *List) Cursor() int { return l.cursor }

// Window returns the visible rows as a half-open range.
func (l *List) Window() (from, to int) { return l.offset, min(l.offset+l.height, l.length) }

// Set moves the cursor to row i.
func (l *List) Set(i int) { l.cursor = i; l.clamp() }

// Move moves the cursor by n rows.
func (l *List) Move(n int) { l.Set(l.cursor + n) }

// Page moves by n pages, leaving one row of overlap.
func (l *List) Page(n int) { l.Set(l.cursor + n*max(l.height-1, 1)) }

// Half moves by n half pages.
func (l *List) Half(n int) { l.Set(l.cursor + n*max(l.height/2, 1)) }

// Top moves to the first row.
func (l *List) Top() { l.Set(0) }

// Bottom moves to the last row.
func (l *List) Bottom() { l.Set(l.length - 1) }

// Scroll moves the window by n rows, and the cursor only as far as it must to stay visible.
func (l *List) Scroll(n int) {
	l.offset = max(min(l.offset+n, l.length-l.height), 0)
	off := l.off()
	lo, hi := l.offset+off, l.offset+l.height-1-off
	if l.offset == 0 {
		lo = 0
	}
	if l.offset >= l.length-l.height {
		hi = l.length - 1
	}
	l.cursor = max(min(l.cursor, hi), lo)
	l.clamp()
}

// RowAt returns the row drawn at line y of the window, or -1.
func (l *List) RowAt(y int) int {
	if i := l.offset + y; y >= 0 && y < l.height && i < l.length {
		return i
	}
	return -1
}

func (l *List) off() int { return min(ScrollOff, max(l.height-1, 0)/2) }

func (l *List) clamp() {
	l.cursor = max(min(l.cursor, l.length-1), 0)
	off := l.off()
	if l.cursor < l.offset+off {
		l.offset = l.cursor - off
	}
	if l.cursor > l.offset+l.height-1-off {
		l.offset = l.cursor - l.height + 1 + off
	}
	l.offset = max(min(l.offset, l.length-l.height), 0)
}
