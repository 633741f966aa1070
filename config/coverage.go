package config

// NotTaken is a place that looks like an environment's and is not compared.
type NotTaken struct {
	Path string // as a person would write it: "config/{staging,prod}.rb"
	Why  string
	Add  string // how to include it, in envparity.hcl or on the command line; "" if that is impossible
	// Counts is true if it has environments of its own, in a format for settings, so that the audit is incomplete without it.
	Counts bool
}

// String describes it in a line.
func (n NotTaken) String() string {
	text := n.Path + ": " + n.Why
	if n.Add != "" {
		text += "; " + n.Add + " takes it"
	}
	return text
}

// Coverage is which part of a repository's environments an audit reads.
type Coverage struct {
	Taken    int // places that are compared
	Seen     int // places that look like environments, compared or not
	NotTaken []NotTaken
}

// Small reports whether so few of the places are compared that no number describes the whole.
func (c *Coverage) Small() bool { return c != nil && c.Seen >= 3 && c.Taken*3 < c.Seen }
