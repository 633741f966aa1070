// Package shorten fits texts into cells so that those that differ still look different.
package shorten

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Apart shortens each of texts to at most w cells with cut, and where that makes two different ones look alike, so that what they have in
// common gives way to what tells them apart.
func Apart(texts []string, w int, cut func(s string, w int) string) []string {
	out := make([]string, len(texts))
	shown := make([]int, len(texts)) // the byte that each text was shortened around, -1 for none
	for i, s := range texts {
		out[i], shown[i] = cut(s, w), -1
	}
	for apart(texts, out, shown, w) { // each time some text is shortened around a later byte
	}
	return out
}

// apart redraws texts that look alike in out, and reports whether there were any that could be.
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
				out[k], shown[k], again = around(texts[k], n, w), n, true
			}
		}
	}
	return again
}

// commonPrefix is the number of bytes that texts[among] begin with alike, and whether they differ at all.
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

// CommonPrefix is the number of bytes, up to the beginning of a character, that two texts begin with alike.
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

// Of w cells, those that stay of the beginning of a text and those before the place that is to be seen.
const (
	headShare = 4
	backShare = 6
)

// around shortens s to w cells: its beginning, and what stands around the byte at.
func around(s string, at, w int) string {
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
	if total-start < room { // the end of the text fits: more of what is before it does too
		start = total - room
	}
	return ansi.Truncate(s, head, "") + "…" + ansi.Truncate(ansi.TruncateLeft(s, start, ""), room, "…")
}

// From returns s from some characters before the byte at, at the beginning of a character, and how many bytes were left out.
func From(s string, at, before int) (rest string, left int) {
	for at > 0 && before > 0 {
		at--
		if utf8.RuneStart(s[at]) {
			before--
		}
	}
	return s[at:], at
}

// Cut shortens s to at most w cells, ending in "…" where something was left out.
func Cut(s string, w int) string {
	if strings.IndexByte(s, 0x1b) < 0 && len(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, "…")
}
