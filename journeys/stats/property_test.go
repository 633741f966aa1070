package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func positive(t *rapid.T, name string, lo, hi int) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(0.01, 1e6), lo, hi).Draw(t, name)
}

func TestScalingOneSideScalesTheRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := positive(t, "x", 6, 30)
		f := rapid.Float64Range(0.1, 10).Draw(t, "f")
		y := make([]float64, len(x))
		for i := range x {
			y[i] = x[i] * f
		}
		p := PairedRatio(x, y, 0.95)
		if math.Abs(p.Estimate/f-1) > 1e-9 || p.Low > p.Estimate || p.High < p.Estimate {
			t.Fatalf("ratio %v, want %v", p, f)
		}
	})
}

func TestSwappingTheSidesInvertsTheRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := positive(t, "x", 4, 15), positive(t, "y", 4, 15)
		a, b := UnpairedRatio(x, y, 0.95), UnpairedRatio(y, x, 0.95)
		if math.Abs(a.Estimate*b.Estimate-1) > 1e-9 || math.Abs(a.Low*b.High-1) > 1e-9 {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

func TestIntervalAndTestAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := positive(t, "x", 6, 12), positive(t, "y", 12, 12)
		y = y[:len(x)]
		d := make([]float64, len(x))
		for i := range x {
			d[i] = math.Log(y[i]) - math.Log(x[i])
		}
		test := SignedRankTest(d)
		if len(test.Warnings) > 0 {
			return // tied: the interval is the conservative one
		}
		if p := PairedRatio(x, y, 0.95); (p.Low > 1) != (test.Greater <= 0.025) {
			t.Fatalf("interval %v..%v, p %v", p.Low, p.High, test.Greater)
		}
	})
}

func TestAdjustedValuesNeverFallBelowTheirOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 20).Draw(t, "p")
		h, b := Holm(p), BenjaminiHochberg(p)
		for i := range p {
			if h[i] < p[i] || h[i] > 1 || b[i] < p[i]-1e-12 || b[i] > h[i]+1e-12 {
				t.Fatalf("p %v holm %v bh %v", p, h, b)
			}
		}
	})
}

func TestOddInputNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.SampledFrom([]float64{0, -1, math.NaN(), math.Inf(1), 1, 2, 2, 3})
		x, y := rapid.SliceOfN(odd, 0, 9).Draw(t, "x"), rapid.SliceOfN(odd, 0, 9).Draw(t, "y")
		PairedRatio(x, y, 0.95)
		UnpairedRatio(x, y, 0.95)
		RatioOfRatios(x, y, y, x, 0.95)
		Quantile(x, 0.95, 0.95)
		SignedRankTest(x)
		MannWhitney(x, y)
		TwoModes(x)
		FirstIsOutlier(x)
		MoreRounds(PairedRatio(x, y, 0.95), 1.5)
	})
}

func TestCountingDifferencesAgreesWithSortingThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := positive(t, "x", 5, 30), positive(t, "y", 5, 30)
		want := UnpairedRatio(x, y, 0.95)
		lx, _ := logs(x)
		ly, _ := logs(y)
		k, level := UK(len(lx), len(ly), 0.95)
		got := large(lx, ly, k, level, nil)
		for _, p := range [][2]float64{{got.Estimate, want.Estimate}, {got.Low, want.Low}, {got.High, want.High}} {
			if math.Abs(p[0]/p[1]-1) > 1e-9 {
				t.Fatalf("%v and %v", got, want)
			}
		}
	})
}

func TestImportsOfTensOfThousandsAreJudged(t *testing.T) {
	x, y := make([]float64, 20_000), make([]float64, 20_000)
	for i := range x {
		x[i], y[i] = float64(100+i%37), float64(150+(i*7)%41)
	}
	if i := UnpairedRatio(x, y, 0.95); i.Low > i.Estimate || i.High < i.Estimate || i.Low < 1.3 || i.High > 1.6 {
		t.Errorf("%+v", i)
	}
}
