package tui

import (
	"fmt"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
)

// do carries out an action on findings.
func (m *Model) do(msg screen.Do) tea.Cmd {
	fs := m.findings(msg.Fingerprints)
	if len(fs) == 0 && msg.Action != screen.Undo {
		return m.say("No finding is chosen.", true)
	}
	switch msg.Action {
	case screen.Accept:
		return m.openAccept(fs)
	case screen.MakeRule:
		return m.openRule(fs[0])
	case screen.Undo:
		return m.undo()
	case screen.Edit:
		return m.edit(screen.SourceOf(fs[0], msg.Side, msg.Place, m.env.Catalog.Ref))
	case screen.Commit:
		return m.openCommit(fs[0], msg.Side, msg.Place)
	case screen.Page:
		return m.page(fs[0], msg)
	case screen.CopyText:
		what, text := valueOf(m.env.Catalog.Envs, fs, msg.Side, m.env.Catalog.Ref)
		return m.copy(what, text)
	case screen.CopyJSON:
		return m.copyReport(screen.Plural(len(fs), "finding")+" as JSON", func(x screen.Exporter) (string, error) { return x.JSON(fs) })
	case screen.CopyTask:
		what := "a task for a ticket about " + about(fs[0])
		if len(fs) > 1 {
			what = screen.Plural(len(fs), "task") + " for tickets"
		}
		return m.copyReport(what, func(x screen.Exporter) (string, error) { return x.Task(fs) })
	case screen.Export:
		return m.export(fs)
	}
	return nil
}

func (m *Model) findings(fps []string) []*rules.Finding {
	var out []*rules.Finding
	for _, fp := range fps {
		if i := m.env.Catalog.Index(fp); i >= 0 {
			out = append(out, m.env.Catalog.Finding(i))
		}
	}
	return out
}

// edited tells that the editor was left.
type edited struct{ err error }

func (m *Model) edit(s snapshot.Source) tea.Cmd {
	if m.opts.Services.Editor == nil {
		return m.say("No editor: set $EDITOR or $VISUAL.", true)
	}
	if screen.SourceText(s) == "" {
		return m.say("It is not known where this is defined.", true)
	}
	ed := m.opts.Services.Editor
	return func() tea.Msg {
		cmd, err := ed.Command(s)
		if err != nil {
			return edited{err}
		}
		return editorReady{cmd}
	}
}

// editorReady brings the command line to run on the terminal.
type editorReady struct{ cmd *exec.Cmd }

// pageWidth is the widest a pager's text gets: as prose, it is read.
const pageWidth = 140

// page shows the whole of a finding, one long value of it, or the whole table it is about, in the pager.
func (m *Model) page(f *rules.Finding, msg screen.Do) tea.Cmd {
	pager := m.opts.Services.Pager
	if pager == nil {
		return m.say("No pager: set $PAGER.", true)
	}
	w := min(max(m.w, minWidth), pageWidth)
	lines := finding.Text(m.env, f, msg.Side, w)
	if msg.Table {
		lines = finding.TableText(m.env, f, w)
	}
	t := m.env.Theme
	return func() tea.Msg {
		cmd, err := pager.Page(cell.Page(t, lines, true), cell.Page(t, lines, false))
		return pagerReady{cmd, err}
	}
}

// pagerReady brings the pager to run on the terminal, or why there is none.
type pagerReady struct {
	cmd *exec.Cmd
	err error
}

// paged tells that the pager was left.
type paged struct{ err error }

// copied tells how copying went; OSC 52 was sent in any case.
type copied struct {
	what string
	err  error
}

// copy puts text on the clipboard in both ways there are: OSC 52, which works over ssh where the terminal allows it, and the
// system's own tool.
func (m *Model) copy(what, text string) tea.Cmd {
	if text == "" {
		return m.say("There is no text to copy.", true)
	}
	native := m.opts.Services.Copy
	return tea.Batch(tea.SetClipboard(text), func() tea.Msg {
		if native == nil {
			return copied{what: what}
		}
		return copied{what, native(text)}
	})
}

// copyReport copies what a report says of findings.
func (m *Model) copyReport(what string, text func(screen.Exporter) (string, error)) tea.Cmd {
	if m.opts.Services.Export == nil {
		return m.say("This audit writes no report.", true)
	}
	s, err := text(m.opts.Services.Export)
	if err != nil {
		return m.say("Not copied: "+term.Clean(err.Error(), maxWhy), true)
	}
	return m.copy(what, s)
}

// maxWhy bounds the reason in a sentence, in runes.
const maxWhy = 300

// valueOf is what y copies: one side's value, or of several findings a line each.
func valueOf(envs []string, fs []*rules.Finding, side, ref int) (what, text string) {
	if len(fs) > 1 {
		var b strings.Builder
		for _, f := range fs {
			_, v := valueOf(envs, []*rules.Finding{f}, side, ref)
			fmt.Fprintf(&b, "%s %s %s = %s\n", f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path, v)
		}
		return "the values of " + screen.Plural(len(fs), "finding"), b.String()
	}
	d := fs[0].Drift
	pick := func(i int) (string, bool) {
		if i < 0 || i >= len(d.Sides) || d.Sides[i].State != drift.Present || i >= len(envs) {
			return "", false
		}
		s := &d.Sides[i]
		if s.Node != nil && s.Node.Kind == snapshot.String {
			return s.Node.Text, true
		}
		return s.Text, s.Text != ""
	}
	order := []int{side, ref}
	for i := range d.Sides {
		order = append(order, i)
	}
	for _, i := range order {
		if v, ok := pick(i); ok {
			return "the value in " + envs[i], v
		}
	}
	if d.Path != "" {
		return "the path", d.Path
	}
	return "the name", d.Resource.Name
}
