package stats

import (
	"math"
	"sort"
)

// FirstIsOutlier reports whether the first value stands so far above the rest that warming up was not over: a distance from the
// median of more than 14.826 median absolute deviations, as hyperfine has it.
func FirstIsOutlier(xs []float64) bool {
	if len(xs) < 5 {
		return false
	}
	m := Median(xs)
	dev := make([]float64, len(xs))
	for i, x := range xs {
		dev[i] = math.Abs(x - m)
	}
	mad := Median(dev)
	return mad > 0 && (xs[0]-m)/mad > 14.826
}

// TwoModes reports whether xs (positive) look like two populations, such as cache hits and misses: the best split into two
// groups, each of a fifth of the values or more, explains nine tenths of the variance of the logarithms. A
// single lognormal population explains two thirds. It is for a note, never for a verdict.
func TwoModes(xs []float64) bool {
	l, _ := logs(xs)
	n := len(l)
	if n < 12 {
		return false
	}
	sort.Float64s(l)
	pre, sq := make([]float64, n+1), 0.0
	for i, x := range l {
		pre[i+1] = pre[i] + x
		sq += x * x
	}
	mean := pre[n] / float64(n)
	total := sq - float64(n)*mean*mean
	if total <= 1e-9 {
		return false
	}
	best := 0.0
	for i := n / 5; i <= n-n/5; i++ {
		if i == 0 || i == n {
			continue
		}
		a, b := pre[i]/float64(i), (pre[n]-pre[i])/float64(n-i)
		between := float64(i)*(a-mean)*(a-mean) + float64(n-i)*(b-mean)*(b-mean)
		if i >= max(2, n/5) && n-i >= max(2, n/5) {
			best = math.Max(best, between/total)
		}
	}
	return best > 0.9
}
