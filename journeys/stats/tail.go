package stats

import (
	"math"
	"sort"
)

// Exceedance returns the exact one-sided p value for "the m ys are no larger than the n xs": the chance that at least beyond of the ys
// lie above the j-th largest of the xs when every order of the pooled values is equally likely. It assumes nothing about the shape of
// the distributions; ties make it conservative where only values above the bar are counted. Source: exceedance statistics, Balakrishnan
// and Ng, Precedence-Type Tests and Applications (2006), chapter 3.
func Exceedance(n, m, j, beyond int) float64 {
	if n <= 0 || m <= 0 || j < 1 || j > n || beyond <= 0 {
		return 1
	}
	sum := 0.0
	for i := beyond; i <= m; i++ {
		sum += math.Exp(logChoose(i+j-1, i) + logChoose(m-i+n-j, m-i) - logChoose(n+m, m))
	}
	return math.Min(sum, 1)
}

// TailTest returns the p value for "the upper tail of ys is no heavier than that of xs", where bar says how far a y may lie beyond an x.
// It counts the ys beyond the bar of the largest x, of the second, the fourth and so on within the upper tenth of the xs, takes the
// smallest exact p value and multiplies it by the number of counts (Bonferroni).
func TailTest(xs, ys []float64, bar func(x float64) float64) float64 {
	n := len(xs)
	if n == 0 || len(ys) == 0 {
		return 1
	}
	s := append([]float64(nil), xs...)
	sort.Float64s(s)
	least, tests := 1.0, 0
	for j := 1; j == 1 || j <= n/10; j *= 2 {
		tests++
		least = math.Min(least, Exceedance(n, len(ys), j, Beyond(ys, bar(s[n-j]))))
	}
	return math.Min(1, least*float64(tests))
}

// Beyond counts the values above a bar.
func Beyond(xs []float64, bar float64) int {
	n := 0
	for _, x := range xs {
		if x > bar {
			n++
		}
	}
	return n
}

// AtLeast returns the exact chance of k or more events in n trials of chance p each.
func AtLeast(k, n int, p float64) float64 {
	if k <= 0 {
		return 1
	}
	if k > n {
		return 0
	}
	sum := 0.0
	for i := k; i <= n; i++ {
		sum += binomialPMF(n, i, p)
	}
	return math.Min(sum, 1)
}
