package theme

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Token names a meaning that a piece of text can have.
type Token uint8

// The tokens.
const (
	Text   Token = iota // ordinary text
	Strong              // titles, the name of the thing
	Dim                 // what may be overlooked: equal values, hints at the edge
	Faint               // rules, guides
	Accent              // keys, the active tab, the cursor
	Must                // must-fix
	Should              // should-fix
	Okay                // acceptable, equal
	Unsure              // unknown: not observed
	Emph                // the words that differ
	Secret              // a secret's class
	Match               // what a filter matched
	Warn                // problems of the audit itself
	Input               // what is being typed
	tokens              // how many there are
)

// Theme renders tokens. The zero Theme renders no attributes at all; use New.
type Theme struct {
	Name   string
	Glyphs Glyphs
	ASCII  bool              // only ASCII signs may be drawn
	open   [2][tokens]string // plain, and on the selected row
}

// Names lists the themes by name, "auto" aside, which chooses dark or light by the terminal's background.
func Names() []string { return []string{"dark", "light", "contrast", "none"} }

// New returns the theme called name, drawing with UTF-8 glyphs or with ASCII only. An unknown name is an error that
// lists the known ones.
func New(name string, utf8 bool) (*Theme, error) {
	t := &Theme{Name: name, Glyphs: ASCIIGlyphs()}
	if t.ASCII = !utf8; utf8 {
		t.Glyphs = UTF8Glyphs()
	}
	p, ok := palettes()[name]
	if !ok || name == basic {
		return nil, fmt.Errorf("invalid theme %q, must be one of %s", name, strings.Join(Names(), ", "))
	}
	for tok := Token(0); tok < tokens; tok++ {
		t.open[0][tok] = sgr(tok, p, false)
		t.open[1][tok] = sgr(tok, p, true)
	}
	return t, nil
}

// Basic returns t as a terminal with sixteen colours shows it: in the person's own palette, the selected row in reverse.
func (t *Theme) Basic() *Theme {
	if t.Name == "none" {
		return t
	}
	out := *t
	p := palettes()[basic]
	for tok := Token(0); tok < tokens; tok++ {
		out.open[0][tok] = sgr(tok, p, false)
		out.open[1][tok] = sgr(tok, p, true)
	}
	return &out
}

// Open returns the escape sequence that begins tok; Close ends any. On the selected row pass selected.
func (t *Theme) Open(tok Token, selected bool) string {
	if selected {
		return t.open[1][tok]
	}
	return t.open[0][tok]
}

// Close ends what Open began.
func (t *Theme) Close() string { return ansi.ResetStyle }

// Sign returns text with the signs that screens use in their sentences as the locale can show them, each as wide as before.
func (t *Theme) Sign(text string) string {
	if !t.ASCII {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '·', '–', '—', '─':
			return '-'
		case '…':
			return '~'
		case '≠':
			return '#'
		case '×':
			return 'x'
		case '→', '▸', '≥':
			return '>'
		case '↑', '▲':
			return '^'
		case '↓', '▼', '▾':
			return 'v'
		case '←', '≤':
			return '<'
		case '∅':
			return '-'
		}
		return r
	}, text)
}

// palette holds the colours of one theme as hexadecimal strings; "" leaves the terminal's own.
type palette struct {
	colours  map[Token]string
	selected string // background of the selected row
}

func palettes() map[string]palette {
	return map[string]palette{
		"dark": {selected: "#2B2F40", colours: map[Token]string{
			Dim: "#9BA3B4", Faint: "#8F98A9", Accent: "#8CC8FF", Must: "#FF7A33", Should: "#F0E442", Okay: "#56B4E9",
			Unsure: "#C7A0E8", Emph: "#FFFFFF", Secret: "#D0B3FF", Match: "#F0E442", Warn: "#FFB454", Input: "#FFFFFF",
		}},
		"light": {selected: "#E4E9F2", colours: map[Token]string{
			Dim: "#5A6270", Faint: "#606875", Accent: "#0B5CAD", Must: "#B34700", Should: "#7A2E6E", Okay: "#0059A8",
			Unsure: "#6A3FA0", Emph: "#000000", Secret: "#5A32A3", Match: "#8A5A00", Warn: "#8F4A00", Input: "#000000",
		}},
		"contrast": {colours: map[Token]string{
			Accent: "#00FFFF", Must: "#FF9500", Should: "#FFFF00", Okay: "#7FDBFF", Unsure: "#FF9CFF",
			Emph: "#FFFFFF", Match: "#FFFF00", Warn: "#FFD000",
		}},
		"none": {},
		// The sixteen colours are whatever the person has made of them, so they are named, not measured; and a block of background
		// that suits one palette hides the text in another.
		basic: {colours: map[Token]string{
			Faint: "8", Accent: "6", Must: "1", Should: "3", Okay: "4", Unsure: "5", Secret: "5", Match: "3", Warn: "3",
		}},
	}
}

// basic is the theme of terminals with sixteen colours, whichever of the coloured ones was chosen.
const basic = "basic"

func sgr(tok Token, p palette, selected bool) string {
	st := ansi.Style{}
	hex, hasColour := p.colours[tok]
	if hasColour {
		st = st.ForegroundColor(rgb(hex))
	}
	switch tok {
	case Strong, Must, Accent, Match:
		st = st.Bold()
	case Emph:
		st = st.Bold().Underline(true)
	case Input:
		st = st.Underline(true)
	case Dim, Faint:
		if !hasColour && len(p.colours) == 0 {
			st = st.Faint()
		}
	default:
	}
	if selected {
		if p.selected != "" {
			st = st.BackgroundColor(rgb(p.selected))
		} else {
			st = st.Reverse(true)
		}
	}
	if len(st) == 0 {
		return ""
	}
	return st.String()
}

func rgb(hex string) color.Color { return lipgloss.Color(hex) }
