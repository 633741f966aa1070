package judge

import (
	"math"
	"slices"
)

// Distribution counts the times of a journey in both environments by the same bins, so that their pictures stand beside one another.
// Edges are milliseconds, one more than there are bins, each a constant factor beyond the one before: a tail takes as much room as it
// needs and not all of it.
type Distribution struct {
	Edges []float64 `json:"edges_ms"`
	Ref   []int     `json:"reference"`
	Env   []int     `json:"environment"`
}

// distributionBins is what fits beside the names of two environments on 60 columns.
const distributionBins = 24

// distributionOf returns nil where one of the two has no times.
func distributionOf(ref, env []float64) *Distribution {
	if len(ref) == 0 || len(env) == 0 {
		return nil
	}
	lo, hi := math.Inf(1), 0.0
	for _, x := range slices.Concat(ref, env) {
		lo, hi = math.Min(lo, x), math.Max(hi, x)
	}
	lo = math.Max(lo, 1e-3) // a microsecond: recorded times may be nothing
	hi = math.Max(hi, lo*1.01)
	d := &Distribution{Ref: make([]int, distributionBins), Env: make([]int, distributionBins)}
	factor := math.Log(hi/lo) / distributionBins
	for i := range distributionBins + 1 {
		d.Edges = append(d.Edges, lo*math.Exp(float64(i)*factor))
	}
	count := func(into []int, xs []float64) {
		for _, x := range xs {
			into[min(distributionBins-1, max(0, int(math.Log(x/lo)/factor)))]++
		}
	}
	count(d.Ref, ref)
	count(d.Env, env)
	return d
}
