package record

import (
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
	r := &d.Sides[ref]
	for e := range d.Sides {
		if s := &d.Sides[e]; e != ref && s.State != drift.UnknownState && r.State != drift.UnknownState && s.Class != r.Class {
			if d.Facts.Differ == nil || !contains(d.Facts.Differ, envs[e]) {
				d.Facts.Differ = append(d.Facts.Differ, envs[e])
			}
		}
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
		case len(a.envs) == 1:
			d.Split, d.Facts.Outlier = a.envs[0]+" alone", a.envs[0]
		case len(b.envs) == 1:
			d.Split, d.Facts.Outlier = b.envs[0]+" alone", b.envs[0]
		default:
			if contains(a.envs, envs[ref]) {
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

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
