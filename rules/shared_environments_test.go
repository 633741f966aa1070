package rules

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/drift"
)

func TestASharedSecretIsAboutTheEnvironmentsThatHaveTheReferences(t *testing.T) {
	side := func(class int) drift.Side { return drift.Side{State: drift.Present, Class: class} }
	for name, x := range map[string]struct {
		classes []int // of local, dev, staging, prod
		want    []string
	}{
		"two pairs, each with another secret": {[]int{1, 1, 0, 0}, []string{"staging", "prod"}},
		"one secret in all":                   {[]int{0, 0, 0, 0}, []string{"local", "dev", "staging", "prod"}},
		"a pair below, and prod has its own":  {[]int{1, 1, 2, 0}, []string{"local", "dev"}},
	} {
		d := &drift.Drift{Kind: drift.Shared}
		for _, c := range x.classes {
			d.Sides = append(d.Sides, side(c))
		}
		f := &facts{run: &run{ref: 3}}
		for _, e := range []string{"local", "dev", "staging", "prod"} {
			f.run.envs = append(f.run.envs, drift.Environment{Name: e})
		}
		f.point(d, nil)
		if got := f.environments(); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}
