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

// Propose implements screen.Exporter: a file of the current folder that is not there yet, named after the time.
func (e exporter) Propose() string {
	at := e.w.Clock().Format("20060102-150405")
	path := "envparity-" + at + ".json"
	for n := 2; n <= maxExports; n++ { // another export of the same second, or the clock was set back
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			break
		}
		path = fmt.Sprintf("envparity-%s-%d.json", at, n)
	}
	return path
}

// Export implements screen.Exporter. A file that is there is never overwritten.
func (e exporter) Export(fs []*rules.Finding, file string) error {
	err := snapshot.CreateFile(file, 0o644, func(f *os.File) error { return e.write(f, fs) })
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%q is there already; choose another name", file)
	}
	return err
}

// JSON implements screen.Exporter.
func (e exporter) JSON(fs []*rules.Finding) (string, error) {
	var b strings.Builder
	err := e.write(&b, fs)
	return b.String(), err
}

// Task implements screen.Exporter.
func (e exporter) Task(fs []*rules.Finding) (string, error) {
	r := e.newest()
	var b strings.Builder
	for i, f := range fs {
		if i > 0 {
			b.WriteString("\n")
		}
		if err := report.Task(&b, &r, f, report.Options{Version: e.w.Version}); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// newest is the newest audit, or an empty one where there is none yet.
func (e exporter) newest() audit.Result {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	if e.l.last != nil {
		return *e.l.last
	}
	return audit.Result{Project: e.cfg.Name(), GeneratedAt: e.l.options.Now, Complete: true, Reference: e.cfg.Ref().Name}
}

// write writes the report of the newest audit with only these findings.
func (e exporter) write(out io.Writer, fs []*rules.Finding) error {
	r := e.newest()
	r.Findings = nil
	for _, f := range fs {
		r.Findings = append(r.Findings, *f)
	}
	r.Keep(func(*rules.Finding) bool { return true })
	return report.JSON(out, &r, report.Options{Version: e.w.Version})
}
