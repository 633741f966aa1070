package tour

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func TestValuesAreNamedWithTheirEnvironments(t *testing.T) {
	side := func(text string, class int) drift.Side {
		return drift.Side{State: drift.Present, Text: text, Class: class}
	}
	absent, unknown := drift.Side{State: drift.AbsentState, Class: -1}, drift.Side{State: drift.UnknownState, Class: -1}
	long := side("a value that is longer than fits a sentence", 0)
	for name, c := range map[string]struct {
		sides []drift.Side
		want  string
	}{
		"three values":              {[]drift.Side{side("975", 0), side("1100", 1), side("100", 2)}, ": 975 in dev, 1100 in staging, 100 in prod"},
		"the middle one alone":      {[]drift.Side{side("20", 0), side("3", 1), side("20", 0)}, ": 20 in dev and prod, 3 in staging"},
		"one lacks it":              {[]drift.Side{absent, side("3", 0), side("3", 0)}, ": missing in dev, 3 in staging and prod"},
		"one was not observed":      {[]drift.Side{unknown, side("3", 0), side("4", 1)}, ": 3 in staging, 4 in prod"},
		"only one was observed":     {[]drift.Side{unknown, unknown, side("4", 1)}, ""},
		"a value that is too long":  {[]drift.Side{long, side("3", 1), side("3", 1)}, ""},
		"a side without a name yet": {[]drift.Side{side("1", 0), side("2", 1), side("2", 1), side("9", 2)}, ": 1 in dev, 2 in staging and prod"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := value(&rules.Finding{Drift: &drift.Drift{Sides: c.sides}}, []string{"dev", "staging", "prod"}); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
