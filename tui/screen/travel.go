package screen

import (
	"github.com/envparity/envparity/journeys"
)

// JourneyState is what is known of the journeys.
type JourneyState struct {
	Judged   *journeys.Judged // nil before the first run
	Running  bool
	Progress []journeys.Event // the newest event of each journey and environment, in order of appearance
	Trouble  string           // why they could not be run
}

// Apply takes in one event.
func (j *JourneyState) Apply(e journeys.Event) {
	j.Running = true
	if e.Environment == "" {
		return
	}
	for i := range j.Progress {
		if p := &j.Progress[i]; p.Journey == e.Journey && p.Environment == e.Environment {
			*p = e
			return
		}
	}
	j.Progress = append(j.Progress, e)
}

// Done takes in what a run says.
func (j *JourneyState) Done(d *journeys.Judged, err error) {
	j.Running, j.Progress = false, nil
	if err != nil {
		j.Trouble = err.Error()
		return
	}
	j.Judged, j.Trouble = d, ""
}

// RunJourneys asks that the journeys be run.
type RunJourneys struct{}
