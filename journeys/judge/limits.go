package judge

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// LimitResult holds the times of one journey in one environment against one of its limits. The exact binomial test asks how likely so many
// answers beyond the limit are when the quantile is just what it may be.
type LimitResult struct {
	Journey     string   `json:"journey"`
	Environment string   `json:"environment"`
	Source      string   `json:"source,omitempty"` // file:line of the journey
	Quantile    string   `json:"quantile"`         // p50, p90, p95, p99
	Limit       float64  `json:"limit_ms"`
	Measured    Estimate `json:"measured_ms"`
	Beyond      int      `json:"beyond"` // answers that took longer than the limit
	Of          int      `json:"of"`
	P           float64  `json:"p"`
	Adjusted    float64  `json:"p_adjusted"` // by Holm over all limits of the run
	Outcome     Outcome  `json:"outcome"`    // within, exceeds, inconclusive
	Why         string   `json:"why"`

	q float64
}

// limits measures a journey against its limits in every environment, the reference too.
func (out *Judged) limits(run *journeys.Run, j *journeys.JourneyRun, o Options) {
	for _, env := range environments(run, j) {
		s := series(j, "", env)
		times := s.ms()
		if len(times) == 0 {
			continue
		}
		for _, l := range j.Limits.Given() {
			x := LimitResult{
				Journey: j.Name, Environment: env, Source: j.Source, Quantile: l.Name, Limit: float64(l.Most) / float64(time.Millisecond),
				Measured: quantile(times, l.Q, o.Confidence), Of: len(times), q: l.Q,
			}
			x.Beyond = stats.Beyond(times, x.Limit)
			x.P = stats.AtLeast(x.Beyond, x.Of, 1-l.Q)
			out.Limits = append(out.Limits, x)
		}
	}
}

// decideLimits gives outcomes to all limits of a run at once.
func decideLimits(all []LimitResult, o Options) {
	p := make([]float64, len(all))
	for i := range all {
		p[i] = all[i].P
	}
	for i, adjusted := range stats.Holm(p) {
		all[i].Adjusted = adjusted
		all[i].decide(1 - o.Confidence)
	}
}

func (x *LimitResult) decide(alpha float64) {
	x.Why = fmt.Sprintf("%s of %s's answers take longer than %s, the limit of the %s (%d of %d)", percentOf(x.Beyond, x.Of), x.Environment, words.Millis(x.Limit), x.Quantile, x.Beyond, x.Of)
	switch {
	case x.Adjusted < alpha:
		x.Outcome = Exceeds
	case float64(x.Beyond) > (1-x.q)*float64(x.Of):
		x.Outcome = Inconclusive
		x.Why += ": not enough to tell"
		if more := x.moreRounds(alpha); more > 0 {
			x.Why += fmt.Sprintf(", about %s would", names.Count(more, "more round"))
		}
	default:
		x.Outcome = Within
	}
}

// moreRounds is how many more rounds would tell if the share beyond the limit stays as it is, 0 when no sensible number would. It asks for half
// of alpha, so that the share may come out somewhat lower.
func (x *LimitResult) moreRounds(alpha float64) int {
	for times := 2; times <= 20; times++ {
		if stats.AtLeast(x.Beyond*times, x.Of*times, 1-x.q) < alpha/2 {
			return (times - 1) * x.Of
		}
	}
	return 0
}

// overlapped reports whether visits overlapped.
func overlapped(j *journeys.JourneyRun) bool { return j.Rate > 0 || j.Concurrency > 1 }

func loadNote(j *journeys.JourneyRun) string {
	switch {
	case j.Rate > 0:
		return fmt.Sprintf("under load: %g visits a second in each environment, each counted from when it was due", j.Rate)
	case j.Concurrency > 1:
		return fmt.Sprintf("under load: %s under way at any time in each environment", names.Count(j.Concurrency, "visit"))
	}
	return ""
}
