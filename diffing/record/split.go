package record

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
)

// split records which environments have the same value.
func split(d *drift.Drift, envs []string, ref int) {
	type class struct {
		envs []string
		has  int // index of the first
	}
	var classes []class
	at := map[int]int{}
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.State == drift.UnknownState {
			continue
		}
		k, ok := at[s.Class]
		if !ok {
			k = len(classes)
			at[s.Class] = k
			classes = append(classes, class{has: e})
		}
		classes[k].envs = append(classes[k].envs, envs[e])
	}
	differ, alone := drift.Apart(d.Sides, ref)
	d.Facts.Differ, d.Facts.Outlier = nil, ""
	for _, e := range differ {
		d.Facts.Differ = append(d.Facts.Differ, envs[e])
	}
	if alone >= 0 {
		d.Facts.Outlier = envs[alone]
	}
	known := 0
	for _, c := range classes {
		known += len(c.envs)
	}
	switch {
	case len(classes) <= 1:
		return
	case len(classes) == known:
		if known == 2 {
			d.Split = classes[0].envs[0] + " against " + classes[1].envs[0]
		} else {
			d.Split = "all differ"
		}
	case len(classes) == 2:
		a, b := classes[0], classes[1]
		switch {
		case alone >= 0:
			d.Split = envs[alone] + " alone"
		default:
			if slices.Contains(a.envs, envs[ref]) {
				a, b = b, a
			}
			d.Split = names.And(a.envs) + " against " + names.And(b.envs)
		}
	default:
		parts := make([]string, len(classes))
		for i, c := range classes {
			parts[i] = names.And(c.envs)
		}
		d.Split = strings.Join(parts, " against ")
	}
}
