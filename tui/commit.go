package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// commitOf picks the commit to open: that of the environment asked for, else the one that made the difference, else the newest that set a value.
func commitOf(f *rules.Finding, msg screen.Do) *drift.Origin {
	sides, story := f.Drift.Sides, f.Drift.Story
	if msg.Place >= 0 && msg.Place < len(f.Drift.Places) {
		sides, story = f.Drift.Places[msg.Place].Sides, f.Drift.Places[msg.Place].Story
	}
	if msg.Side >= 0 && msg.Side < len(sides) && sides[msg.Side].Since != nil {
		return sides[msg.Side].Since
	}
	if story != nil && (story.Since.Commit != "" || story.Since.Uncommitted) {
		return &story.Since
	}
	var newest *drift.Origin
	for i := range sides {
		if o := sides[i].Since; o != nil && o.Commit != "" && (newest == nil || o.Time.After(newest.Time)) {
			newest = o
		}
	}
	return newest
}

// commitShown brings how a commit was shown.
type commitShown struct {
	id    string
	shown screen.CommitShown
	err   error
}

// commitTime bounds how long git may take for one commit.
const commitTime = 30 * time.Second

func (m *Model) openCommit(o *drift.Origin) tea.Cmd {
	switch {
	case o == nil:
		return m.say("It is not known which commit made this difference.", true)
	case o.Uncommitted:
		return m.say("This was changed since the last commit and is not committed yet.", true)
	case o.Commit == "":
		return m.say("This was seen in snapshots, not in commits.", true)
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
