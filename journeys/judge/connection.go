package judge

import (
	"maps"
	"slices"
	"strings"

	"github.com/envparity/envparity/journeys"
)

// ConnectionDiff is a property of encrypted connections that is not the same in all environments.
type ConnectionDiff struct {
	Property string            `json:"property"` // tls, protocol
	Values   map[string]string `json:"values"`   // by environment; those that were not asked over https are absent
}

// connections compares what the environments agree on with a client that offers the same to all. An environment without https says by its
// base_url that it has none.
func connections(run *journeys.Run) []ConnectionDiff {
	var out []ConnectionDiff
	for _, p := range []struct {
		name string
		get  func(*journeys.StepSample) string
	}{{"protocol", func(s *journeys.StepSample) string { return s.Proto }}, {"tls", func(s *journeys.StepSample) string { return s.TLS }}} {
		found := map[string]map[string]bool{}
		for i := range run.Journeys {
			for k := range run.Journeys[i].Samples {
				s := &run.Journeys[i].Samples[k]
				for n := range s.Steps {
					if st := &s.Steps[n]; st.TLS != "" && p.get(st) != "" {
						if found[s.Environment] == nil {
							found[s.Environment] = map[string]bool{}
						}
						found[s.Environment][p.get(st)] = true
					}
				}
			}
		}
		d := ConnectionDiff{Property: p.name, Values: map[string]string{}}
		for env, set := range found {
			d.Values[env] = strings.Join(slices.Sorted(maps.Keys(set)), ", ")
		}
		if len(slices.Compact(slices.Sorted(maps.Values(d.Values)))) > 1 {
			out = append(out, d)
		}
	}
	return out
}
