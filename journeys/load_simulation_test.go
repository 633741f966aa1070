package journeys_test

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
)

// pool returns random times of visits that arrive at a fixed rate and wait for one of a number of workers. It uses no network and no clock.
func pool(r *rand.Rand, visits int, rate float64, workers int, work float64) []float64 {
	free := make([]float64, workers)
	out := make([]float64, visits)
	for i := range out {
		due := float64(i) * 1000 / rate
		sort.Float64s(free)
		begin := math.Max(due, free[0])
		free[0] = begin + work*math.Exp(0.3*r.NormFloat64())
		out[i] = free[0] - due
	}
	return out
}

func underLoad(rate float64) func(*journeys.Run) {
	return func(r *journeys.Run) { r.Journeys[0].Rate = rate }
}

// TestAPoolUnderLoadByChance prints, for docs/journeys.md, how often twins under load are found to differ and how often a pool of five is
// found against one of fifty, beside a threshold on the p95 of the same samples. It fails if more than five of a hundred
// reports are false.
func TestAPoolUnderLoadByChance(t *testing.T) {
	runs := 300
	if testing.Short() {
		runs = 100
	}
	r := rand.New(rand.NewPCG(18, 3))
	const visits, work = 400, 20.0 // one worker does 48 a second
	for _, c := range []struct {
		name         string
		rate         float64
		ref, staging int
		differs      bool
	}{
		{"five against five, half busy", 120, 5, 5, false},
		{"five against five, nine tenths busy", 215, 5, 5, false},
		{"fifty against fifty", 215, 50, 50, false},
		{"five against fifty, half busy", 120, 50, 5, false},
		{"five against fifty, just too many", 260, 50, 5, true},
		{"five against fifty, twice too many", 480, 50, 5, true},
	} {
		found, threshold := 0, 0
		for range runs {
			ref, env := pool(r, visits, c.rate, c.ref, work), pool(r, visits, c.rate, c.staging, work)
			x := judge.Run(made(ref, env, underLoad(c.rate)), judge.Options{}).Journeys[0]
			if x.Outcome == judge.Exceeds || x.SlowTail() {
				found++
			}
			if x.EnvP95.Value > math.Max(1.25*x.RefP95.Value, x.RefP95.Value+5) {
				threshold++
			}
		}
		share := float64(found) / float64(runs)
		t.Logf("%s: found in %.1f %%, a threshold on p95 fails in %.1f %%", c.name, 100*share, 100*float64(threshold)/float64(runs))
		if !c.differs && share > 0.05 {
			t.Errorf("%s: %.1f %% false alarms", c.name, 100*share)
		}
		if c.differs && share < 0.95 {
			t.Errorf("%s: found in %.1f %% only", c.name, 100*share)
		}
	}
}
