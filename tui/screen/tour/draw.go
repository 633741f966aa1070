package tour

import (
	"strings"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/theme"
)

// tableLines draws rows in columns; where there is no room, each row becomes lines of "head: value".
func tableLines(t *theme.Theme, rows [][]string, w int) []cell.Line {
	n := len(rows[0])
	widths := make([]int, n)
	total := 0
	for _, r := range rows {
		for k, c := range r {
			widths[k] = max(widths[k], min(cell.Width(term.Clean(c, 200)), 60))
		}
	}
	for _, x := range widths {
		total += x + 2
	}
	if total > w {
		if w < 70 || n*12 > w {
			return stacked(rows, w)
		}
		for total > w { // the widest column gives way
			widest := 0
			for k := range widths {
				if widths[k] > widths[widest] {
					widest = k
				}
			}
			widths[widest]--
			total--
		}
	}
	var out []cell.Line
	for i, r := range rows {
		tok := theme.Text
		if i == 0 {
			tok = theme.Dim
		}
		cells, height := make([][]string, n), 1
		for k, c := range r {
			cells[k] = cell.Wrap(term.Clean(c, 400), widths[k], 5)
			height = max(height, len(cells[k]))
		}
		for y := range height {
			var l cell.Line
			for k := range cells {
				text := ""
				if y < len(cells[k]) {
					text = cells[k][y]
				}
				l = l.Add(tok, cell.Fit(text, widths[k]+2))
			}
			out = append(out, l)
		}
		if i == 0 {
			out = append(out, cell.T(theme.Faint, strings.Repeat(t.Glyphs.Rule, min(total-2, w))))
		}
	}
	return out
}

// stacked writes each row as its first cell, and the others with their heads below it.
func stacked(rows [][]string, w int) []cell.Line {
	var out []cell.Line
	for _, r := range rows[1:] {
		out = append(out, cell.T(theme.Strong, cell.Cut(term.Clean(r[0], 400), w)))
		var parts []string
		for k, c := range r[1:] {
			if c != "" {
				parts = append(parts, rows[0][k+1]+": "+term.Clean(c, 400))
			}
		}
		if len(parts) == 0 {
			continue
		}
		for _, l := range cell.Wrap(strings.Join(parts, "; "), max(w-2, 8), 5) {
			out = append(out, cell.T(theme.Text, "  "+l))
		}
	}
	return out
}
