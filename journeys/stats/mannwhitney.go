package stats

import (
	"math"
	"sort"
)

// uExact is the largest m·n whose U distribution is computed exactly (about 0.1 s at the limit); beyond it the normal
// approximation is good to four digits.
const uExact = 90 * 90

// UDistribution returns P(U = u) for u = 0..m·n under the null, without ties.
func UDistribution(m, n int) []float64 {
	// p(m,n,u) = m/(m+n)·p(m−1,n,u−n) + n/(m+n)·p(m,n−1,u), row by row over m.
	prev := make([][]float64, n+1)
	for j := range prev {
		prev[j] = []float64{1}
	}
	for i := 1; i <= m; i++ {
		row := make([][]float64, n+1)
		row[0] = []float64{1}
		for j := 1; j <= n; j++ {
			p := make([]float64, i*j+1)
			a, b := float64(i)/float64(i+j), float64(j)/float64(i+j)
			for u, v := range prev[j] {
				p[u+j] += a * v
			}
			for u, v := range row[j-1] {
				p[u] += b * v
			}
			row[j] = p
		}
		prev = row
	}
	return prev[n]
}

// UK returns the largest 1-based k for which the k-th smallest and k-th largest of the m·n pairwise differences bound
// the shift with at least the confidence asked, and the confidence they have. k is 0 when the samples are too small.
func UK(m, n int, confidence float64) (k int, level float64) {
	if m < 1 || n < 1 {
		return 0, 0
	}
	if m*n > uExact {
		a, b := float64(m), float64(n)
		sd := math.Sqrt(a * b * (a + b + 1) / 12)
		return int(math.Floor(a*b/2 - normalQuantile(1-(1-confidence)/2)*sd)), confidence
	}
	return largestK(UDistribution(m, n), confidence)
}

// MannWhitney tests that x and y come from one distribution. It is exact for small samples, over shared ranks when there are
// ties, and a normal approximation with tie and continuity correction otherwise, which a warning names.
func MannWhitney(x, y []float64) Test {
	x, y = numbers(x), numbers(y)
	m, n := len(x), len(y)
	if m == 0 || n == 0 {
		return Test{Greater: 1, Less: 1, TwoSided: 1, Warnings: Warnings{"an empty sample"}}
	}
	type obs struct {
		v     float64
		first bool
	}
	all := make([]obs, 0, m+n)
	for _, v := range x {
		all = append(all, obs{v, true})
	}
	for _, v := range y {
		all = append(all, obs{v, false})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].v < all[j].v })
	vals := make([]float64, len(all))
	for i := range all {
		vals[i] = all[i].v
	}
	ranks, tied := doubledRanks(vals, func(v float64) float64 { return v })
	sum := 0 // doubled rank sum of x
	for i := range all {
		if all[i].first {
			sum += ranks[i]
		}
	}
	switch {
	case !tied && m*n <= uExact:
		return testOf(UDistribution(m, n), (sum-m*(m+1))/2, m+n, nil)
	case tied && m+n <= 60:
		return testOf(rankSums(ranks, m), sum, m+n, Warnings{"tied values: the exact distribution over shared ranks was used"})
	}
	return normalU(float64(sum-m*(m+1))/2, ranks, m, n)
}

// rankSums returns the distribution of the sum of m ranks drawn from ranks without replacement.
func rankSums(ranks []int, m int) []float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	p := make([][]float64, m+1)
	for i := range p {
		p[i] = make([]float64, total+1)
	}
	p[0][0] = 1
	top := 0
	for _, r := range ranks {
		top += r
		for i := m; i >= 1; i-- {
			for s := top; s >= r; s-- {
				p[i][s] += p[i-1][s-r]
			}
		}
	}
	all := 0.0
	for _, c := range p[m] {
		all += c
	}
	for s := range p[m] {
		p[m][s] /= all
	}
	return p[m]
}

func normalU(u float64, ranks []int, m, n int) Test {
	a, b := float64(m), float64(n)
	ties := 0.0
	for i := 0; i < len(ranks); {
		j := i + 1
		for j < len(ranks) && ranks[j] == ranks[i] {
			j++
		}
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	sd := math.Sqrt(a * b / 12 * (a + b + 1 - ties/((a+b)*(a+b-1))))
	t := Test{Greater: 1, Less: 1, TwoSided: 1, N: m + n, Warnings: Warnings{"normal approximation, the samples are too large for the exact distribution"}}
	if sd > 0 {
		t.Greater = 1 - normalCDF((u-a*b/2-0.5)/sd)
		t.Less = normalCDF((u - a*b/2 + 0.5) / sd)
		t.TwoSided = math.Min(1, 2*math.Min(t.Greater, t.Less))
	}
	return t
}

// numbers leaves out NaN, which has no rank.
func numbers(xs []float64) []float64 {
	out := make([]float64, 0, len(xs))
	for _, x := range xs {
		if !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	return out
}
