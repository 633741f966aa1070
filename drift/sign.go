package drift

// Sign is one named piece of evidence that holds for a difference.
type Sign struct {
	Name   string
	Weight float64 // what it adds to the log-odds of a repair: positive speaks for one, negative against
	Text   string  // one sentence for people
}
