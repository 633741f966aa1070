package stats

import (
	"math"
	"sort"
)

// maxPairs is how many pairwise differences are written down; beyond it they are only counted.
const maxPairs = 1 << 20

// maxWalsh is how many Walsh averages are written down and sorted: from about here on counting them is quicker.
const maxWalsh = 1 << 11

// large is UnpairedRatio for samples whose differences would not fit in memory: the k-th difference is found by halving an
// interval and counting, exact to the last bits.
func large(lx, ly []float64, k int, level float64, w Warnings) Interval {
	sort.Float64s(lx)
	sort.Float64s(ly)
	total := len(lx) * len(ly)
	mid := kthDifference(lx, ly, (total+1)/2)
	if total%2 == 0 {
		mid = (mid + kthDifference(lx, ly, total/2+1)) / 2
	}
	out := Interval{Estimate: math.Exp(mid), Low: 0, High: math.Inf(1), N: min(len(lx), len(ly)), Level: level, Warnings: w}
	if k > 0 {
		out.Low, out.High = math.Exp(kthDifference(lx, ly, k)), math.Exp(kthDifference(lx, ly, total-k+1))
	}
	return out
}

// kthDifference returns the k-th smallest (from 1) of all y−x of two sorted samples.
func kthDifference(x, y []float64, k int) float64 {
	return kth(y[0]-x[len(x)-1], y[len(y)-1]-x[0], k, func(d float64) int { return countBelow(x, y, d) })
}

// kth halves from lo to hi until it has the least value with at least k values at or below it.
func kth(lo, hi float64, k int, count func(float64) int) float64 {
	for range 100 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if count(mid) >= k {
			hi = mid
		} else {
			lo = mid
		}
	}
	if count(lo) >= k {
		return lo
	}
	return hi
}

// largePaired is PairedRatio for so many pairs that their Walsh averages would not fit in memory.
func largePaired(d []float64, k int, level float64, w Warnings) Interval {
	sort.Float64s(d)
	total := len(d) * (len(d) + 1) / 2
	mid := kthWalsh(d, (total+1)/2)
	if total%2 == 0 {
		mid = (mid + kthWalsh(d, total/2+1)) / 2
	}
	out := Interval{Estimate: math.Exp(mid), Low: 0, High: math.Inf(1), N: len(d), Level: level, Warnings: w}
	if k > 0 {
		out.Low, out.High = math.Exp(kthWalsh(d, k)), math.Exp(kthWalsh(d, total-k+1))
	}
	return out
}

// kthWalsh returns the k-th smallest (from 1) of all (d[i]+d[j])/2 with i ≤ j of a sorted sample.
func kthWalsh(d []float64, k int) float64 {
	return kth(d[0], d[len(d)-1], k, func(x float64) int { return walshBelow(d, x) })
}

// walshBelow returns how many Walsh averages are at most x.
func walshBelow(d []float64, x float64) int {
	n, j := 0, len(d)-1
	for i := range d { // as d[i] grows, fewer partners fit
		for j >= 0 && (d[i]+d[j])/2 > x {
			j--
		}
		if j < i {
			break
		}
		n += j - i + 1
	}
	return n
}

// countBelow returns how many differences y−x are at most d.
func countBelow(x, y []float64, d float64) int {
	n, j := 0, 0
	for i := range x { // as x grows, more of y fits
		for j < len(y) && y[j]-x[i] <= d {
			j++
		}
		n += j
	}
	return n
}
