package stats

import (
	"math"
	"sort"
)

// maxPairs is how many pairwise differences are written down; beyond it they are only counted.
const maxPairs = 1 << 20

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
	lo, hi := y[0]-x[len(x)-1], y[len(y)-1]-x[0]
	for range 100 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if countBelow(x, y, mid) >= k {
			hi = mid
		} else {
			lo = mid
		}
	}
	if countBelow(x, y, lo) >= k {
		return lo
	}
	return hi
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
