// Command pictures draws the pictures of docs/tui.md: it audits the built-in example system, drives the terminal program as a person
// would, and writes what is on its screen as SVG. Run it from the repository's root: go run ./internal/pictures
package main

import (
	"fmt"
	"html"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
)

// picture is one screen and how to get there.
type picture struct {
	name, start string
	keys        []string
	w, h        int
}

func pictures() []picture {
	return []picture{
		{"overview", "overview", nil, 110, 26},
		{"findings", "findings", nil, 130, 30},
		{"finding", "findings", []string{"enter"}, 110, 30},
		{"filter", "findings", []string{"/", "k", "i", "n", "d", ":", "l"}, 110, 22},
		{"walk", "walk", []string{"space"}, 110, 28},
		{"matrix", "matrix", nil, 100, 22},
	}
}

func main() {
	dir := filepath.Join("docs", "pictures")
	for _, p := range pictures() {
		out, err := draw(p)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, p.name+".svg"), []byte(out), 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "pictures:", err)
			os.Exit(1) //nolint:forbidigo // this is a main, not the program's
		}
	}
}

func draw(p picture) (string, error) {
	r := tuitest.Shop()
	m, err := tui.New(tui.Options{Result: r, Start: p.start, Theme: "dark", Still: true, Now: func() time.Time { return tuitest.Now() }})
	if err != nil {
		return "", err
	}
	m.Update(tea.WindowSizeMsg{Width: p.w, Height: p.h})
	for _, k := range p.keys {
		_, cmd := m.Update(tuitest.Key(k))
		if cmd != nil && len(k) > 1 { // only navigation asks for more
			m.Update(cmd())
		}
	}
	return svg(m.View().Content, p.w, p.h), nil
}

// The size of a cell, in pixels of the picture.
const (
	cellW = 8.4
	cellH = 18
)

// svg writes a frame as text in a monospaced font.
func svg(frame string, w, h int) string {
	buf := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(frame).Draw(buf, buf.Bounds())
	var b strings.Builder
	width, height := float64(w)*cellW+24, h*cellH+24
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="#1e1e1e"/>`+"\n")
	for y := range h {
		row(&b, buf, w, y)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func row(b *strings.Builder, buf uv.ScreenBuffer, w, y int) {
	for x := 0; x < w; {
		c := buf.CellAt(x, y)
		if c == nil || c.Width == 0 {
			x++
			continue
		}
		start, text := x, ""
		for x < w {
			d := buf.CellAt(x, y)
			if d == nil || !d.Style.Equal(&c.Style) {
				break
			}
			text += d.Content
			x += max(d.Width, 1)
		}
		px, py := 12+float64(start)*cellW, 12+y*cellH
		if c.Style.Bg != nil {
			fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", px, py, float64(x-start)*cellW, cellH, hex(c.Style.Bg, ""))
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		extra := ""
		if c.Style.Attrs&uv.AttrBold != 0 {
			extra += ` font-weight="bold"`
		}
		if c.Style.Underline != 0 {
			extra += ` text-decoration="underline"`
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
			px, py+14, float64(x-start)*cellW, hex(c.Style.Fg, "#d4d4d4"), extra, html.EscapeString(text))
	}
}

func hex(c color.Color, none string) string {
	if c == nil {
		return none
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
