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

func stacked(rows [][]string, w int) []cell.Line {
	var out []cell.Line
	labelW := 0
	for _, h := range rows[0][1:] {
		labelW = max(labelW, min(cell.Width(h)+2, w/3))
	}
	for _, r := range rows[1:] {
		for k, c := range r {
			if c == "" {
				continue
			}
			if k == 0 {
				out = append(out, cell.T(theme.Strong, cell.Cut(term.Clean(c, 400), w)))
				continue
			}
			for i, l := range cell.Wrap(term.Clean(c, 400), max(w-labelW-2, 8), 5) {
				head := rows[0][k] + ":"
				if i > 0 {
					head = ""
				}
				out = append(out, cell.T(theme.Dim, "  "+cell.Fit(head, labelW)).Add(theme.Text, l))
			}
		}
	}
	return out
}
