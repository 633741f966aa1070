package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/keys"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Below this size there is no room to tell anything.
const (
	minWidth  = 40
	minHeight = 10
)

// View implements tea.Model.
func (m *Model) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: m.windowTitle()}
	v.KeyboardEnhancements.ReportAlternateKeys = true
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.w == 0 || m.quit {
		return v
	}
	lines, cursor := m.Frame()
	v.Content = cell.Frame(m.env.Theme, lines, m.w, m.h)
	v.Cursor = cursor
	return v
}

func (m *Model) windowTitle() string {
	if p := m.project(); p != "" {
		return "envparity: " + term.Clean(p, 60)
	}
	return "envparity"
}

// project is the name of what is shown.
func (m *Model) project() string {
	if m.env.Fleet != nil {
		return m.env.Fleet.Name
	}
	return m.env.Catalog.Result.Project
}

// Frame returns the lines of the whole screen and the text cursor, nil where there is none.
func (m *Model) Frame() ([]cell.Line, *tea.Cursor) {
	if m.w < minWidth || m.h < minHeight {
		return []cell.Line{cell.L(fmt.Sprintf("envparity needs %d×%d, this is %d×%d", minWidth, minHeight, m.w, m.h))}, nil
	}
	var cursor *tea.Cursor
	lines := make([]cell.Line, 0, m.h)
	lines = append(lines, m.header())
	body := m.top().Lines()
	if m.failure != "" && m.env.Loading {
		body = m.failureLines()
	}
	_, h := m.bodySize()
	for i := range h {
		if i < len(body) {
			lines = append(lines, body[i])
		} else {
			lines = append(lines, cell.Line{})
		}
	}
	if c, ok := m.top().(interface{ Cursor() (int, int, bool) }); ok {
		if x, y, on := c.Cursor(); on {
			cursor = tea.NewCursor(min(x, m.w-1), y+1)
		}
	}
	for _, d := range m.dialogs {
		box, x, y := dialog.Box(m.env.Theme, d, m.w, m.h-2)
		lines = cell.Over(lines, box, x, y+1, m.w)
		cursor = nil
		if cx, cy, on := d.Cursor(); on {
			cursor = tea.NewCursor(min(x+2+cx, m.w-1), y+2+cy)
		}
	}
	foot := m.footer()
	return append(lines[:len(lines)+1-len(foot)], foot...), cursor
}

// failureLines tell, in place of any screen, that there is no audit to show and why.
func (m *Model) failureLines() []cell.Line {
	out := []cell.Line{{}, cell.T(theme.Must, "  "+m.env.Theme.Glyphs.Must+" There is no audit to show"), {}}
	lines, _ := term.CleanLines(m.failure, 40, 2000)
	for _, line := range lines {
		for _, l := range cell.Wrap(line, max(m.w-4, 10), 6) {
			out = append(out, cell.T(theme.Warn, "  "+l))
		}
	}
	out = append(out, cell.Line{})
	if m.opts.Services.Retry != nil {
		out = append(out, cell.T(theme.Dim, "  "+m.globalKeys().Key(reload)+" tries again; "+m.quitKey()+" quits."))
	}
	return out
}

// header is the project, the screens, and where we are.
func (m *Model) header() cell.Line {
	own := cell.T(theme.Accent, " envparity ")
	project := cell.Line{}
	if name := m.project(); name != "" {
		project = cell.T(theme.Strong, term.Clean(name, 24)+"  ")
	}
	right := m.status()
	if m.w < 100 {
		return own.Append(project).Add(theme.Strong, m.top().Title()).Fit(max(m.w-right.Width(), 0)).Append(right)
	}
	l := own.Append(project).Append(m.tabs(false))
	tabs := m.tabs(true)
	for _, lead := range []cell.Line{own.Append(project), cell.L(" ").Append(project)} { // names of screens say more than the program's own
		if lead.Width()+tabs.Width()+right.Width() <= m.w {
			l = lead.Append(tabs)
			break
		}
	}
	return l.Fit(max(m.w-right.Width(), 0)).Append(right)
}

// tabs are the screens with their digits, the one on top with its title; the others by name where there is room.
func (m *Model) tabs(named bool) cell.Line {
	var l cell.Line
	known := false
	for i, p := range m.places() {
		digit := string(rune('1'+i)) + " "
		if p.name == m.top().Name() {
			known = true
			l = l.Add(theme.Accent, digit+m.top().Title()).Add(theme.Text, "  ")
			continue
		}
		l = l.Add(theme.Faint, digit)
		if named {
			l = l.Add(theme.Dim, p.title+"  ")
		}
	}
	if !known {
		l = l.Add(theme.Accent, m.top().Title())
	}
	return l
}

