package difftree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// MaxWords bounds what is compared word by word, in bytes of each text; longer texts are compared line by line, and lines
// longer than this only by what they begin and end with.
const MaxWords = 8 << 10

// Span is a piece of text that is either common to both sides or its own side's.
type Span struct {
	Text   string
	Differ bool
}

// Words compares two texts word by word and returns each as spans. Words are runs of letters and digits; everything else
// stands alone, so that in host names and paths the label that differs is marked and nothing more.
func Words(a, b string) (as, bs []Span) {
	if a == b {
		return []Span{{Text: a}}, []Span{{Text: b}}
	}
	if len(a) > MaxWords || len(b) > MaxWords {
		return ends(a, b)
	}
	ra, rb, words := encode(a, b)
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the input is bounded; a timeout would make the same input give different marks
	for _, d := range dmp.DiffMainRunes(ra, rb, false) {
		var sb strings.Builder
		for _, r := range d.Text {
			sb.WriteString(words[index(r)])
		}
		text := sb.String()
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			as, bs = push(as, text, false), push(bs, text, false)
		case diffmatchpatch.DiffDelete:
			as = push(as, text, true)
		case diffmatchpatch.DiffInsert:
			bs = push(bs, text, true)
		}
	}
	return as, bs
}

func push(s []Span, text string, differ bool) []Span {
	if text == "" {
		return s
	}
	if n := len(s); n > 0 && s[n-1].Differ == differ {
		s[n-1].Text += text
		return s
	}
	return append(s, Span{text, differ})
}

// ends marks all between the common beginning and the common end.
func ends(a, b string) (as, bs []Span) {
	p := 0
	for p < len(a) && p < len(b) && a[p] == b[p] {
		p++
	}
	for p > 0 && (p < len(a) && !utf8.RuneStart(a[p]) || p < len(b) && !utf8.RuneStart(b[p])) {
		p--
	}
	e := 0
	for e < len(a)-p && e < len(b)-p && a[len(a)-1-e] == b[len(b)-1-e] {
		e++
	}
	for e > 0 && !utf8.RuneStart(a[len(a)-e]) {
		e--
	}
	cut := func(s string) []Span {
		return push(push(push(nil, s[:p], false), s[p:len(s)-e], true), s[len(s)-e:], false)
	}
	return cut(a), cut(b)
}

// encode writes each distinct word as one rune, so that the character differ compares words.
func encode(a, b string) (ra, rb []rune, words []string) {
	ids := map[string]rune{}
	enc := func(s string) []rune {
		var out []rune
		for _, w := range Split(s) {
			id, ok := ids[w]
			if !ok {
				id = code(len(words))
				ids[w] = id
				words = append(words, w)
			}
			out = append(out, id)
		}
		return out
	}
	ra = enc(a)
	rb = enc(b)
	return ra, rb, words
}

// code and index step over the surrogates, which are no runes.
func code(i int) rune {
	if r := rune(i + 1); r < 0xd800 {
		return r
	}
	return rune(i + 1 + 0x800)
}

func index(r rune) int {
	if r < 0xd800 {
		return int(r) - 1
	}
	return int(r) - 1 - 0x800
}

// Split cuts s into words and what is between them.
func Split(s string) []string {
	var out []string
	start := 0
	inWord := false
	for i, r := range s {
		w := unicode.IsLetter(r) || unicode.IsDigit(r)
		if i > 0 && (!w || !inWord) {
			out = append(out, s[start:i])
			start = i
		}
		inWord = w
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
