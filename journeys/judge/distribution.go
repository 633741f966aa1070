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

// DistributionBins is how many bins a judgement keeps: what fits beside the names of two environments on 60 columns.
const DistributionBins = 24

// Distribute counts two samples of milliseconds by a number of bins. It returns nil where one of the two has no times, and for no bins.
func Distribute(ref, env []float64, bins int) *Distribution {
	if len(ref) == 0 || len(env) == 0 || bins < 1 {
		return nil
	}
	lo, hi := math.Inf(1), 0.0
	for _, x := range slices.Concat(ref, env) {
		lo, hi = math.Min(lo, x), math.Max(hi, x)
	}
	lo = math.Max(lo, 1e-3) // a microsecond: recorded times may be nothing
	hi = math.Max(hi, lo*1.01)
	d := &Distribution{Ref: make([]int, bins), Env: make([]int, bins)}
	factor := math.Log(hi/lo) / float64(bins)
	for i := range bins + 1 {
		d.Edges = append(d.Edges, lo*math.Exp(float64(i)*factor))
	}
	for _, x := range ref {
		d.Ref[d.Bin(x)]++
	}
	for _, x := range env {
		d.Env[d.Bin(x)]++
	}
	return d
}

// Bin is the place of the bin in which a time of ms milliseconds counts. A time beyond the edges counts in the first or the last.
func (d *Distribution) Bin(ms float64) int {
	bins := len(d.Ref)
	lo, factor := d.Edges[0], math.Log(d.Edges[bins]/d.Edges[0])/float64(bins)
	if !(ms > lo) { // also what is not a number
		return 0
	}
	return min(bins-1, int(math.Log(ms/lo)/factor))
}
