package report

import (
	"slices"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
)

// Line says a result in one line, for the log of a job: counts, what the exit code means, and which files or sources could not be observed where that
// decides it.
func Line(r *audit.Result, l audit.FailOn) string {
	end := r.Conclude(l)
	text := headline(r) + "; " + end.String()
	if list := unobserved(r); end.Ending == audit.Incomplete && len(list) > 0 {
		text += ": " + term.Line(shortList(list))
	}
	if r.Project != "" {
		text = r.Project + ": " + text
	}
	return text
}

// mostUnobserved is how many files and sources a line names.
const mostUnobserved = 3

// shortList joins the first names of a list, and counts the others.
func shortList(list []string) string {
	if more := len(list) - mostUnobserved; more > 0 {
		list = append(slices.Clone(list[:mostUnobserved]), names.Count(more, "other"))
	}
	return names.And(list)
}

// unobserved lists the places of a result that were not read, each once.
func unobserved(r *audit.Result) []string {
	var list []string
	for _, u := range r.Unread() {
		if u.Path != "" && !slices.Contains(list, u.Path) {
			list = append(list, u.Path)
		}
	}
	return list
}
