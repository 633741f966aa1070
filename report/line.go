package report

import (
	"slices"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
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

// unobserved lists the files that were not read, or not completely, and the sources that failed otherwise, in the order of the outcomes.
func unobserved(r *audit.Result) []string {
	var list []string
	add := func(name string) {
		if name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Status == snapshot.Complete {
			continue
		}
		before := len(list)
		for _, g := range o.Gaps {
			add(g.File)
		}
		if len(list) == before && !slices.ContainsFunc(o.Gaps, func(g snapshot.Gap) bool { return g.File != "" }) {
			add(o.Source)
		}
	}
	return list
}
