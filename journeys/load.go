package journeys

import (
	"time"
)

// Load is how many visits a journey gets at once. The zero value is one after another.
type Load struct {
	// ArrivalRate starts visits at a fixed rate, per second and environment, whatever the answers take: the open model. A visit's time counts
	// from the moment it was due, so that waiting behind slow answers is not left out.
	ArrivalRate float64
	// Concurrency is how many visits are under way in an environment, all the time without an ArrivalRate, at most with one. 0: one, or
	// MaxConcurrency with an ArrivalRate.
	Concurrency int
	// Ramp is how long the load takes to grow from nothing. What begins in it is not measured.
	Ramp time.Duration
}

// What may be asked for. It is enough to see that a pool of connections or workers is too small; it is no load test.
const (
	MaxArrivalRate = 1000.0
	MaxConcurrency = 256
	MaxRamp        = 5 * time.Minute
)

// Overlaps reports whether visits overlap.
func (l *Load) Overlaps() bool { return l.ArrivalRate > 0 || l.Concurrency > 1 }
