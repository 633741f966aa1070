package evidence

// Written by tools/learn; see docs/signal.md. Do not edit.

// intercept is the log-odds of a repair where no sign holds.
const intercept = -3.0

func table() []Weight {
	return []Weight{}
}
