package journeys

import "time"

// EventKind says what happened.
type EventKind string

// The events.
const (
	JourneyStarted EventKind = "journey-started"
	RoundStarted   EventKind = "round-started"
	RequestDone    EventKind = "request-done"
	VisitDone      EventKind = "visit-done" // one journey in one environment in one round
	TargetStopped  EventKind = "target-stopped"
	JourneyDone    EventKind = "journey-done"
)

// Event is for live views. Nothing depends on it.
type Event struct {
	Kind          EventKind
	Journey, Step string
	Environment   string
	Round, Rounds int // rounds below 1 are warm-up
	Took          time.Duration
	Status        int
	Problem       string
	Requests      int // sent so far
}
