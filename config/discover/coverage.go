package discover

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// miss adds to what was not taken. A place that is there twice for two reasons is mentioned with the first.
func (s *search) miss(m config.NotTaken) {
	if slices.ContainsFunc(s.coverage.NotTaken, func(o config.NotTaken) bool { return o.Path == m.Path }) {
		return
	}
	s.coverage.NotTaken = append(s.coverage.NotTaken, m)
}

// finish counts, and puts what counts first.
func (s *search) finish(taken int) {
	c := &s.coverage
	c.Taken, c.Seen = taken, taken
	for _, m := range c.NotTaken {
		if m.Counts {
			c.Seen++
		}
	}
	slices.SortStableFunc(c.NotTaken, func(a, b config.NotTaken) int {
		if a.Counts != b.Counts {
			if a.Counts {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Path, b.Path)
	})
}

// code reports whether a file is a program's text, where an environment's word is part of a name more often than not.
func code(name string) bool {
	switch path.Ext(strings.ToLower(name)) {
	case ".go", ".py", ".java", ".kt", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".c", ".h", ".cc", ".cpp", ".cs", ".rs", ".php", ".swift", ".scala", ".sql",
		".md", ".rst", ".txt", ".adoc", ".png", ".svg", ".jpg", ".gif", ".css", ".scss", ".less", ".html", ".lock", ".pdf", ".csv", ".ipynb", ".r", ".vue", ".snap":
		return true
	}
	return false
}

// add says how a place could be taken by hand.
func addBlock(p *place, at string) string {
	if p.dir {
		return `collect "files" { path = "` + at + `/**" }`
	}
	return `collect "files" { path = "` + at + `" }`
}
