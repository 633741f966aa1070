package history

// fewLeaves is how many values a commit may change that was made for one thing: an alert has ten, a probe eight.
const fewLeaves = 12

// touch is what one commit changed in the files that were read.
type touch struct {
	leaves int
	env    int  // whose files, -1 for files of no environment
	mixed  bool // files of several environments, or of none beside those of one
}

// alone reports whether the commit at a position changed few values, and only in files of one environment: somebody made it for that environment.
func (t *tracer) alone(at int32) bool {
	if at < 0 || t.stored { // what changed between two snapshots need not be one change
		return false
	}
	if t.touched == nil {
		t.touched = t.touches()
	}
	c, ok := t.touched[at]
	return ok && !c.mixed && c.env >= 0 && c.leaves <= fewLeaves
}

// touches counts, by commit, the values that changed.
func (t *tracer) touches() map[int32]touch {
	out := map[int32]touch{}
	for _, f := range t.files {
		for _, line := range f.lines {
			for i := range line {
				leaf := line[i].leaf || line[i].value == absent && i+1 < len(line) && line[i+1].leaf
				if !leaf || i+1 == len(line) && line[i].value == absent {
					continue
				}
				c, seen := out[line[i].at]
				c.mixed = c.mixed || seen && c.env != f.env
				c.leaves, c.env = c.leaves+1, f.env
				out[line[i].at] = c
			}
		}
	}
	return out
}
