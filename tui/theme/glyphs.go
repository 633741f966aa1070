package theme

import "github.com/envparity/envparity/rules"

// Glyphs are the signs drawn beside words. There are two sets: UTF-8, and ASCII for other locales. Neither needs a
// patched font.
type Glyphs struct {
	Must, Should, Okay, Unsure        string
	Absent, Secret, Waived, New, Mark string
	Cursor, Bar, Rule, Cross          string
	Open, Closed, Leaf                string
	Ellipsis, Arrow, Up, Down, Flat   string
	Full, Empty                       string
	Spinner                           []string
	Spark                             []string
	Corners                           [4]string // top left, top right, bottom left, bottom right
}

// UTF8Glyphs returns the signs for a UTF-8 locale, all of them one cell wide in every common font.
func UTF8Glyphs() Glyphs {
	return Glyphs{
		Must: "✗", Should: "!", Okay: "✓", Unsure: "?", Absent: "∅", Secret: "••••", Waived: "~", New: "+", Mark: "●",
		Cursor: "▌", Bar: "│", Rule: "─", Cross: "┼", Open: "▾", Closed: "▸", Leaf: "·", Ellipsis: "…", Arrow: "→",
		Up: "▲", Down: "▼", Flat: "=", Full: "█", Empty: "░",
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
		Spark:   []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		Corners: [4]string{"╭", "╮", "╰", "╯"},
	}
}

// ASCIIGlyphs returns the signs for any other locale.
func ASCIIGlyphs() Glyphs {
	return Glyphs{
		Must: "x", Should: "!", Okay: ".", Unsure: "?", Absent: "-", Secret: "****", Waived: "~", New: "+", Mark: "*",
		Cursor: ">", Bar: "|", Rule: "-", Cross: "+", Open: "v", Closed: ">", Leaf: "-", Ellipsis: "...", Arrow: "->",
		Up: "^", Down: "v", Flat: "=", Full: "#", Empty: ".",
		Spinner: []string{"|", "/", "-", "\\"},
		Spark:   []string{"_", ".", "-", "=", "*", "#"},
		Corners: [4]string{"+", "+", "+", "+"},
	}
}

// Verdict returns the glyph, the word and the token of a verdict.
func (t *Theme) Verdict(v rules.Verdict) (glyph, word string, tok Token) {
	switch v {
	case rules.MustFix:
		return t.Glyphs.Must, "must-fix", Must
	case rules.ShouldFix:
		return t.Glyphs.Should, "should-fix", Should
	case rules.Acceptable:
		return t.Glyphs.Okay, "acceptable", Okay
	}
	return t.Glyphs.Unsure, "unknown", Unsure
}
