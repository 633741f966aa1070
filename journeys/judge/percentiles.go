package judge

import (
	"math"
	"strings"

	"github.com/envparity/envparity/journeys/words"
)

// percentiles writes the p50 and the p95 of a journey in an environment, and a further percentile where one is named: "p50 26 ms, p95 ≥ 34 ms". A
// report that has room for one text shows both that way. What the sample does not bound is left out.
func (out *Judged) percentiles(journey, env, further string) string {
	var parts []string
	for i := range out.Journeys {
		x := &out.Journeys[i]
		if x.Journey != journey || x.Environment != env && x.Reference != env {
			continue
		}
		for _, q := range []struct {
			name     string
			ref, env Estimate
		}{{"p50", x.RefMedian, x.EnvMedian}, {"p90", x.RefP90, x.EnvP90}, {"p95", x.RefP95, x.EnvP95}, {"p99", x.RefP99, x.EnvP99}} {
			e := q.env
			if x.Reference == env {
				e = q.ref
			}
			if shown := q.name == "p50" || q.name == "p95" || q.name == further; !shown || e.N == 0 || math.IsNaN(e.Value) {
				continue
			}
			switch {
			case q.name == "p50":
				parts = append(parts, "p50 "+words.Millis(e.Value))
			case e.High != nil || e.Low != nil:
				parts = append(parts, q.name+" "+e.AtLeast())
			}
		}
		break
	}
	return strings.Join(parts, ", ")
}
