package evidence_test

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/evidence"
)

// values makes a difference of environments in promotion order, the reference last; "" is absent.
func values(kind drift.Kind, texts ...string) *drift.Drift {
	d := &drift.Drift{Kind: kind, Path: "a", Confident: 1}
	classes := map[string]int{}
	for _, t := range texts {
		if t == "" {
			d.Sides = append(d.Sides, drift.Side{State: drift.AbsentState, Class: -1})
			continue
		}
		if _, ok := classes[t]; !ok {
			classes[t] = len(classes)
		}
		d.Sides = append(d.Sides, drift.Side{State: drift.Present, Text: t, Class: classes[t]})
	}
	return d
}

func told(d *drift.Drift, s drift.Story) *drift.Drift {
	d.Story = &s
	return d
}

func TestSigns(t *testing.T) {
	version := func(level string) *drift.Drift {
		d := values(drift.Changed, "1", "2")
		d.Facts.Semver = &drift.SemverFact{Level: level}
		return d
	}
	leak := values(drift.Leaked, "dev", "uat", "dev")
	leak.Sides[2].Word = "dev"
	placed := values(drift.Changed, "1", "2")
	placed.Places = make([]drift.Place, 2)
	near := values(drift.Changed, "1", "2")
	near.Confident = 0.8
	for name, c := range map[string]struct {
		holds, not *drift.Drift
	}{
		"never-the-same":       {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.NeverSame}), values(drift.Changed, "1", "2")},
		"overdue":              {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.Overdue}), told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.OnItsWay})},
		"on-its-way":           {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.OnItsWay}), told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.Overdue})},
		"hot-fix":              {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.HotFix}), values(drift.Changed, "1", "2")},
		"left-behind":          {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.LeftBehind}), told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.HotFix})},
		"standing":             {told(values(drift.Leaked, "1", "1"), drift.Story{Kind: drift.Standing}), told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.Settled})},
		"settled":              {told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.Settled}), values(drift.Changed, "1", "2")},
		"no-history":           {values(drift.Changed, "1", "2"), told(values(drift.Changed, "1", "2"), drift.Story{})},
		"once-the-same":        {told(values(drift.Changed, "1", "2"), drift.Story{Once: true}), told(values(drift.Changed, "1", "2"), drift.Story{})},
		"age-week":             {told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 6}), told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 7})},
		"age-old":              {told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 731}), told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 729})},
		"age-two-years":        {told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 366}), told(values(drift.Changed, "1", "2"), drift.Story{AgeDays: 364})},
		"lowest-alone":         {values(drift.Changed, "1", "2", "2"), values(drift.Changed, "2", "1", "2")},
		"middle-alone":         {values(drift.Changed, "2", "1", "2"), values(drift.Changed, "1", "2", "2")},
		"reference-alone":      {values(drift.Changed, "1", "1", "2"), values(drift.Changed, "1", "3", "2")},
		"one-sided":            {values(drift.Missing, "", "2"), values(drift.Changed, "1", "2")},
		"reference-lacks":      {values(drift.Extra, "1", ""), values(drift.Missing, "", "2")},
		"version-major":        {version("major"), version("minor")},
		"version-minor":        {version("patch"), version("major")},
		"leak":                 {leak, values(drift.Changed, "1", "2")},
		"others-say-their-own": {leak, values(drift.Leaked, "1", "1")},
		"many-places":          {placed, values(drift.Changed, "1", "2")},
		"near-name":            {near, values(drift.Changed, "1", "2")},
	} {
		t.Run(name, func(t *testing.T) {
			holding := func(d *drift.Drift) bool {
				signs := evidence.Holding(&evidence.Subject{Drift: d, Reference: len(d.Sides) - 1, Siblings: 3})
				return slices.ContainsFunc(signs, func(s drift.Sign) bool { return s.Name == name })
			}
			if !holding(c.holds) {
				t.Error("does not hold where it should")
			}
			if holding(c.not) {
				t.Error("holds where it should not")
			}
		})
	}
}

func TestEverySignSaysWhatItIsAndWasMeasured(t *testing.T) {
	seen := map[string]bool{}
	weights := evidence.Weights()
	for _, k := range evidence.Catalogue() {
		if k.Name == "" || k.Says == "" || k.Example == "" || k.Holds == nil || seen[k.Name] {
			t.Errorf("%q is incomplete, or stands twice", k.Name)
		}
		seen[k.Name] = true
		if !slices.ContainsFunc(weights, func(w evidence.Weight) bool { return w.Name == k.Name }) {
			t.Errorf("%q was never measured: run make learn", k.Name)
		}
	}
}

func TestRiskLiesBetweenZeroAndOne(t *testing.T) {
	young := told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.HotFix, AgeDays: 10, Once: true})
	old := told(values(drift.Changed, "1", "2"), drift.Story{Kind: drift.NeverSame, AgeDays: 1000})
	_, a := evidence.Assess(&evidence.Subject{Drift: young, Reference: 1, Siblings: 1})
	_, b := evidence.Assess(&evidence.Subject{Drift: old, Reference: 1, Siblings: 1})
	if a <= b || a >= 1 || b <= 0 {
		t.Errorf("risk %.3f of what was changed ten days ago and %.3f of what was never the same", a, b)
	}
}
