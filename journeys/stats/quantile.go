package stats

import (
	"math"
	"sort"
)

// Quantile estimates the q-quantile of the distribution behind xs, by linear interpolation between order statistics (R-7, as
// k6 and spreadsheets do), with an order-statistic interval whose coverage is an exact binomial sum. Where the sample
// cannot bound an end (p95 takes 59 values, p90 29, the median 6) that end is infinite and a warning says how
// many it takes; such a value is to be printed as "≥ Low" and never to be gated on.
func Quantile(xs []float64, q, confidence float64) Interval {
	n := len(xs)
	out := Interval{Estimate: math.NaN(), Low: math.Inf(-1), High: math.Inf(1), N: n}
	if n == 0 {
		out.Warnings.add("no values")
		return out
	}
	s := append([]float64(nil), xs...)
	sort.Float64s(s)
	pos := q * float64(n-1)
	lo := int(math.Floor(pos))
	hi := min(lo+1, n-1)
	out.Estimate = s[lo] + (pos-float64(lo))*(s[hi]-s[lo])

	l, u, level := QuantileRanks(n, q, confidence)
	out.Level = level
	if l >= 1 {
		out.Low = s[l-1]
	}
	if u <= n {
		out.High = s[u-1]
	}
	if !out.Bounded() {
		out.Warnings.add("too few values to bound p%g: %d, and it takes %d", q*100, n, MinForQuantile(q, confidence))
	}
	return out
}

// QuantileRanks returns the 1-based ranks l < u of the tightest pair of order statistics of n values that holds the
// q-quantile with at least the confidence asked. l = 0 or u = n+1 stand for no bound on that side.
func QuantileRanks(n int, q, confidence float64) (l, u int, level float64) {
	cdf := binomialCDF(n, q)
	at := func(k int) float64 { // P(B ≤ k)
		if k < 0 {
			return 0
		}
		return cdf[min(k, n)]
	}
	centre := q*float64(n) + 0.5
	best, bestOff := math.MaxInt, 0.0
	try := func(a, b int) {
		cov := at(b-1) - at(a-1)
		if cov < confidence-1e-12 {
			return
		}
		off := math.Abs(float64(a+b)/2 - centre)
		if b-a < best || b-a == best && off < bestOff {
			best, bestOff, l, u, level = b-a, off, a, b, cov
		}
	}
	b := 1
	for a := 1; a < n; a++ {
		if b <= a {
			b = a + 1
		}
		for b <= n && at(b-1)-at(a-1) < confidence-1e-12 {
			b++
		}
		if b > n {
			break
		}
		try(a, b)
	}
	if best != math.MaxInt {
		return l, u, level
	}
	// One-sided: the side towards the middle of the sample can still be bounded.
	if q >= 0.5 {
		l = 0
		for a := 1; a <= n && 1-at(a-1) >= confidence-1e-12; a++ {
			l = a
		}
		return l, n + 1, 1 - at(l-1)
	}
	u = n + 1
	for b := n; b >= 1 && at(b-1) >= confidence-1e-12; b-- {
		u = b
	}
	return 0, u, at(u - 1)
}

// MinForQuantile returns the smallest sample that bounds the q-quantile on both sides: 1 − qⁿ − (1−q)ⁿ ≥ confidence.
func MinForQuantile(q, confidence float64) int {
	for n := 2; n < 1_000_000; n++ {
		if 1-math.Pow(q, float64(n))-math.Pow(1-q, float64(n)) >= confidence {
			return n
		}
	}
	return math.MaxInt
}

// binomialCDF returns P(B ≤ k) for k = 0..n, by logarithms so that n in the thousands does not underflow.
func binomialCDF(n int, p float64) []float64 {
	out := make([]float64, n+1)
	sum := 0.0
	for k := 0; k <= n; k++ {
		sum += binomialPMF(n, k, p)
		out[k] = math.Min(sum, 1)
	}
	return out
}

func binomialPMF(n, k int, p float64) float64 {
	switch {
	case p <= 0:
		return b2f(k == 0)
	case p >= 1:
		return b2f(k == n)
	}
	return math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