// status is what stands at the right of the header: what is under way or went wrong.
func (m *Model) status() cell.Line {
	t := m.env.Theme
	done, bad, all := m.env.Live.Count()
	switch {
	case m.failure != "":
		return cell.T(theme.Warn, " "+t.Glyphs.Must+" the audit failed ")
	case !m.env.Live.Over && all > 0:
		return cell.T(theme.Dim, fmt.Sprintf(" %s %s ", m.spinner(), names.Of(done, all, "source")))
	case bad > 0 && m.w >= 70:
		return cell.T(theme.Unsure, fmt.Sprintf(" %s %s incomplete ", t.Glyphs.Unsure, names.Of(bad, all, "source")))
	case bad > 0:
		return cell.T(theme.Unsure, " "+t.Glyphs.Unsure+" incomplete ")
	}
	return cell.Line{}
}

func (m *Model) spinner() string { return screen.Spinner(m.env.Theme, m.env.Now()) }

// maxSentence bounds the lines that a sentence takes at the bottom of the screen.
const maxSentence = 5

// footer is a sentence while there is one, on as many lines as it takes, else the keys that act now.
func (m *Model) footer() []cell.Line {
	tok, lead, text := theme.Okay, m.env.Theme.Glyphs.Okay+" ", m.toast.text
	switch {
	case text == "" && m.failure != "" && !m.env.Loading:
		tok, lead, text = theme.Warn, "", strings.ReplaceAll(m.failure, "\n", "; ")
	case text == "":
		return []cell.Line{footerOf(m.footerKeys(), m.w)}
	case m.toast.bad:
		tok, lead = theme.Warn, m.env.Theme.Glyphs.Should+" "
	case m.toast.hint:
		tok, lead = theme.Dim, ""
	}
	var out []cell.Line
	for i, l := range cell.Wrap(text, max(m.w-2-cell.Width(lead), 8), min(maxSentence, m.h/2)) {
		if i > 0 {
			lead = cell.Spaces(cell.Width(lead))
		}
		out = append(out, cell.T(tok, " "+lead+l))
	}
	return out
}

// footerKeys are the keys of what is on top.
func (m *Model) footerKeys() keys.Map {
	switch km := m.top().Keys(); {
	case len(m.dialogs) > 0:
		return m.dialogs[len(m.dialogs)-1].Keys()
	case !m.top().Typing():
		return append(km, m.globalKeys()...)
	default:
		return km
	}
}

// footerOf fits the most important keys into w cells; help and quit are always there.
func footerOf(km keys.Map, w int) cell.Line {
	var must, rest []keys.Binding
	for _, b := range km.Footer() {
		if b.Footer >= 90 {
			must = append(must, b)
		} else {
			rest = append(rest, b)
		}
	}
	size := func(b keys.Binding) int { return cell.Width(b.First()) + 1 + cell.Width(b.Short) + 3 }
	room := w - 1
	for _, b := range must {
		room -= size(b)
	}
	l := cell.T(theme.Text, " ")
	shown := 0
	for _, b := range rest {
		if room -= size(b); room < 0 || shown == 8 {
			break
		}
		shown++
		l = l.Add(theme.Accent, b.First()).Add(theme.Dim, " "+b.Short+"   ")
	}
	for _, b := range must {
		l = l.Add(theme.Accent, b.First()).Add(theme.Dim, " "+b.Short+"   ")
	}
	return l
}

// clickHeader opens the screen whose tab was clicked.
func (m *Model) clickHeader(x int) tea.Cmd {
	if m.w < 100 {
		return nil
	}
	// A tab is a segment that begins with its digit, up to the next such.
	at, tab := 0, -1
	for _, seg := range m.header().Segs {
		if len(seg.Text) > 1 && seg.Text[0] >= '1' && seg.Text[0] <= '9' && seg.Text[1] == ' ' {
			tab = int(seg.Text[0] - '1')
		}
		at += cell.Width(seg.Text)
		if x < at {
			break
		}
	}
	if tab >= 0 && tab < len(m.places()) && x < at {
		return m.act(gotoAction(m.places()[tab].name))
	}
	return nil
}
