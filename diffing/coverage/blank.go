package coverage

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// blankFile returns the blank file of column ci that would hold the counterpart of r, of column from; "" if there is none.
func (v *Coverage) blankFile(ci, from int, r *snapshot.Resource) string {
	mine, theirs := v.Columns[ci].Voice, v.Columns[from].Voice
	alone := 0
	for i := range v.outcomes[ci] {
		if v.reads(&v.outcomes[ci][i], r) {
			alone++
		}
	}
	for i := range v.outcomes[ci] {
		o := &v.outcomes[ci][i]
		if !v.reads(o, r) {
			continue
		}
		for _, file := range o.Blank {
			if alone == 1 && o.Resources == 0 || v.lexicon.Key(mine, file) == v.lexicon.Key(theirs, r.Source.File) {
				return file
			}
		}
	}
	return ""
}

// Blank returns why nobody knows what an empty resource of a column holds: it was read from a blank file, and nothing else was. "" otherwise.
func (v *Coverage) Blank(column int, r *snapshot.Resource) string {
	if file := v.blankRoot(column, r); file != "" {
		return emptyFile(file)
	}
	return ""
}

// blankRoot returns the blank file from which resource r of column ci was read, if nothing else was read from it; "" otherwise.
func (v *Coverage) blankRoot(ci int, r *snapshot.Resource) string {
	if !r.Empty() {
		return ""
	}
	for i := range v.outcomes[ci] {
		o := &v.outcomes[ci][i]
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

// Blanks lists the blank files for which other environments have a file with content, in order of columns. A group has its resources by column.
func (v *Coverage) Blanks(groups [][]*snapshot.Resource) []drift.Blank {
	type id struct {
		col  int
		file string
	}
	var out []drift.Blank
	seen := map[id]bool{}
	for ci := range v.Columns {
		if !v.hasBlank(ci) {
			continue
		}
		for _, at := range groups {
			file, from := "", -1
			for i, r := range at {
				if r != nil && v.Columns[i].Env != v.Columns[ci].Env && !r.Empty() {
					from = i
					break
				}
			}
			if from < 0 {
				continue
			}
			if r := at[ci]; r != nil {
				file = v.blankRoot(ci, r)
			} else {
				file = v.blankFile(ci, from, at[from])
			}
			key := id{ci, file}
			if file == "" || seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, drift.Blank{
				Environment: v.envs[v.Columns[ci].Env].Name, Member: v.Columns[ci].Member, File: file, Against: v.envs[v.Columns[from].Env].Name,
			})
		}
	}
	return out
}

func (v *Coverage) hasBlank(ci int) bool {
	for i := range v.outcomes[ci] {
		if len(v.outcomes[ci][i].Blank) > 0 {
			return true
		}
	}
	return false
}
