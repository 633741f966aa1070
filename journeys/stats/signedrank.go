package stats

import (
	"math"
	"sort"
)

// signedRankExact is the largest n whose null distribution is computed exactly: n(n+1)/2 sums, n passes.
const signedRankExact = 400

// SignedRankCDF returns P(T ≤ t) for the Wilcoxon signed-rank statistic of n untied differences under the null.
func SignedRankCDF(n, t int) float64 {
	if t < 0 {
		return 0
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i + 1
	}
	return cdfOf(subsetSums(ranks), t)
}

// SignedRankK returns the largest 1-based k for which the k-th smallest and the k-th largest Walsh average of n
// differences bound their centre with at least the confidence asked, and the exact confidence they have. k is 0 when n is too
// small for any (n ≤ 5 at 95 %).
func SignedRankK(n int, confidence float64) (k int, level float64) {
	if n < 1 {
		return 0, 0
	}
	if n > signedRankExact {
		m := float64(n)
		sd := math.Sqrt(m * (m + 1) * (2*m + 1) / 24)
		k := int(math.Floor(m*(m+1)/4 - normalQuantile(1-(1-confidence)/2)*sd))
		return k, confidence
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i + 1
	}
	return largestK(subsetSums(ranks), confidence)
}

// subsetSums returns the distribution of the sum of those ranks whose fair coin came up heads. Heads and tails may change places, so that its
// upper half mirrors the lower one.
func subsetSums(ranks []int) []float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	p := make([]float64, total+1)
	p[0] = 1
	top := 0
	for _, r := range ranks {
		top += r
		s := min(top, total/2)
		for ; s >= r; s-- {
			p[s] = (p[s] + p[s-r]) / 2
		}
		for ; s >= 0; s-- {
			p[s] /= 2
		}
	}
	for s := range total / 2 {
		p[total-s] = p[s]
	}
	if total%2 == 1 {
		p[total-total/2] = p[total/2]
	}
	return p
}

// largestK finds the largest k with 2·P(S ≤ k−1) ≤ 1−confidence in a symmetric distribution.
func largestK(p []float64, confidence float64) (k int, level float64) {
	tail, cum := (1-confidence)/2, 0.0
	for s := 0; s < len(p); s++ {
		if cum+p[s] > tail+1e-15 {
			break
		}
		cum += p[s]
		k = s + 1
	}
	return k, 1 - 2*cum
}

func cdfOf(p []float64, t int) float64 {
	sum := 0.0
	for s := 0; s <= t && s < len(p); s++ {
		sum += p[s]
	}
	return math.Min(sum, 1)
}

// SignedRankTest tests that paired differences d are centred at zero. P values are exact, conditionally on ties (their
// ranks are shared) and without zeros, which carry no sign; of more than 400 pairs they are the normal approximation's.
func SignedRankTest(d []float64) Test {
	var w Warnings
	nz := make([]float64, 0, len(d))
	for _, x := range d {
		if x != 0 && !math.IsNaN(x) {
			nz = append(nz, x)
		}
	}
	if z := len(d) - len(nz); z > 0 {
		w.add("pairs left out of the test because they are exactly equal: %d of %d", z, len(d))
	}
	n := len(nz)
	if n == 0 {
		return Test{Greater: 1, Less: 1, TwoSided: 1, N: 0, Warnings: w}
	}
	sort.Slice(nz, func(i, j int) bool { return math.Abs(nz[i]) < math.Abs(nz[j]) })
	ranks, tied := doubledRanks(nz, math.Abs)
	plus := 0
	for i, x := range nz {
		if x > 0 {
			plus += ranks[i]
		}
	}
	if n > signedRankExact {
		return normalT(float64(plus)/2, ranks, w)
	}
	if tied {
		w.add("tied differences: the exact distribution over shared ranks was used")
	}
	if !tied { // they are 2, 4, 6, …: half of each says the same at a quarter of the cost
		for i := range ranks {
			ranks[i] /= 2
		}
		plus /= 2
	}
	return testOf(subsetSums(ranks), plus, n, w)
}

// normalT is the normal approximation of the signed-rank test, with tie and continuity correction; ranks are doubled.
func normalT(plus float64, ranks []int, w Warnings) Test {
	n, ties := float64(len(ranks)), 0.0
	for i := 0; i < len(ranks); {
		j := i + 1
		for j < len(ranks) && ranks[j] == ranks[i] {
			j++
		}
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	mean, sd := n*(n+1)/4, math.Sqrt(n*(n+1)*(2*n+1)/24-ties/48)
	w.add("normal approximation, there are too many pairs for the exact distribution")
	t := Test{Greater: normalCDF((mean - plus + 0.5) / sd), Less: normalCDF((plus - mean + 0.5) / sd), N: len(ranks), Warnings: w}
	t.TwoSided = math.Min(1, 2*math.Min(t.Less, t.Greater))
	return t
}

// doubledRanks returns twice the mid-ranks of sorted xs, so that shared ranks stay whole numbers.
func doubledRanks(xs []float64, key func(float64) float64) (ranks []int, tied bool) {
	ranks = make([]int, len(xs))
	for i := 0; i < len(xs); {
		j := i + 1
		for j < len(xs) && key(xs[j]) == key(xs[i]) {
			j++
		}
		for k := i; k < j; k++ {
			ranks[k] = i + 1 + j
		}
		tied = tied || j-i > 1
		i = j
	}
	return ranks, tied
}

// Test is the outcome of a rank test. Greater is the p value against "the first is not larger", Less the other way round.
type Test struct {
	Greater, Less, TwoSided float64
	N                       int
	Warnings                Warnings
}

func testOf(p []float64, s, n int, w Warnings) Test {
	t := Test{Less: cdfOf(p, s), Greater: math.Min(1, 1-cdfOf(p, s-1)), N: n, Warnings: w}
	if g := upper(p, s); g < 1e-3 { // avoids the cancellation of 1−CDF far out
		t.Greater = g
	}
	t.TwoSided = math.Min(1, 2*math.Min(t.Less, t.Greater))
	return t
}

func upper(p []float64, s int) float64 {
	sum := 0.0
	for i := len(p) - 1; i >= s && i >= 0; i-- {
		sum += p[i]
	}
	return math.Min(sum, 1)
}
