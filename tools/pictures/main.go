// Command pictures draws the pictures of docs/tui.md and docs/reports.md: it audits the built-in example system, drives the terminal program as a person
// would, writes what is on its screen as SVG, and takes pictures of the HTML report in a headless Chromium. Run it from the repository's root: go run ./tools/pictures
package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/screen"
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
		{"overview", "overview", nil, 110, 32},
		{"findings", "findings", []string{"j", "j"}, 130, 30},
		{"finding", "findings", []string{"j", "j", "enter"}, 110, 30},
		{"filter", "findings", []string{"/", "k", "i", "n", "d", ":", "l"}, 110, 22},
		{"walk", "walk", []string{"space", "space"}, 110, 28},
		{"accept", "walk", []string{"space", "space", "a"}, 110, 28},
		{"matrix", "matrix", []string{"j", "j", "j"}, 100, 22},
		{"narrow", "overview", nil, 60, 22},
		{"journeys", "journeys", []string{"enter"}, 110, 34},
	}
}

func main() {
	dir := filepath.Join("docs", "pictures")
	result, err := shopAudit()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1) //nolint:forbidigo // this is a main, not the program's
	}
	judged, err := demoRun()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1) //nolint:forbidigo // this is a main, not the program's
	}
	for _, p := range pictures() {
		out, err := draw(result, judged, p)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, p.name+".svg"), []byte(out), 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "pictures:", err)
			os.Exit(1) //nolint:forbidigo // this is a main, not the program's
		}
	}
	if err := photograph(dir, result); err != nil {
		fmt.Fprintln(os.Stderr, "pictures of the HTML report:", err)
		os.Exit(1) //nolint:forbidigo // this is a main, not the program's
	}
}

// shopAudit collects and audits the built-in example system, as `envparity demo` does, on the day of the tests.
func shopAudit() (*audit.Result, error) {
	dir, err := os.MkdirTemp("", "envparity-pictures-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder left in the temporary one
	file, err := shop.Extract(dir)
	if err != nil {
		return nil, err
	}
	types := all.Types()
	names := make([]string, len(types))
	for i := range types {
		names[i] = types[i].Name
	}
	cfg, err := config.Load(file, config.Options{CollectTypes: names})
	if err != nil {
		return nil, err
	}
	snaps, err := audit.Collect(context.Background(), cfg, types, audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("pictures")), Now: tuitest.Now, Getenv: func(string) string { return "" },
	}, nil)
	if err != nil {
		return nil, err
	}
	decisions, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	return audit.Audit(snaps, cfg, audit.Options{Now: tuitest.Now(), Decisions: decisions, Frozen: true}), nil
}

// demoRun runs the journeys of the example system against servers on this machine, as `envparity demo journeys` does, and judges the run.
func demoRun() (*judge.Judged, error) {
	dir, err := os.MkdirTemp("", "envparity-pictures-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder left in the temporary one
	file := filepath.Join(dir, "run.json")
	cmd := exec.Command("go", "run", "./cmd/envparity", "demo", "journeys", "--out", file) //nolint:noctx // it ends by itself
	said, failed := cmd.CombinedOutput()                                                   // it fails where it finds something, and it does
	run, err := runfile.Read(file)
	if err != nil {
		return nil, fmt.Errorf("run the journeys of the example system: %w\n%s", errors.Join(failed, err), said)
	}
	return judge.Run(run, judge.Options{}), nil
}

// paper is a waiver file that is shown and never written.
type paper struct{}

func (paper) PreviewWaivers(ws []screen.NewWaiver) (screen.Change, error) {
	var src []byte
	for _, n := range ws {
		w := rules.WaiverFor(n.Finding)
		w.Owner, w.Reason, w.Expires = n.Owner, "…", n.Expires
		var err error
		if src, err = rules.AddWaiver(src, "envparity.waivers.hcl", w); err != nil {
			return screen.Change{}, err
		}
	}
	return screen.Change{File: "envparity.waivers.hcl", Line: 1, Text: string(src)}, nil
}

func (paper) WriteWaivers([]screen.NewWaiver) (func() error, error) {
	return nil, errors.ErrUnsupported
}

func (paper) Command(snapshot.Source) (*exec.Cmd, error) { return nil, errors.ErrUnsupported }

func draw(r *audit.Result, judged *judge.Judged, p picture) (string, error) {
	m, err := tui.New(tui.Options{
		Result: r, Judged: judged, Start: p.start, Theme: "dark", Still: true, Now: tuitest.Now, Owner: "@shop", Services: screen.Services{Waivers: paper{}, Editor: paper{}},
	})
	if err != nil {
		return "", err
	}
	m.Update(tea.WindowSizeMsg{Width: p.w, Height: p.h})
	for _, k := range p.keys {
		_, cmd := m.Update(tuitest.Key(k))
		follow(m, cmd, len(k) > 1 || k == "a")
	}
	return svg(m.View().Content, p.w, p.h), nil
}

// follow runs what a key asks for, where it asks for another screen or an overlay; a text cursor's blinking is of no use here.
func follow(m *tui.Model, cmd tea.Cmd, wanted bool) {
	for range 3 {
		if cmd == nil || !wanted {
			return
		}
		_, cmd = m.Update(cmd())
	}
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
