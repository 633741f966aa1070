package drift

// Sign is one named piece of evidence about a difference.
type Sign struct {
	Name   string
	Weight float64 // what it adds to the log-odds of a repair: positive for a repair, negative against
	Text   string  // one sentence for people
}
