package config

// NotTaken is something that looks like an environment's and is compared with nothing.
type NotTaken struct {
	Path string // as a person would write it: "config/{staging,prod}.rb"
	Why  string
	Add  string // what would take it, in envparity.hcl or on the command line; "" where nothing does
	// Counts says that it has environments of its own, in a format that holds settings: without it, the rest is not the whole.
	Counts bool
}

// String is the line that says it.
func (n NotTaken) String() string {
	text := n.Path + ": " + n.Why
	if n.Add != "" {
		text += "; " + n.Add + " takes it"
	}
	return text
}

// Coverage is what an audit looks at, of what in a repository looks like an environment's.
type Coverage struct {
	Taken    int // places taken
	Seen     int // places that look like environments, taken or not
	NotTaken []NotTaken
}

// Small reports whether what was taken is so little of what looks like environments that no figure of it holds for the whole.
func (c *Coverage) Small() bool { return c != nil && c.Seen >= 3 && c.Taken*3 < c.Seen }
