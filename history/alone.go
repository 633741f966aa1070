package history

// fewLeaves is how many values a commit for one purpose may change: an alert has ten, a probe eight.
const fewLeaves = 12

// touch is what one commit changed in the files that were read.
type touch struct {
	leaves int
	env    int  // of the files, -1 for files of no environment
	mixed  bool // files of several environments, or of none beside those of one
}

// alone reports whether the commit at a position changed few values, and only in files of one environment. Then it was made for that environment.
func (t *tracer) alone(at int32) bool {
	if at < 0 || t.stored { // a change between two snapshots may be several changes
		return false
	}
	if t.touched == nil {
		t.touched = t.touches()
	}
	c, ok := t.touched[at]
	return ok && !c.mixed && c.env >= 0 && c.leaves <= fewLeaves
}

// touches counts the changed values by commit.
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
