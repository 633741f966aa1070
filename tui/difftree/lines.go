package difftree

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Change says what a line of a text difference is.
type Change int8

// The changes.
const (
	Both  Change = iota // in both
	OnlyA               // only in the first
	OnlyB               // only in the second
	Gap                 // not a line but so many equal ones, left out
)

// TextLine is one line of a text difference.
type TextLine struct {
	Change Change
	Text   string
	A, B   int // 1-based line numbers, 0 where the side has none
	N      int // with Gap: how many
}

// maxLines bounds what is compared line by line.
const maxLines = 20000

// Lines compares two texts line by line and keeps context equal lines around every change.
func Lines(a, b string, context int) []TextLine {
	la, lb := cutLines(a), cutLines(b)
	ids := map[string]rune{}
	var words []string
	enc := func(ls []string) []rune {
		out := make([]rune, len(ls))
		for i, l := range ls {
			id, ok := ids[l]
			if !ok {
				id = code(len(words))
				ids[l] = id
				words = append(words, l)
			}
			out[i] = id
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	var all []TextLine
	na, nb := 0, 0
	for _, d := range dmp.DiffMainRunes(enc(la), enc(lb), false) {
		for _, r := range d.Text {
			l := TextLine{Text: words[index(r)]}
			switch d.Type {
			case diffmatchpatch.DiffEqual:
				na, nb = na+1, nb+1
				l.A, l.B = na, nb
			case diffmatchpatch.DiffDelete:
				na++
				l.Change, l.A = OnlyA, na
			case diffmatchpatch.DiffInsert:
				nb++
				l.Change, l.B = OnlyB, nb
			}
			all = append(all, l)
		}
	}
	return withContext(all, context)
}

func cutLines(s string) []string {
	out := strings.SplitN(s, "\n", maxLines+1)
	return out[:min(len(out), maxLines)]
}

func withContext(all []TextLine, context int) []TextLine {
	keep := make([]bool, len(all))
	for i := range all {
		if all[i].Change == Both {
			continue
		}
		for j := max(0, i-context); j <= min(len(all)-1, i+context); j++ {
			keep[j] = true
		}
	}
	var out []TextLine
	for i := 0; i < len(all); i++ {
		if keep[i] {
			out = append(out, all[i])
			continue
		}
		j := i
		for j < len(all) && !keep[j] {
			j++
		}
		out = append(out, TextLine{Change: Gap, N: j - i})
		i = j - 1
	}
	return out
}
