package stats

import (
	"math"
	"sort"
)

// PairedRatio estimates by what factor ys are larger than xs, measured in pairs: the exponential of the median of the Walsh
// averages of log(y)−log(x), with the interval of the exact signed-rank distribution. Pairs in which either value
// is not positive are left out, with a warning. Ends are 0 and +Inf when the pairs are too few to bound them.
func PairedRatio(xs, ys []float64, confidence float64) Interval {
	n := min(len(xs), len(ys))
	d := make([]float64, 0, n)
	var w Warnings
	if len(xs) != len(ys) {
		w.add("values left out because they make no pair: there are %d on one side and %d on the other", len(xs), len(ys))
	}
	for i := range n {
		if xs[i] > 0 && ys[i] > 0 {
			d = append(d, math.Log(ys[i])-math.Log(xs[i]))
		}
	}
	if len(d) < n {
		w.add("pairs left out because they have no positive time: %d of %d", n-len(d), n)
	}
	k, level := SignedRankK(len(d), confidence)
	if len(d)*(len(d)+1)/2 > maxWalsh {
		return largePaired(d, k, level, w)
	}
	return finish(walshAverages(d), k, level, len(d), 6, w)
}

// UnpairedRatio estimates by what factor ys are larger than xs from two independent samples: the exponential of the median
// of all differences of logarithms, with the interval of the exact U distribution.
func UnpairedRatio(xs, ys []float64, confidence float64) Interval {
	lx, wx := logs(xs)
	ly, wy := logs(ys)
	k, level := UK(len(lx), len(ly), confidence)
	if len(lx)*len(ly) > maxPairs {
		return large(lx, ly, k, level, append(wx, wy...))
	}
	diffs := make([]float64, 0, len(lx)*len(ly))
	for _, x := range lx {
		for _, y := range ly {
			diffs = append(diffs, y-x)
		}
	}
	sort.Float64s(diffs)
	return finish(diffs, k, level, min(len(lx), len(ly)), 4, append(wx, wy...))
}

// RatioOfRatios estimates by what factor the ratio within pairs (bx, by) differs from the one within (ax, ay): was the
// gap smaller then? What the two runs shared, such as the tester's network, cancels inside each pair.
func RatioOfRatios(ax, ay, bx, by []float64, confidence float64) Interval {
	then, now := quotients(ax, ay), quotients(bx, by)
	return UnpairedRatio(then, now, confidence)
}

func quotients(x, y []float64) []float64 {
	out := make([]float64, 0, len(x))
	for i := range min(len(x), len(y)) {
		if x[i] > 0 && y[i] > 0 {
			out = append(out, y[i]/x[i])
		}
	}
	return out
}

func logs(xs []float64) ([]float64, Warnings) {
	out := make([]float64, 0, len(xs))
	for _, x := range xs {
		if x > 0 {
			out = append(out, math.Log(x))
		}
	}
	var w Warnings
	if len(out) < len(xs) {
		w.add("values left out because they are not positive: %d of %d", len(xs)-len(out), len(xs))
	}
	return out, w
}

// walshAverages returns (d[i]+d[j])/2 for all i ≤ j, sorted.
func walshAverages(d []float64) []float64 {
	w := make([]float64, 0, len(d)*(len(d)+1)/2)
	for i := range d {
		for j := i; j < len(d); j++ {
			w = append(w, (d[i]+d[j])/2)
		}
	}
	sort.Float64s(w)
	return w
}

func finish(sorted []float64, k int, level float64, n, least int, w Warnings) Interval {
	out := Interval{Estimate: math.NaN(), Low: 0, High: math.Inf(1), N: n, Level: level}
	if len(sorted) == 0 {
		w.add("no values to compare")
		out.Warnings = w
		return out
	}
	out.Estimate = math.Exp(median(sorted))
	if k > 0 {
		out.Low, out.High = math.Exp(sorted[k-1]), math.Exp(sorted[len(sorted)-k])
	} else {
		out.Level = 1
		w.add("too few rounds for an interval: %d, and it takes %d", n, least)
	}
	out.Warnings = w
	return out
}

func median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// Median returns the middle of xs, NaN for none.
func Median(xs []float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	s := append([]float64(nil), xs...)
	sort.Float64s(s)
	return median(s)
}
