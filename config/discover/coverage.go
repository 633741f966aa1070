package discover

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Missed is something that looks like an environment's and was not taken.
type Missed struct {
	Path string // as a person would write it: "config/{staging,prod}.rb"
	Why  string
	Add  string // what in envparity.hcl, or on the command line, would take it; "" where nothing does
	// Counts says that its absence makes what was taken less than the whole: it has environments of its own, in a format that holds settings.
	Counts bool
}

// String is the line that says it.
func (m Missed) String() string {
	text := m.Path + ": " + m.Why
	if m.Add != "" {
		text += "; " + m.Add + " takes it"
	}
	return text
}

// Coverage is what was found, of what looks like environments.
type Coverage struct {
	Taken  int // places taken
	Seen   int // places that look like environments, taken or not
	Missed []Missed
}

// Small reports whether what was taken is so little of what looks like environments that nothing said about it holds for the whole.
func (c *Coverage) Small() bool { return c.Seen >= 3 && c.Taken*3 < c.Seen }

// miss adds to what was not taken. A place that is there twice for two reasons is mentioned with the first.
func (c *Coverage) miss(m Missed) {
	if slices.ContainsFunc(c.Missed, func(o Missed) bool { return o.Path == m.Path }) {
		return
	}
	c.Missed = append(c.Missed, m)
}

// finish counts, and puts what counts first.
func (c *Coverage) finish(taken int) {
	c.Taken, c.Seen = taken, taken
	for _, m := range c.Missed {
		if m.Counts {
			c.Seen++
		}
	}
	slices.SortStableFunc(c.Missed, func(a, b Missed) int {
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
