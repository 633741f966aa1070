package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/dialog"
	"github.com/envparity/envparity/tui/screen"
)

// exportForm is the form's name in its messages.
const exportForm = "export"

// proposedExport brings the file that findings would be written to.
type proposedExport struct {
	fps  []string
	file string
}

// exported tells where findings were written.
type exported struct {
	n     int
	where string
	err   error
}

// export asks for the file first: nothing is written before that.
func (m *Model) export(fs []*rules.Finding) tea.Cmd {
	ex := m.opts.Services.Export
	fps := make([]string, len(fs))
	for i := range fs {
		fps[i] = fs[i].Fingerprint
	}
	return func() tea.Msg { return proposedExport{fps, ex.Propose()} }
}

func (m *Model) openExport(p proposedExport) tea.Cmd {
	m.chosen = p.fps
	intro := []string{"Writes them as the JSON report has them."}
	if len(p.fps) == 1 {
		intro[0] = "Writes it as the JSON report has it."
	}
	return m.openForm(dialog.NewForm(exportForm, "Export "+screen.Plural(len(p.fps), "finding"), intro, []dialog.Field{
		{Name: "file", Label: "File", Value: p.file, Hint: "a new file; below the current folder unless the path is absolute", Check: needed("a file")},
	}))
}

// writeExport writes the findings that the form is about.
func (m *Model) writeExport(file string) tea.Cmd {
	ex, fs := m.opts.Services.Export, m.findings(m.chosen)
	return func() tea.Msg { return exported{len(fs), file, ex.Export(fs, file)} }
}
