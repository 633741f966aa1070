package rules

import (
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Score is the share of compared attributes that are in parity or acceptable, of one pillar and pair of environments. Pillar "" is the pair
// overall. Unknown attributes count as not in parity.
type Score struct {
	Environment string
	Reference   string
	Pillar      snapshot.Pillar
	Value       float64 // 0 to 1
}

// The weights of docs/score.md. An unknown attribute weighs as much as the worst finding, so that a failed collector does not improve the score.
const (
	mustFixWeight   = 10
	shouldFixWeight = 3
	unknownWeight   = mustFixWeight
)

// Scores rates every pair of an environment and the reference, each pillar with attributes and overall:
//
//	good  = attributes that are identical, equivalent, acceptable or waived
//	score = good / (good + 3 × should-fix + 10 × (must-fix + unknown))
//
// A finding counts once in each pair it is about, and once more for each further place. If a collector failed in both the environment and the
// reference, its attributes cannot be counted. For each such collector Scores adds as many unknown attributes as all others have.
func Scores(cells []drift.Cell, findings []Finding, envs []drift.Environment, failed ...Failed) []Score {
	reference := ""
	for _, e := range envs {
		if e.Reference {
			reference = e.Name
		}
	}
	var out []Score
	for i, e := range envs {
		if e.Reference {
			continue
		}
		total, blind := tally{}, blindSpots(failed, e.Name, reference)
		for _, p := range snapshot.Pillars() {
			t := tallyOf(cells, findings, i, e.Name, envs, p)
			total.add(t)
			if t.seen() {
				t.unknown += blind * t.sum()
				out = append(out, Score{Environment: e.Name, Reference: reference, Pillar: p, Value: t.value()})
			}
		}
		if !total.seen() {
			continue // nothing was observed on both sides, so there is no score
		}
		total.unknown += blind * total.sum()
		out = append(out, Score{Environment: e.Name, Reference: reference, Value: total.value()})
	}
	return out
}

// Failed names a collector that yielded nothing in an environment.
type Failed struct{ Environment, Collector string }

// blindSpots counts the collectors that failed on both sides of a pair.
func blindSpots(failed []Failed, env, reference string) float64 {
	n := 0.0
	for i, f := range failed {
		if f.Environment == env && slices.Contains(failed, Failed{reference, f.Collector}) && !slices.Contains(failed[:i], f) {
			n++
		}
	}
	return n
}

// tally counts one pair and pillar.
type tally struct{ good, should, must, unknown float64 }

func (t *tally) add(o tally) {
	t.good += o.good
	t.should += o.should
	t.must += o.must
	t.unknown += o.unknown
}

func (t *tally) sum() float64 { return t.good + t.should + t.must + t.unknown }

func (t *tally) any() bool { return t.sum() > 0 }

// seen reports whether anything was compared that both sides have. Unknown attributes alone give no score.
func (t *tally) seen() bool { return t.good+t.should+t.must > 0 }

// value returns the score; 0 if nothing was shown to be in parity.
func (t *tally) value() float64 {
	if !t.any() {
		return 0
	}
	return t.good / (t.good + shouldFixWeight*t.should + mustFixWeight*t.must + unknownWeight*t.unknown)
}

func tallyOf(cells []drift.Cell, findings []Finding, env int, name string, envs []drift.Environment, p snapshot.Pillar) tally {
	t := tally{}
	for _, c := range cells {
		if c.Environment == name && c.Pillar == p {
			t.good += float64(c.Identical + c.Equivalent)
			t.unknown += float64(c.Unknown)
		}
	}
	ref := slices.IndexFunc(envs, func(e drift.Environment) bool { return e.Reference })
	for i := range findings {
		f := &findings[i]
		if f.Drift.Pillar != p {
			continue
		}
		n := 0
		if about(f.Drift, f.Drift.Sides, env, ref) {
			n++
		}
		for k := range f.Drift.Places {
			if about(f.Drift, f.Drift.Places[k].Sides, env, ref) {
				n++
			}
		}
		switch f.Verdict {
		case MustFix:
			t.must += float64(n)
		case ShouldFix:
			t.should += float64(n)
		default:
			t.good += float64(n)
		}
	}
	return t
}

// about reports whether a drift is a difference between environment env and the reference.
func about(d *drift.Drift, sides []drift.Side, env, ref int) bool {
	if env >= len(sides) {
		return false
	}
	s := &sides[env]
	if d.Kind == drift.Leaked && (s.Word != "" || ref >= 0 && ref < len(sides) && sides[ref].Word != "") {
		return true
	}
	if ref < 0 || ref >= len(sides) || s.State == drift.UnknownState {
		return false
	}
	r := &sides[ref]
	if d.Kind == drift.Shared {
		return s.State == drift.Present && s.Class == r.Class
	}
	return s.State != r.State || s.Class != r.Class
}
