package stats

import (
	"math"
	"testing"
)

func TestSignedRankKAgreesWithTheTables(t *testing.T) {
	for n, want := range map[int]int{5: 0, 6: 1, 10: 9, 20: 53, 50: 435} {
		if k, level := SignedRankK(n, 0.95); k != want || level < 0.95 {
			t.Errorf("n=%d: k=%d level=%.4f, want k=%d", n, k, level, want)
		}
	}
}

func TestUKAgreesWithTheTables(t *testing.T) {
	for n, want := range map[int]int{3: 0, 5: 3, 6: 6, 10: 24, 20: 128, 50: 966} {
		k, level := UK(n, n, 0.95)
		if k != want || level < 0.95 {
			t.Errorf("n=%d: k=%d level=%.4f, want k=%d", n, k, level, want)
		}
	}
	if _, level := UK(5, 5, 0.95); math.Abs(level-0.968) > 0.001 {
		t.Errorf("coverage at n=5 is %.4f, want .968", level)
	}
}

func TestLargeSamplesAgreeWithTheExactDistribution(t *testing.T) {
	exact, _ := SignedRankK(signedRankExact, 0.95)
	approx, _ := SignedRankK(signedRankExact+1, 0.95)
	if d := float64(approx-exact) / float64(exact); d < 0 || d > 0.01 {
		t.Errorf("k jumps from %d to %d at the limit of the exact distribution", exact, approx)
	}
	e, _ := UK(90, 90, 0.95)
	a, _ := UK(90, 91, 0.95)
	if d := float64(a-e) / float64(e); d < 0 || d > 0.02 {
		t.Errorf("k jumps from %d to %d at the limit of the exact distribution", e, a)
	}
}

func TestQuantileNeedsTheSampleSizesOfTheTable(t *testing.T) {
	for q, want := range map[float64]int{0.5: 6, 0.9: 29, 0.95: 59, 0.99: 299} {
		if got := MinForQuantile(q, 0.95); got != want {
			t.Errorf("p%g: %d values, want %d", q*100, got, want)
		}
		for _, n := range []int{want - 1, want} {
			l, u, _ := QuantileRanks(n, q, 0.95)
			bounded := l >= 1 && u <= n
			if bounded != (n == want) {
				t.Errorf("p%g of %d values: ranks %d..%d", q*100, n, l, u)
			}
		}
	}
}

func TestTheQuantileOfAShortSampleIsALowerBound(t *testing.T) {
	xs := seq(20)
	i := Quantile(xs, 0.95, 0.95)
	if math.Abs(i.Estimate-19.05) > 1e-9 {
		t.Errorf("p95 of 1..20 is %v, R-7 says 19.05", i.Estimate)
	}
	if !math.IsInf(i.High, 1) || math.IsInf(i.Low, 0) || len(i.Warnings) == 0 {
		t.Errorf("p95 of 20 values must have a lower end, no upper end and a warning: %+v", i)
	}
	// 17: P(B ≥ 17) = .9841, P(B ≥ 18) = .9245
	if i.Low != 17 {
		t.Errorf("lower end %v, want the 17th value", i.Low)
	}
}

func TestQuantileCoverageIsTheExactBinomialSum(t *testing.T) {
	l, u, level := QuantileRanks(50, 0.95, 0.95)
	cov := binomialCDF(50, 0.95)[u-1] - binomialCDF(50, 0.95)[l-1]
	if math.Abs(cov-level) > 1e-12 {
		t.Errorf("level %v, coverage %v", level, cov)
	}
	if l, u, level := QuantileRanks(10, 0.5, 0.95); l != 2 || u != 9 || math.Abs(level-0.9785) > 1e-3 {
		t.Errorf("median of 10: ranks %d, %d, %v, want 2, 9, .979", l, u, level)
	}
}

func TestFisherAgreesWithTheTable(t *testing.T) {
	for _, c := range []struct{ n, least int }{{10, 5}, {20, 5}, {50, 6}, {100, 6}} {
		for k := 0; k <= c.n; k++ {
			if got, want := Fisher(0, c.n, k, c.n) < 0.05, k >= c.least; got != want {
				t.Errorf("0/%d against %d/%d: significant %v", c.n, k, c.n, got)
			}
		}
	}
	if p := Fisher(3, 4, 1, 4); math.Abs(p-0.4857142857) > 1e-9 { // the lady tasting tea
		t.Errorf("tea: %v", p)
	}
}

func TestIntervalsOfProportions(t *testing.T) {
	if u := ProportionUpper(0, 20, 0.95); math.Abs(u-0.1391) > 1e-4 {
		t.Errorf("0 of 20: upper %v, want .139", u)
	}
	if i := Proportion(4, 20, 0.95); math.Abs(i.Low-0.0573) > 1e-4 || math.Abs(i.High-0.4366) > 1e-4 {
		t.Errorf("4 of 20: %v..%v, want .0573...4366", i.Low, i.High)
	}
	if i := Wilson(4, 20, 0.95); math.Abs(i.Low-0.0807) > 1e-4 || math.Abs(i.High-0.4160) > 1e-4 {
		t.Errorf("Wilson 4 of 20: %v..%v, want .0807...4160", i.Low, i.High)
	}
	if i := Proportion(20, 20, 0.95); i.High != 1 || i.Low < 0.83 || i.Low > 0.84 {
		t.Errorf("20 of 20: %+v", i)
	}
}

func TestCorrections(t *testing.T) {
	p := []float64{0.01, 0.04, 0.03, 0.005}
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		if got := Holm(p)[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("Holm[%d] = %v, want %v", i, got, want)
		}
	}
	for i, want := range []float64{0.02, 0.04, 0.04, 0.02} {
		if got := BenjaminiHochberg(p)[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("BH[%d] = %v, want %v", i, got, want)
		}
	}
	for m, want := range map[int]int{1: 6, 10: 9, 50: 11, 100: 12} {
		if got := MinRounds(m, 0.95); got != want {
			t.Errorf("MinRounds(%d) = %d, want %d", m, got, want)
		}
	}
}

func TestRankTestsAgreeWithPublishedValues(t *testing.T) {
	// R: wilcox.test(c(1.1,2.2,3.3,4.4,-0.5,5.5)) → V = 20, p = 0.0625
	if p := SignedRankTest([]float64{1.1, 2.2, 3.3, 4.4, -0.5, 5.5}); math.Abs(p.TwoSided-0.0625) > 1e-9 {
		t.Errorf("signed rank: %+v", p)
	}
	// R: wilcox.test(1:4, 5:8) → p = 0.02857
	if p := MannWhitney([]float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}); math.Abs(p.TwoSided-0.0285714) > 1e-6 || p.Less > p.Greater {
		t.Errorf("Mann-Whitney: %+v", p)
	}
}

func TestTiedTestsAgreeWithUntiedOnesWhereNothingIsTied(t *testing.T) {
	x, y := []float64{1, 5, 6, 9, 12}, []float64{2, 3, 7, 15, 16, 17}
	exact := MannWhitney(x, y)
	all := []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22}
	ranks := 2 * (1 + 4 + 5 + 7 + 8)
	shared := testOf(rankSums(all, 5), ranks, 11, nil)
	if math.Abs(exact.TwoSided-shared.TwoSided) > 1e-12 {
		t.Errorf("%v and %v", exact.TwoSided, shared.TwoSided)
	}
	tied := MannWhitney([]float64{1, 1, 1, 1, 1}, []float64{1, 1, 1, 1, 1})
	if tied.TwoSided != 1 {
		t.Errorf("identical samples differ: %+v", tied)
	}
}

func seq(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i + 1)
	}
	return out
}
