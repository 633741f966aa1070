// Package evidence estimates whether a team will repair a difference. A sign is a small named function of a difference and its surroundings. The
// program tools/learn measured the weights on public histories; they are never set by hand and never learned from labels. The risk is a logistic
// model of the signs that hold. The package is pure and reads nothing at run time.
package evidence

import (
	"math"
	"slices"

	"github.com/envparity/envparity/drift"
)

// Subject is one difference with what is around it.
type Subject struct {
	Drift     *drift.Drift
	Reference int // index of the reference, -1 without one
	Siblings  int // differences in the same resource, this one included
}

// Kind is one kind of sign.
type Kind struct {
	Name    string
	Says    string // one sentence for people
	Example string
	Holds   func(*Subject) bool
}

// Weight is what was measured about one sign.
type Weight struct {
	Name     string
	Value    float64 // what the sign adds to the log-odds of a repair
	Seen     int     // differences in the histories that have the sign
	Repaired int     // of those, how many were repaired
}

// Base returns the log-odds of a repair without any sign.
func Base() float64 { return intercept }

// Weights lists what was measured, in the order of the catalogue.
func Weights() []Weight { return table() }

// Surroundings counts what signs need to know of all differences together.
func Surroundings(drifts []drift.Drift) map[string]int {
	count := make(map[string]int, len(drifts))
	for i := range drifts {
		count[drifts[i].Resource.ID]++
	}
	return count
}

// Holding lists the signs that hold for s, in the order of the catalogue.
func Holding(s *Subject) []drift.Sign {
	var out []drift.Sign
	weights := table()
	for _, k := range Catalogue() {
		if k.Holds(s) {
			out = append(out, drift.Sign{Name: k.Name, Weight: weightOf(weights, k.Name), Text: k.Says})
		}
	}
	return out
}

// Assess returns the signs that hold, the weightiest first, and the risk, from 0 to 1.
func Assess(s *Subject) ([]drift.Sign, float64) {
	signs := Holding(s)
	sum := intercept
	for _, x := range signs {
		sum += x.Weight
	}
	slices.SortStableFunc(signs, func(a, b drift.Sign) int {
		switch x, y := math.Abs(a.Weight), math.Abs(b.Weight); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return signs, 1 / (1 + math.Exp(-sum))
}

func weightOf(list []Weight, name string) float64 {
	if i := slices.IndexFunc(list, func(w Weight) bool { return w.Name == name }); i >= 0 {
		return list[i].Value
	}
	return 0
}
