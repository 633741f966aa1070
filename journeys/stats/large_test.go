package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCountingManyPairsAgreesWithListingThem(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{2, 7, 60, 301} {
		d := make([]float64, n)
		for i := range d {
			d[i] = math.Round(100*r.NormFloat64()) / 100 // with ties
		}
		k, level := SignedRankK(n, 0.95)
		want := finish(walshAverages(d), k, level, n, 6, nil)
		got := largePaired(append([]float64(nil), d...), k, level, nil)
		for _, p := range [][2]float64{{want.Estimate, got.Estimate}, {want.Low, got.Low}, {want.High, got.High}} {
			if math.Abs(p[0]-p[1]) > 1e-9 && !(math.IsInf(p[0], 1) && math.IsInf(p[1], 1)) {
				t.Errorf("n=%d: written down %+v, counted %+v", n, want, got)
			}
		}
	}
}

func TestTheApproximationContinuesTheExactTest(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for _, shift := range []float64{-0.1, 0, 0.05, 0.15} {
		d := make([]float64, signedRankExact)
		for i := range d {
			d[i] = shift + r.NormFloat64()
		}
		exact, more := SignedRankTest(d), SignedRankTest(slices.Concat(d, []float64{d[0] / 1e9})) // one more, of the least rank
		if math.Abs(exact.Greater-more.Greater) > 2e-3 || math.Abs(exact.Less-more.Less) > 2e-3 {
			t.Errorf("shift %g: exact %+v, approximated %+v", shift, exact, more)
		}
	}
}

func TestTenThousandPairsTakeNoTime(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	x, y := make([]float64, 10_000), make([]float64, 10_000)
	for i := range x {
		x[i], y[i] = lognormal(r, 100), lognormal(r, 150)
	}
	// A list of all averages takes 400 MB, and the exact test takes hours. Then this test would time out.
	i := PairedRatio(x, y, 0.95)
	d := make([]float64, len(x))
	for k := range x {
		d[k] = math.Log(y[k]) - math.Log(x[k])
	}
	if p := SignedRankTest(d).Greater; i.Low < 1.45 || i.High > 1.55 || p > 1e-6 {
		t.Errorf("%+v, p %g", i, p)
	}
}
