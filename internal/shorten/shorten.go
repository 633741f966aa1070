// Package shorten fits texts into cells so that different texts still look different.
package shorten

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Apart shortens each of texts to at most w cells with cut. If two different ones would look alike, it drops part of their common beginning to
// show the difference.
func Apart(texts []string, w int, cut func(s string, w int) string) []string {
	out := make([]string, len(texts))
	shown := make([]int, len(texts)) // the byte around which each text was shortened, -1 for none
	for i, s := range texts {
		out[i], shown[i] = cut(s, w), -1
	}
	for apart(texts, out, shown, w) { // each round shortens some text around a later byte
	}
	return out
}

// apart shortens again the texts that look alike in out, and reports whether it could change any.
func apart(texts, out []string, shown []int, w int) bool {
	alike := map[string][]int{}
	for i := range texts {
		alike[out[i]] = append(alike[out[i]], i)
	}
	again := false
	for i := range texts {
		same := alike[out[i]]
		if len(same) < 2 || same[0] != i {
			continue
		}
		n, differ := commonPrefix(texts, same)
		if !differ {
			continue
		}
		for _, k := range same {
			if n > shown[k] {
				out[k], shown[k], again = Around(texts[k], n, w), n, true
			}
		}
	}
	return again
}

// commonPrefix returns the number of equal bytes at the beginning of texts[among], and whether they differ at all.
func commonPrefix(texts []string, among []int) (n int, differ bool) {
	first := texts[among[0]]
	n = len(first)
	for _, i := range among[1:] {
		if texts[i] != first {
			differ = true
		}
		n = min(n, CommonPrefix(first, texts[i]))
	}
	return n, differ
}

// CommonPrefix returns the number of equal bytes at the beginning of two texts, up to the beginning of a character.
func CommonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}

// Of w cells, the shares for the beginning of a text and for the cells before the place to show.
const (
	headShare = 4
	backShare = 6
)

// Around shortens s to w cells: its beginning, and the text around the byte at.
func Around(s string, at, w int) string {
	total := ansi.StringWidth(s)
	if total <= w || w < 4 {
		return ansi.Truncate(s, w, "…")
	}
	head := w / headShare
	start := max(ansi.StringWidth(s[:at])-w/backShare, 0)
	room := w - head - 1
	if start <= head+1 {
		return ansi.Truncate(s, w, "…")
	}
	if total-start < room { // the end of the text fits, so more of the text before it does too
		start = total - room
	}
	return ansi.Truncate(s, head, "") + "…" + ansi.Truncate(ansi.TruncateLeft(s, start, ""), room, "…")
}

// From returns s from some characters before the byte at, at the beginning of a character, and how many bytes it left out.
func From(s string, at, before int) (rest string, left int) {
	for at > 0 && before > 0 {
		at--
		if utf8.RuneStart(s[at]) {
			before--
		}
	}
	return s[at:], at
}

// Cut shortens s to at most w cells, with "…" at the end if it left something out.
func Cut(s string, w int) string {
	if strings.IndexByte(s, 0x1b) < 0 && len(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, "…")
}
