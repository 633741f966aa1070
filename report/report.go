// Package report writes an audit's result in the formats people and machines read, one file a format. It formats, and refuses to
// decide anything: verdicts, counts and order come from the result.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/envparity/envparity/audit"
)

// Options are what a format may want to know besides the result.
type Options struct {
	Color   bool   // escape sequences are welcome (text)
	Width   int    // columns, 0 for 80 (text)
	Whole   bool   // nothing is cut or wrapped: it goes to a pipe or a file (text)
	Unicode bool   // glyphs beyond ASCII are welcome (text)
	All     bool   // spell out everything (text)
	Version string // of this program (sarif, html)
	FailOn  audit.FailOn
	Authors bool   // name who changed a value
	Past    []Past // earlier audits, for a trend (html)
	Prefix  string // the config's folder within the repository, for formats that name files from its root (sarif, github)
}

// Format is one way to write a result.
type Format struct {
	Name    string
	Summary string // one line for help and docs
	Write   func(w io.Writer, r *audit.Result, o Options) error
}

// Formats lists all formats, sorted by name.
func Formats() []Format {
	return []Format{
		{Name: "csv", Summary: "a row for every place of a finding, for spreadsheets", Write: CSV},
		{Name: "github", Summary: "annotations for GitHub Actions", Write: GitHub},
		{Name: "gitlab", Summary: "a code quality report for GitLab", Write: GitLab},
		{Name: "html", Summary: "one page without network, to read, search and filter", Write: HTML},
		{Name: "json", Summary: "envparity.report/v1, for machines", Write: JSON},
		{Name: "junit", Summary: "for CI servers that show tests", Write: JUnit},
		{Name: "markdown", Summary: "for pull requests and wikis, folded, below 60 kB", Write: Markdown},
		{Name: "prometheus", Summary: "for the node exporter's textfile collector", Write: Prometheus},
		{Name: "sarif", Summary: "SARIF 2.1.0, for code scanning", Write: SARIF},
		{Name: "text", Summary: "a readable summary", Write: Text},
	}
}

// Find returns the format called name, or an error that lists all.
func Find(name string) (Format, error) {
	all := Formats()
	if i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Format{}, fmt.Errorf("unknown format %q, must be one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the formats' names.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}
