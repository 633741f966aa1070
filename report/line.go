package report

import "github.com/envparity/envparity/audit"

// Line says a result in one line, for the log of a job: counts, and what the exit code means.
func Line(r *audit.Result, l audit.FailOn) string {
	text := headline(r) + "; " + r.Conclude(l).String()
	if r.Project != "" {
		text = r.Project + ": " + text
	}
	return text
}
