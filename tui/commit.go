package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// commitShown brings how a commit was shown.
type commitShown struct {
	id    string
	shown screen.CommitShown
	err   error
}

// commitTime bounds how long git may take for one commit.
const commitTime = 30 * time.Second

func (m *Model) openCommit(f *rules.Finding, side, place int) tea.Cmd {
	o, why := screen.CommitOf(f, side, place)
	if o == nil {
		return m.say("There is no commit to open: "+why+".", true)
	}
	service := m.opts.Services.Commits
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(context.Background(), commitTime)
		defer stop()
		shown, err := service.Commit(ctx, o.Commit)
		return commitShown{o.Commit, shown, err}
	}
}

// showCommit says where the page was opened, or opens the pager with the text.
func (m *Model) showCommit(msg commitShown) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.trouble("Commit "+history.Short(msg.id), msg.err)
	case msg.shown.Page != "":
		return m.say("Opened "+term.Clean(msg.shown.Page, 300)+" in the browser.", false)
	}
	pager := m.opts.Services.Pager
	if pager == nil {
		return m.say("No pager: set $PAGER.", true)
	}
	t := m.env.Theme
	return func() tea.Msg {
		lines := commitLines(msg.shown.Text)
		cmd, err := pager.Page(cell.Page(t, lines, true), cell.Page(t, lines, false))
		return pagerReady{cmd, err}
	}
}

// commitLines colours a commit as git does; what a terminal would obey in it is taken out.
func commitLines(text string) []cell.Line {
	var out []cell.Line
	for line := range strings.Lines(text) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    ")
		tok := theme.Text
		switch {
		case strings.HasPrefix(line, "commit "):
			tok = theme.Strong
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "diff "), strings.HasPrefix(line, "index "):
			tok = theme.Dim
		case strings.HasPrefix(line, "@@"):
			tok = theme.Accent
		case strings.HasPrefix(line, "+"):
			tok = theme.Okay
		case strings.HasPrefix(line, "-"):
			tok = theme.Must
		}
		l := cell.Line{}
		for _, part := range pieces(term.Line(line)) {
			l = l.Add(tok, part)
		}
		out = append(out, l)
	}
	return out
}

// pieces cuts a line into parts that fit a segment.
func pieces(line string) []string {
	const most = 1000
	r := []rune(line)
	var out []string
	for len(r) > most {
		out, r = append(out, string(r[:most])), r[most:]
	}
	return append(out, string(r))
}
