package runfile

import (
	"slices"

	"github.com/envparity/envparity/journeys"
)

// Lean returns the run without what its answers held, unless keep is set.
func Lean(r *journeys.Run, keep bool) *journeys.Run {
	if keep {
		return r
	}
	return withoutValues(r)
}

// Merge makes one unpaired run of two that have no environment in common; the first is the reference. ok is false when they
// share one: then they are two moments of one comparison and not two halves.
func Merge(ref, other *journeys.Run) (*journeys.Run, bool) {
	for _, a := range ref.Targets {
		for _, b := range other.Targets {
			if a.Name == b.Name {
				return nil, false
			}
		}
	}
	out := *ref
	out.Targets = slices.Clone(ref.Targets)
	for i := range out.Targets {
		out.Targets[i].Reference = i == 0
	}
	for _, t := range other.Targets {
		t.Reference = false
		out.Targets = append(out.Targets, t)
	}
	out.Problems = slices.Concat(ref.Problems, other.Problems)
	out.Journeys = []journeys.JourneyRun{}
	for _, j := range ref.Journeys {
		o := other.Journey(j.Name)
		if o == nil {
			continue
		}
		j.Paired = false
		j.Samples = slices.Concat(j.Samples, o.Samples)
		j.Allow = slices.Concat(j.Allow, o.Allow)
		if j.Limits == nil {
			j.Limits = o.Limits
		}
		j.Steps = slices.Clone(j.Steps)
		for i := range j.Steps {
			for _, s := range o.Steps {
				if s.Name == j.Steps[i].Name {
					j.Steps[i].Answers = slices.Concat(j.Steps[i].Answers, s.Answers)
				}
			}
		}
		out.Journeys = append(out.Journeys, j)
	}
	return &out, true
}
