package stats

import (
	"math"
	"sort"
)

// Holm returns the p values adjusted so that the chance of one false alarm among all of them stays below the level they
// are held against. For what gates.
func Holm(p []float64) []float64 {
	idx := order(p)
	out := make([]float64, len(p))
	worst := 0.0
	for i, j := range idx {
		worst = math.Max(worst, math.Min(1, p[j]*float64(len(p)-i)))
		out[j] = worst
	}
	return out
}

// BenjaminiHochberg returns the p values adjusted so that among what is called a difference the expected share of false ones
// stays below the level. For what is only looked at.
func BenjaminiHochberg(p []float64) []float64 {
	idx := order(p)
	out := make([]float64, len(p))
	least := 1.0
	for i := len(idx) - 1; i >= 0; i-- {
		least = math.Min(least, p[idx[i]]*float64(len(p))/float64(i+1))
		out[idx[i]] = least
	}
	return out
}

func order(p []float64) []int {
	idx := make([]int, len(p))
	for i := range idx {
		idx[i] = i
	}
	sort.SliceStable(idx, func(a, b int) bool { return p[idx[a]] < p[idx[b]] })
	return idx
}

// MinRounds returns the smallest number of paired rounds with which a signed-rank test can pass at all when m comparisons share
// the level: 6, 9, 11, 12 for m = 1, 10, 50, 100 at 5 %.
func MinRounds(m int, confidence float64) int {
	alpha := (1 - confidence) / float64(max(m, 1))
	for n := 1; ; n++ {
		if 2*math.Pow(0.5, float64(n)) <= alpha {
			return n
		}
	}
}
