package diffing

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// blankFile returns the blank file of column ci that would hold the counterpart of r, of column from; "" if there is none.
func (c *comparer) blankFile(ci, from int, r *snapshot.Resource) string {
	mine, theirs := c.cols[ci].Voice, c.cols[from].Voice
	alone := 0
	for i := range c.cover.outcomes[ci] {
		if c.cover.reads(&c.cover.outcomes[ci][i], r) {
			alone++
		}
	}
	for i := range c.cover.outcomes[ci] {
		o := &c.cover.outcomes[ci][i]
		if !c.cover.reads(o, r) {
			continue
		}
		for _, file := range o.Blank {
			if alone == 1 && o.Resources == 0 || c.lex.Key(mine, file) == c.lex.Key(theirs, r.Source.File) {
				return file
			}
		}
	}
	return ""
}

// blankRoot returns the blank file from which resource r of column ci was read, if nothing else was read from it; "" otherwise.
func (c *comparer) blankRoot(ci int, r *snapshot.Resource) string {
	if !r.Empty() {
		return ""
	}
	for i := range c.cover.outcomes[ci] {
		o := &c.cover.outcomes[ci][i]
		if o.Collector != r.Collector {
			continue
		}
		for _, file := range o.Blank {
			if file == r.Source.File {
				return file
			}
		}
	}
	return ""
}

// emptyFile returns the reason why an attribute is unknown because of a blank file.
func emptyFile(file string) string { return file + ":1: the file is empty" }

// blanks lists the blank files for which other environments have a file with content, in order of columns.
func (c *comparer) blanks(groups []group) []drift.Blank {
	type id struct {
		col  int
		file string
	}
	var out []drift.Blank
	seen := map[id]bool{}
	for ci := range c.cols {
		if !c.cover.hasBlank(ci) {
			continue
		}
		for k := range groups {
			g := &groups[k]
			file, from := "", -1
			for i, r := range g.At {
				if r != nil && c.cols[i].Env != c.cols[ci].Env && !r.Empty() {
					from = i
					break
				}
			}
			if from < 0 {
				continue
			}
			if r := g.At[ci]; r != nil {
				file = c.blankRoot(ci, r)
			} else {
				file = c.blankFile(ci, from, g.At[from])
			}
			key := id{ci, file}
			if file == "" || seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, drift.Blank{
				Environment: c.names[c.cols[ci].Env], Member: c.cols[ci].Member, File: file, Against: c.names[c.cols[from].Env],
			})
		}
	}
	return out
}

func (v *coverage) hasBlank(ci int) bool {
	for i := range v.outcomes[ci] {
		if len(v.outcomes[ci][i].Blank) > 0 {
			return true
		}
	}
	return false
}
