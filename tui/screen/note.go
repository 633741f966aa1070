package screen

import (
	"strings"

	"github.com/envparity/envparity/drift"
)

// Note is the note on a drift that says most in one line: that of the environment which stands alone, else the first; "" for a drift without notes.
func Note(d *drift.Drift) string {
	notes := d.Facts.Notes
	if len(notes) == 0 {
		return ""
	}
	if alone, ok := strings.CutSuffix(d.Split, " alone"); ok {
		for _, n := range notes {
			if rest, of := strings.CutPrefix(n, alone); of && strings.HasPrefix(rest, " ") {
				return n
			}
		}
	}
	return notes[0]
}
