package workspace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// exporter writes findings in the form of the JSON report: into a file of the current folder, or as text for the clipboard.
type exporter struct {
	w   *Workspace
	cfg *config.Config
	l   *Live
}

// maxExports bounds the exports in one second.
const maxExports = 1000

// Export implements screen.Exporter.
func (e exporter) Export(fs []*rules.Finding) (string, error) {
	at := e.w.Clock().Format("20060102-150405")
	for n := 1; ; n++ {
		path := "envparity-" + at + ".json"
		if n > 1 { // another export of the same second, or the clock was set back
			path = fmt.Sprintf("envparity-%s-%d.json", at, n)
		}
		err := snapshot.CreateFile(path, 0o644, func(f *os.File) error { return e.write(f, fs) })
		if n == maxExports || !errors.Is(err, os.ErrExist) {
			return path, err
		}
	}
}

// JSON implements screen.Exporter.
func (e exporter) JSON(fs []*rules.Finding) (string, error) {
	var b strings.Builder
	err := e.write(&b, fs)
	return b.String(), err
}

// write writes the report of the newest audit with only these findings.
func (e exporter) write(out io.Writer, fs []*rules.Finding) error {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	r := audit.Result{Project: e.cfg.Name(), GeneratedAt: e.l.options.Now, Complete: true, Reference: e.cfg.Ref().Name}
	if e.l.last != nil {
		r = *e.l.last
	}
	r.Findings = nil
	for _, f := range fs {
		r.Findings = append(r.Findings, *f)
	}
	r.Keep(func(*rules.Finding) bool { return true })
	return report.JSON(out, &r, report.Options{Version: e.w.Version})
}
