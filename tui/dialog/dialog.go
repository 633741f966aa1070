// Package dialog holds what is drawn over a screen: the frame, forms, messages and the help. A dialog gets every key while it
// is open; esc closes it. It decides nothing and writes nothing: what was entered goes back as a message.
package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/theme"
)

// Dialog is one overlay.
type Dialog interface {
	// Title is written into the frame.
	Title() string
	// Update handles a message; done closes the dialog.
	Update(msg tea.Msg) (cmd tea.Cmd, done bool)
	// Lines returns what stands inside the frame, for a room of at most w by h cells.
	Lines(w, h int) []cell.Line
	// Keys returns the keys that act now.
	Keys() keys.Map
	// Cursor is where the text cursor is inside the frame, and whether there is one; Lines has been called before.
	Cursor() (x, y int, on bool)
}

// Room is what a dialog's lines have on a screen of w by h cells.
func Room(w, h int) (innerW, innerH int) { return min(w-4, 88), h - 4 }

// Box frames d for a screen of w by h cells and returns the box and where it goes.
func Box(t *theme.Theme, d Dialog, w, h int) (box []cell.Line, x, y int) {
	innerW, innerH := Room(w, h)
	lines := d.Lines(innerW, innerH)
	lines = lines[:min(len(lines), max(innerH, 0))]
	width := cell.Width(d.Title()) + 4
	for _, l := range lines {
		width = max(width, l.Width())
	}
	width = min(max(width, min(40, innerW)), innerW)
	g := &t.Glyphs
	title := cell.Cut(" "+d.Title()+" ", width)
	top := cell.T(theme.Accent, g.Corners[0]+g.Rule).Add(theme.Strong, title).
		Add(theme.Accent, strings.Repeat(g.Rule, max(width+1-cell.Width(title), 0))+g.Corners[1])
	box = append(box, top)
	for _, l := range lines {
		row := cell.T(theme.Accent, g.Bar+" ").Append(l.Fit(width)).Add(theme.Accent, " "+g.Bar)
		if l.Selected {
			row.Segs[1].Token = theme.Accent
		}
		box = append(box, row)
	}
	box = append(box, cell.T(theme.Accent, g.Corners[2]+strings.Repeat(g.Rule, width+2)+g.Corners[3]))
	return box, max((w-width-4)/2, 0), max((h-len(box))/3, 0)
}
