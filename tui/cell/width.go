package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Width returns the number of cells s takes.
func Width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cut shortens s to at most w cells, ending in "…" when something was cut off.
func Cut(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if len(s) <= w || Width(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, "…")
}

// CutMiddle shortens s to at most w cells by taking out its middle: both ends of a path or an address say more than its
// middle. One third is left of the cut, two thirds right of it.
func CutMiddle(s string, w int) string {
	total := Width(s)
	if total <= w {
		return s
	}
	if w < 8 {
		return Cut(s, w)
	}
	left := (w - 1) / 3
	right := w - 1 - left
	return ansi.Truncate(s, left, "") + "…" + ansi.TruncateLeft(s, total-right, "")
}

// Tail returns the end of s, at most w cells of it.
func Tail(s string, w int) string {
	if total := Width(s); total > w {
		return ansi.TruncateLeft(s, total-max(w, 0), "")
	}
	return s
}

// Fit cuts or pads s to exactly w cells.
func Fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	s = Cut(s, w)
	return s + Spaces(w-Width(s))
}

// FitRight cuts or pads s on its left to exactly w cells.
func FitRight(s string, w int) string {
	s = Cut(s, w)
	return Spaces(w-Width(s)) + s
}

// Spaces returns n spaces, none for a negative n.
func Spaces(n int) string {
	const many = "                                                                                                                                "
	switch {
	case n <= 0:
		return ""
	case n <= len(many):
		return many[:n]
	}
	return strings.Repeat(" ", n)
}

// Wrap breaks s into lines of at most w cells, at spaces where it can, and inside words where it must. It returns at most
// limit lines, the last one ending in "…" when there was more; limit 0 means all.
func Wrap(s string, w, limit int) []string {
	if w <= 0 {
		return nil
	}
	var out []string
	line, lineW := "", 0
	flush := func() {
		out = append(out, strings.TrimRight(line, " "))
		line, lineW = "", 0
	}
	for _, word := range strings.SplitAfter(s, " ") {
		ww := Width(strings.TrimRight(word, " "))
		if lineW > 0 && lineW+ww > w {
			flush()
		}
		for ww > w {
			head := headCells(word, w-lineW)
			if head == "" {
				if lineW == 0 {
					head = firstCluster(word)
				} else {
					flush()
					continue
				}
			}
			line += head
			word = word[len(head):]
			flush()
			if limit > 0 && len(out) > limit {
				break
			}
			ww = Width(strings.TrimRight(word, " "))
		}
		line += word
		lineW += Width(word)
		if limit > 0 && len(out) > limit {
			break
		}
	}
	if line != "" || len(out) == 0 {
		flush()
	}
	if limit > 0 && len(out) > limit {
		out = out[:limit]
		out[limit-1] = Cut(out[limit-1]+" …", w)
		if !strings.HasSuffix(out[limit-1], "…") {
			out[limit-1] += "…"
		}
	}
	return out
}

// headCells returns the longest prefix of s that takes at most w cells, ending between grapheme clusters.
func headCells(s string, w int) string {
	it := graphemes.FromString(s)
	end, used := 0, 0
	for it.Next() {
		cw := Width(it.Value())
		if used+cw > w {
			break
		}
		used += cw
		end += len(it.Value())
	}
	return s[:end]
}

func firstCluster(s string) string {
	it := graphemes.FromString(s)
	if it.Next() {
		return it.Value()
	}
	return s
}

// lastCluster looks no further back than a cluster of any script reaches.
func lastCluster(s string) string {
	const far = 64
	start := max(len(s)-far, 0)
	for start > 0 && !utf8.RuneStart(s[start]) {
		start--
	}
	last := ""
	for it := graphemes.FromString(s[start:]); it.Next(); {
		last = it.Value()
	}
	return last
}

// Head returns the longest prefix of s that takes at most w cells and ends between characters as people see them.
func Head(s string, w int) string { return headCells(s, w) }
