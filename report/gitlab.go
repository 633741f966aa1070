package report

import (
	"bufio"
	"encoding/json"
	"io"
	"path"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// gitlabIssue is one entry of a GitLab code quality report, the part of Code Climate's format that GitLab reads:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical, blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab writes a code quality report: an entry for every place of a finding, each with a fingerprint of its own, by which GitLab tells new
// entries from old ones. Waived findings are left out: the format cannot say that somebody accepted one.
func GitLab(w io.Writer, r *audit.Result, o Options) error {
	issues := []gitlabIssue{}
	envs := namesOf(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State == rules.Waived {
			continue
		}
		d := f.Drift
		prints := rules.PlaceFingerprints(d)
		prints[0] = f.Fingerprint
		issue := gitlabIssue{Check: term.Line(f.Rule), Severity: gitlabSeverity(f, o)}
		issue.Description, issue.Fingerprint, issue.Location = gitlabText(title(d), valuesText(d.Path, d.Sides, envs), f), prints[0], gitlabPlace(place(f), o)
		issues = append(issues, issue)
		for k := range d.Places {
			p := &d.Places[k]
			name := placeTextOf(d, p, envs).title
			issue.Description, issue.Fingerprint, issue.Location = gitlabText(name, valuesText(p.Path, p.Sides, envs), f), prints[k+1], gitlabPlace(placeOf(p.Sides), o)
			issues = append(issues, issue)
		}
	}
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(escaper{b})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(issues); err != nil {
		return err
	}
	return b.Flush()
}

func gitlabText(name, values string, f *rules.Finding) string {
	text := name + ": " + values
	for _, more := range []string{f.Reason, f.Hint} {
		if more != "" {
			text += ". " + term.Line(more)
		}
	}
	for _, t := range f.Drift.Facts.Traces {
		text += "; " + traceText(&t)
	}
	return text
}

// gitlabSeverity is blocker for what fails the check.
func gitlabSeverity(f *rules.Finding, o Options) string {
	switch {
	case o.FailOn.Fails(f):
		return "blocker"
	case f.Verdict == rules.MustFix:
		return "critical"
	case f.Verdict == rules.ShouldFix:
		return "major"
	}
	return "info"
}

// gitlabPlace is where an entry is shown. The format demands a file: what was not read from one stands at the config.
func gitlabPlace(src snapshot.Source, o Options) gitlabLocation {
	file := src.File
	if file == "" {
		file = config.FileName
	}
	return gitlabLocation{Path: term.Line(path.Join(o.Prefix, file)), Lines: gitlabLines{Begin: max(src.Line, 1)}}
}
