package judge

import (
	"fmt"
	"sort"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
)

// decideErrors adjusts the p values of the error rates of all journeys at once, and says which rates are not one.
func decideErrors(run *journeys.Run, all []Judgement, o Options) {
	p := make([]float64, len(all))
	for i := range all {
		p[i] = all[i].Errors.P
	}
	for i, adjusted := range stats.Holm(p) {
		e := &all[i].Errors
		e.Adjusted = adjusted
		e.Differs = adjusted < 1-o.Confidence && !e.always() && !e.tolerated(1-o.Confidence)
		if e.Differs {
			e.Why = fmt.Sprintf("%s of the visits fail in %s (%d of %d) and %s in %s (%d of %d)",
				percentOf(e.Env, e.EnvN), all[i].Environment, e.Env, e.EnvN, percentOf(e.Ref, e.RefN), all[i].Reference, e.Ref, e.RefN)
			e.Causes = failureWords(run.Journey(all[i].Journey), all[i].Environment, all[i].Reference)
		}
	}
}

// always reports whether all visits fail in one of the two: the step that fails every time says so, without a test.
func (e *Errors) always() bool {
	return e.EnvN == 0 || e.RefN == 0 || e.Env == e.EnvN || e.Ref == e.RefN
}

// tolerated reports whether the rate is no higher than what is documented, as far as the sample tells.
func (e *Errors) tolerated(alpha float64) bool {
	return e.Allowed > 0 && stats.AtLeast(e.Env, e.EnvN, e.Allowed) >= alpha
}

// failureWords lists what went wrong in either environment, the most frequent first, three at most.
func failureWords(jr *journeys.JourneyRun, envs ...string) []string {
	if jr == nil {
		return nil
	}
	n := map[string]int{}
	for i := range jr.Samples {
		s := &jr.Samples[i]
		for _, env := range envs {
			if s.Environment != env || s.Warmup || s.Setup {
				continue
			}
			for k := range s.Steps {
				if st := &s.Steps[k]; st.Broken() {
					n[fmt.Sprintf("step %q in %s: %s", st.Step, env, st.Trouble())]++
				}
			}
		}
	}
	var out []string
	for w := range n {
		out = append(out, w)
	}
	sort.Slice(out, func(a, b int) bool {
		if n[out[a]] != n[out[b]] {
			return n[out[a]] > n[out[b]]
		}
		return out[a] < out[b]
	})
	out = out[:min(len(out), 3)]
	for i, w := range out {
		out[i] = fmt.Sprintf("%d × %s", n[w], strings.TrimSpace(w))
	}
	return out
}
