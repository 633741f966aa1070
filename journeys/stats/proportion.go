package stats

import "math"

// Fisher returns the two-sided exact p value for "both have one error rate", given a failures of an and b of bn. It sums
// the tables that are no more likely than the one seen.
func Fisher(a, an, b, bn int) float64 {
	if a < 0 || b < 0 || a > an || b > bn || an == 0 || bn == 0 {
		return 1
	}
	fails := a + b
	logp := func(x int) float64 { return logChoose(an, x) + logChoose(bn, fails-x) - logChoose(an+bn, fails) }
	seen := logp(a)
	sum := 0.0
	for x := max(0, fails-bn); x <= min(an, fails); x++ {
		if l := logp(x); l <= seen+1e-7 {
			sum += math.Exp(l)
		}
	}
	return math.Min(sum, 1)
}

// Proportion returns k/n with the exact (Clopper-Pearson) two-sided interval.
func Proportion(k, n int, confidence float64) Interval {
	out := Interval{N: n, Level: confidence, High: 1}
	if n == 0 {
		out.Estimate = math.NaN()
		out.Warnings.add("no trials")
		return out
	}
	tail := (1 - confidence) / 2
	out.Estimate = float64(k) / float64(n)
	if k > 0 { // the p at which k or more has probability tail
		out.Low = solve(func(p float64) float64 { return 1 - binomialCDF(n, p)[k-1] - tail })
	}
	if k < n {
		out.High = solve(func(p float64) float64 { return tail - binomialCDF(n, p)[k] })
	}
	return out
}

// ProportionUpper returns the one-sided exact upper bound of a proportion of which k in n were seen: after 0 errors in 20
// requests it is 0.139, so "no errors" is not "no error rate".
func ProportionUpper(k, n int, confidence float64) float64 {
	if n == 0 || k >= n {
		return 1
	}
	return solve(func(p float64) float64 { return (1 - confidence) - binomialCDF(n, p)[k] })
}

// Wilson returns k/n with the Wilson score interval: shorter than the exact one, right on average.
func Wilson(k, n int, confidence float64) Interval {
	out := Interval{N: n, Level: confidence, High: 1}
	if n == 0 {
		out.Estimate = math.NaN()
		out.Warnings.add("no trials")
		return out
	}
	z := normalQuantile(1 - (1-confidence)/2)
	p, m := float64(k)/float64(n), float64(n)
	out.Estimate = p
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	out.Low, out.High = math.Max(0, mid-half), math.Min(1, mid+half)
	return out
}

// solve finds the root of an increasing function on [0, 1].
func solve(f func(float64) float64) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		mid := (lo + hi) / 2
		if f(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
