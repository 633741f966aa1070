package cell

import (
	"strings"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/tui/theme"
)

// Seg is a piece of text of one token. Text holds no line end.
type Seg struct {
	Text     string
	Token    theme.Token
	Selected bool // part of the selected row, in a line that holds more than that row
}

// Line is one line of a screen.
type Line struct {
	Segs     []Seg
	Selected bool // painted across the whole width as the selected row
}

// L makes a line of ordinary text.
func L(s string) Line { return Line{}.Add(theme.Text, s) }

// T makes a line of one token.
func T(tok theme.Token, s string) Line { return Line{}.Add(tok, s) }

// Add returns l with text of a token appended.
func (l Line) Add(tok theme.Token, s string) Line {
	if s == "" {
		return l
	}
	l.Segs = append(l.Segs, Seg{Text: term.Clean(s, maxSegment), Token: tok})
	return l
}

// maxSegment bounds one segment, in runes: wider than any terminal, and small enough to measure at once.
const maxSegment = 2000

// Append returns l with the segments of o appended.
func (l Line) Append(o Line) Line {
	l.Segs = append(l.Segs, o.Segs...)
	return l
}

// Width returns the cells l takes.
func (l Line) Width() int {
	w := 0
	for _, s := range l.Segs {
		w += Width(s.Text)
	}
	return w
}

// Plain returns the text of l.
func (l Line) Plain() string {
	var b strings.Builder
	for _, s := range l.Segs {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Fit returns l cut or padded to exactly w cells.
func (l Line) Fit(w int) Line {
	out := Line{Selected: l.Selected, Segs: make([]Seg, 0, len(l.Segs)+1)}
	left := w
	for i, s := range l.Segs {
		sw := Width(s.Text)
		if sw > left || (sw == left && i+1 < len(l.Segs) && restWidth(l.Segs[i+1:]) > 0) {
			text := s.Text
			if sw == left && left > 0 {
				text += " "
			}
			text = Fit(text, left)
			if text != "" {
				out.Segs = append(out.Segs, Seg{Text: text, Token: s.Token})
			}
			return out
		}
		left -= sw
		out.Segs = append(out.Segs, s)
	}
	if left > 0 {
		out.Segs = append(out.Segs, Seg{Text: Spaces(left)})
	}
	return out
}

func restWidth(segs []Seg) int {
	w := 0
	for _, s := range segs {
		w += Width(s.Text)
	}
	return w
}

// Slice returns the cells from..to of l; a wide character that is cut in two becomes a space.
func (l Line) Slice(from, to int) Line {
	out := Line{Selected: l.Selected}
	x := 0
	for _, s := range l.Segs {
		w := Width(s.Text)
		a, b := max(from-x, 0), min(to-x, w)
		if a < b {
			head := headCells(s.Text, a)
			lead := a - Width(head)
			rest := s.Text[len(head):]
			if lead > 0 && rest != "" { // a wide character straddles the cut
				c := firstCluster(rest)
				rest = Spaces(Width(c)-lead) + rest[len(c):]
			}
			out.Segs = append(out.Segs, Seg{Text: padTo(headCells(rest, b-a), b-a), Token: s.Token, Selected: s.Selected && !l.Selected})
		}
		x += w
	}
	return out
}

func padTo(s string, w int) string { return s + Spaces(w-Width(s)) }

// Paint turns l into what a terminal reads, padded or cut to exactly w cells.
func Paint(t *theme.Theme, l Line, w int) string {
	var b strings.Builder
	paintTo(&b, t, l, w)
	return b.String()
}

func paintTo(b *strings.Builder, t *theme.Theme, l Line, w int) {
	for i := range l.Segs {
		if c := term.Clean(l.Segs[i].Text, maxSegment); c != l.Segs[i].Text {
			l.Segs = append([]Seg(nil), l.Segs...)
			l.Segs[i].Text = c
		}
	}
	before := ""
	for _, s := range l.Fit(w).Segs {
		open := t.Open(s.Token, l.Selected || s.Selected)
		b.WriteString(open)
		b.WriteString(t.Sign(apart(before, s.Text)))
		if open != "" {
			b.WriteString(t.Close())
		}
		if s.Text != "" {
			before = s.Text
		}
	}
}

// apart returns text as it may stand after before: a character that would melt into the one before it, such as a skin tone or
// half a flag, becomes spaces, for the cells of both were counted.
func apart(before, text string) string {
	if text == "" || text[0] < 0x80 || before == "" {
		return text
	}
	first, last := firstCluster(text), lastCluster(before)
	if w := Width(first); w > 0 && Width(last+first) != Width(last)+w {
		return Spaces(w) + text[len(first):]
	}
	return text
}

// Page turns lines into text for a pager: as wide as they are, in colours where coloured.
func Page(t *theme.Theme, lines []Line, coloured bool) string {
	var b strings.Builder
	for _, l := range lines {
		if !coloured {
			b.WriteString(t.Sign(strings.TrimRight(term.Clean(l.Plain(), maxSegment*len(l.Segs)), " ")))
		} else {
			for _, s := range l.Segs {
				open := t.Open(s.Token, false)
				b.WriteString(open)
				b.WriteString(t.Sign(term.Clean(s.Text, maxSegment)))
				if open != "" {
					b.WriteString(t.Close())
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Frame paints lines to exactly h lines of exactly w cells.
func Frame(t *theme.Theme, lines []Line, w, h int) string {
	var b strings.Builder
	b.Grow(w * h * 2)
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		var l Line
		if i < len(lines) {
			l = lines[i]
		}
		paintTo(&b, t, l, w)
	}
	return b.String()
}

// Beside joins blocks of lines side by side: each block gets its width, with sep between them, h lines tall.
func Beside(h int, sep Seg, blocks [][]Line, widths []int) []Line {
	out := make([]Line, h)
	for y := range h {
		for i, block := range blocks {
			if i > 0 {
				out[y].Segs = append(out[y].Segs, sep)
			}
			var l Line
			if y < len(block) {
				l = block[y]
			}
			fitted := l.Fit(widths[i])
			for k := range fitted.Segs {
				if l.Selected {
					fitted.Segs[k].Selected = true
				}
			}
			out[y].Segs = append(out[y].Segs, fitted.Segs...)
		}
	}
	return out
}

// Over lays box over base with its upper left corner at x, y.
func Over(base []Line, box []Line, x, y, w int) []Line {
	out := append([]Line(nil), base...)
	for i, b := range box {
		if y+i < 0 || y+i >= len(out) {
			continue
		}
		bw := b.Width()
		under := out[y+i].Fit(w)
		under.Selected = false
		l := under.Slice(0, x)
		l.Segs = append(append(l.Segs, b.Segs...), under.Slice(x+bw, w).Segs...)
		out[y+i] = l
	}
	return out
}

// Plain returns the text of lines, for tests and for pages of text; spaces at line ends are dropped.
func Plain(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l.Plain(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
