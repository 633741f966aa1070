package discover

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// miss adds a place that is not compared. It keeps only the first reason for a place.
func (s *search) miss(m config.NotTaken) {
	if slices.ContainsFunc(s.coverage.NotTaken, func(o config.NotTaken) bool { return o.Path == m.Path }) {
		return
	}
	s.coverage.NotTaken = append(s.coverage.NotTaken, m)
}

// missPlace is miss for a whole place, whose names are then not mentioned.
func (s *search) missPlace(p *place, m config.NotTaken) {
	for _, o := range p.envs {
		s.settled[p.path(o)] = true
	}
	s.miss(m)
}

// finish counts the places, and sorts important ones first.
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

// code reports whether a file is source code or a document, where an environment's word is mostly part of a name.
func code(name string) bool {
	ext := path.Ext(strings.ToLower(name))
	switch ext {
	case ".sql", ".md", ".rst", ".txt", ".adoc", ".png", ".svg", ".jpg", ".gif", ".css", ".scss", ".less", ".html", ".haml", ".lock", ".pdf", ".csv", ".ipynb", ".vue",
		".snap", ".log", ".bak", ".rbi":
		return true
	}
	return program(ext)
}

// program reports whether an extension is that of code that some programs use for settings of environments: config/environments/production.rb.
func program(ext string) bool {
	switch strings.ToLower(ext) {
	case ".go", ".py", ".java", ".kt", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".c", ".h", ".cc", ".cpp", ".cs", ".rs", ".php", ".swift", ".scala",
		".r", ".rb", ".ex", ".exs", ".pl", ".lua", ".sh", ".bash", ".ps1", ".bat", ".cmd":
		return true
	}
	return false
}

// addBlock describes how to add a place by hand.
func addBlock(p *place, at string) string {
	if p.dir {
		return `collect "files" { path = "` + at + `/**" }`
	}
	return `collect "files" { path = "` + at + `" }`
}
