package findings

import (
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/theme"
)

// preview is the pane that tells the finding under the cursor.
type preview struct {
	on         bool
	below      bool // below the list, though there is room beside it
	share      int  // tens of percent given to the list, 0 for the default
	scroll     int
	x, y, w, h int // where it is; w 0 when there is no room
	of         string
	lines      []cell.Line
}

func (p *preview) drop() { p.of, p.scroll = "", 0 }

func (p *preview) contains(x, y int) bool {
	return p.w > 0 && x >= p.x && x < p.x+p.w && y >= p.y && y < p.y+p.h
}

func (p *preview) resize(wider bool) {
	if p.share == 0 {
		p.share = 5
	}
	if wider {
		p.share = max(p.share-1, 2)
	} else {
		p.share = min(p.share+1, 8)
	}
}

// top is the line of the body at which the list begins.
func (s *Screen) top() int {
	if s.input.on {
		return 2
	}
	return 1
}

// layout decides where the list and the preview are: beside each other from 100 columns, one below the other from 80; an empty list has no preview, and
// below that only the list.
func (s *Screen) layout() {
	p := &s.preview
	p.x, p.y, p.w, p.h = 0, 0, 0, 0
	height := max(s.h-s.top(), 0)
	switch {
	case !p.on || s.h < 12 || s.w < 80 || len(s.rows) == 0:
	case s.w >= 100 && !p.below:
		share := 5
		if s.w >= 160 {
			share = 4
		}
		if p.share > 0 {
			share = p.share
		}
		p.x = s.w * share / 10
		p.y, p.w, p.h = s.top(), s.w-p.x, height
	default:
		share := 5
		if p.share > 0 {
			share = p.share
		}
		listH := max(height*share/10, 4)
		p.y, p.w, p.h = s.top()+listH, s.w, height-listH
		height = listH
	}
	s.list.SetHeight(height)
	p.of = ""
}

func (s *Screen) listWidth() int {
	if s.preview.w > 0 && s.preview.x > 0 {
		return s.preview.x
	}
	return s.w
}

// previewLines returns the pane's lines, made once for each finding the cursor rests on.
func (s *Screen) previewLines() []cell.Line {
	p := &s.preview
	f := s.Current()
	if f == nil {
		return s.groupLines()
	}
	if p.of != f.Fingerprint {
		p.of = f.Fingerprint
		p.lines = p.lines[:0]
		inner := p.w - 2
		if p.x == 0 {
			inner = p.w - 1
		}
		v := finding.View{Folds: difftree.Folds{Open: map[string]bool{}}, Brief: true}
		_, _, v.Asked = s.asked(f.Drift)
		for _, it := range finding.Card(s.env, f, finding.Tree(f), inner, v) {
			p.lines = append(p.lines, it.Line)
		}
	}
	p.scroll = max(min(p.scroll, len(p.lines)-p.h+1), 0)
	return p.lines[min(p.scroll, len(p.lines)):]
}

// groupLines tells of the group whose heading the cursor is on.
func (s *Screen) groupLines() []cell.Line {
	i := s.list.Cursor()
	if i >= len(s.rows) {
		return nil
	}
	g := &s.groups[s.rows[i].group]
	t := s.env.Theme
	out := []cell.Line{cell.T(theme.Strong, label(g)), cell.T(theme.Dim, screen.Plural(len(g.Findings), "finding"))}
	if g.Must > 0 {
		out = append(out, cell.T(theme.Must, t.Glyphs.Must+" "+screen.Number(g.Must)+" must-fix"))
	}
	if g.Should > 0 {
		out = append(out, cell.T(theme.Should, t.Glyphs.Should+" "+screen.Number(g.Should)+" should-fix"))
	}
	if n := len(g.Findings) - g.Must - g.Should; n > 0 {
		out = append(out, cell.T(theme.Okay, t.Glyphs.Okay+" "+screen.Number(n)+" acceptable"))
	}
	if g.Step != nil && g.Step.Lag != nil {
		var l cell.Line
		for _, part := range flow(g) {
			l = l.Append(part)
		}
		out = append(out, l.Slice(2, s.preview.w)) //nolint:mnd // it begins with two spaces
		for _, l := range cell.Wrap(history.Usually(g.Step.Lag), max(s.preview.w-2, 8), 6) {
			out = append(out, cell.T(theme.Dim, l))
		}
	}
	return append(out, cell.Line{},
		cell.T(theme.Dim, s.Keys().Key(screen.Enter)+" opens or closes the group."),
		cell.T(theme.Dim, "Actions here are for all of it."))
}
