// Package stats holds the few exact methods that comparing latencies of 5 to a few hundred samples needs: rank
// distributions, Hodges-Lehmann ratios with their intervals, order-statistic intervals of quantiles, exact tests of
// error counts, corrections for many comparisons.
//
// It refuses what small samples cannot carry: no bootstrap, no t-test on latencies, no interval of a percentile the
// sample cannot bound, no outlier removal. A result that is weaker than it looks says so in its Warnings.
//
// Latencies are handled as logarithms, so every estimate is a ratio: 1.5 means half as slow again.
package stats

import (
	"fmt"
	"math"
)

// Confidence is the level of every interval that is not told otherwise.
const Confidence = 0.95

// Warnings say in sentences what weakens a result. Nil means nothing is known to.
type Warnings []string

// Interval is an estimate with its two-sided confidence interval. An end that the sample cannot bound is ±Inf (on a
// ratio scale: 0 or +Inf). Level is the exact coverage of the interval, at least what was asked for unless a
// warning says otherwise.
type Interval struct {
	Estimate, Low, High float64
	Level               float64
	N                   int
	Warnings            Warnings
}

// Bounded reports whether both ends are finite.
func (i Interval) Bounded() bool {
	return !math.IsInf(i.Low, 0) && !math.IsInf(i.High, 0) && !math.IsNaN(i.Low) && !math.IsNaN(i.High)
}

func (w *Warnings) add(format string, a ...any) { *w = append(*w, fmt.Sprintf(format, a...)) }
