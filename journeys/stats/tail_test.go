package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/envparity/envparity/journeys/stats"
)

func TestExceedanceCountsOrdersOfThePooledValues(t *testing.T) {
	// Two xs and two ys have six orders. In one of them both ys are beyond the largest x, in three at least one is.
	for _, c := range []struct {
		n, m, j, beyond int
		want            float64
	}{{2, 2, 1, 2, 1. / 6}, {2, 2, 1, 1, 3. / 6}, {2, 2, 2, 2, 3. / 6}, {2, 2, 1, 0, 1}, {1, 1, 1, 1, 0.5}, {0, 5, 1, 1, 1}} {
		if got := stats.Exceedance(c.n, c.m, c.j, c.beyond); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// samples returns random times in milliseconds: lognormal, a share of them later by 250 to 750 ms.
func samples(r *rand.Rand, n int, share float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 12 * math.Exp(0.2*r.NormFloat64())
		if r.Float64() < share {
			out[i] += 250 + 500*r.Float64()
		}
	}
	return out
}

// quantile95 is the p95 that a threshold of k6 sees.
func quantile95(xs []float64) float64 { return stats.Quantile(xs, 0.95, 0.95).Estimate }

// TestTailsByChance prints, for docs/journeys.md, how often a tail is reported where there is none and where there is one, beside how
// often a threshold on the p95 of the same samples fails. It fails if more than five of a hundred reports are false.
func TestTailsByChance(t *testing.T) {
	const runs = 600
	r := rand.New(rand.NewPCG(18, 1))
	bar := func(x float64) float64 { return math.Max(1.25*x, x+5) }
	for _, n := range []int{20, 60, 120, 200} {
		for _, c := range []struct {
			name     string
			ref, env float64
			alarm    bool
		}{{"no tail", 0, 0, true}, {"the same tail of 3 %", 0.03, 0.03, true}, {"the same tail of 6 %", 0.06, 0.06, true}, {"a tail of 5 %", 0, 0.05, false}, {"a tail of 12 %", 0, 0.12, false}} {
			told, threshold := 0, 0
			for range runs {
				x, y := samples(r, n, c.ref), samples(r, n, c.env)
				if stats.TailTest(x, y, bar) < 0.05 {
					told++
				}
				if quantile95(y) > bar(quantile95(x)) {
					threshold++
				}
			}
			share := float64(told) / runs
			t.Logf("n=%d, %s: reported in %.1f %%, a threshold on p95 fails in %.1f %%", n, c.name, 100*share, 100*float64(threshold)/runs)
			if c.alarm && share > 0.05 {
				t.Errorf("n=%d, %s: %.1f %% false alarms", n, c.name, 100*share)
			}
			if !c.alarm && n >= 120 && c.env == 0.12 && share < 0.95 {
				t.Errorf("n=%d, %s: seen in %.1f %% only", n, c.name, 100*share)
			}
		}
	}
}

// TestErrorRatesByChance does the same for error rates.
func TestErrorRatesByChance(t *testing.T) {
	const runs = 2000
	r := rand.New(rand.NewPCG(18, 2))
	fails := func(n int, rate float64) int {
		k := 0
		for range n {
			if r.Float64() < rate {
				k++
			}
		}
		return k
	}
	for _, n := range []int{20, 100, 400, 1000} {
		for _, c := range []struct{ ref, env float64 }{{0, 0}, {0.01, 0.01}, {0.05, 0.05}, {0, 0.02}, {0, 0.05}} {
			told, threshold := 0, 0
			for range runs {
				a, b := fails(n, c.ref), fails(n, c.env)
				if stats.Fisher(a, n, b, n) < 0.05 {
					told++
				}
				if float64(b)/float64(n) > 0.01 {
					threshold++
				}
			}
			share := float64(told) / runs
			t.Logf("n=%d, %g against %g: reported in %.1f %%, a threshold of 1 %% fails in %.1f %%", n, c.ref, c.env, 100*share, 100*float64(threshold)/runs)
			if c.ref == c.env && share > 0.05 {
				t.Errorf("n=%d at %g: %.1f %% false alarms", n, c.ref, 100*share)
			}
		}
	}
}
