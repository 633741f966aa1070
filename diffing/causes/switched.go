package causes

import (
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// switched finds the drifts that depend on a switch that is on in some environments and off in others. It maps an attribute's drift to the
// switch's.
//
// - Attributes beside a switch that is on in exactly the environments that have them: `redis.image`, where only dev has `redis.enabled`.
// - Settings in a folder or below a key with the switch's name, if they differ only because of an environment where it is off:
// `applications.wiki` is false in prod, and applications/wiki/values-prod.yaml differs from dev's.
func switched(list []drift.Drift) map[int]int {
	goes := map[int]int{}
	beside := map[[2]string]int{}   // resource and map of the switch
	called := map[[2]string][]int{} // collector and name of the thing switched
	for i := range list {
		d := &list[i]
		if d.Kind != drift.Changed || !isSwitch(d) {
			continue
		}
		if strings.HasSuffix(d.Path, ".enabled") {
			beside[[2]string{d.Resource.ID, strings.TrimSuffix(d.Path, "enabled")}] = i
		}
		if name := calledAfter(d.Path); name != "" {
			k := [2]string{d.Collector, name}
			called[k] = append(called[k], i)
		}
	}
	if len(beside)+len(called) == 0 {
		return goes
	}
	for i := range list {
		d := &list[i]
		if oneSided(d) && !strings.HasSuffix(d.Path, ".enabled") {
			for at := strings.LastIndexByte(d.Path, '.'); at > 0; at = strings.LastIndexByte(d.Path[:at], '.') {
				if j, ok := beside[[2]string{d.Resource.ID, d.Path[:at+1]}]; ok && onWhere(&list[j], d) {
					goes[i] = j
					break
				}
			}
		}
		if _, ok := goes[i]; ok || d.Path == "" || !oneSided(d) && d.Kind != drift.Changed && d.Kind != drift.TypeChanged {
			continue
		}
		for _, name := range within(d) {
			j := slices.IndexFunc(called[[2]string{d.Collector, name}], func(j int) bool { return j != i && offExplains(&list[j], d) })
			if j >= 0 {
				goes[i] = called[[2]string{d.Collector, name}][j]
				break
			}
		}
	}
	return goes
}

// isSwitch reports whether a drift is between true and false.
func isSwitch(d *drift.Drift) bool {
	for e := range d.Sides {
		if s := &d.Sides[e]; s.State == drift.Present && (s.Node == nil || !isTrue(s.Node) && !isFalse(s.Node)) {
			return false
		}
	}
	return true
}

func isTrue(n *snapshot.Node) bool  { return n.Text == "true" || n.Text == "True" }
func isFalse(n *snapshot.Node) bool { return n.Text == "false" || n.Text == "False" }

// calledAfter returns the name of the thing that a switch controls: the switch's own, or that of the key above for `wiki.enabled`. "" for none.
func calledAfter(at string) string {
	p, err := snapshot.ParsePath(at)
	if err != nil || len(p) == 0 {
		return ""
	}
	last := p[len(p)-1]
	if last.Name == "enabled" && len(p) > 1 {
		last = p[len(p)-2]
	}
	if last.Kind != snapshot.StepKey {
		return ""
	}
	return names.Plain(last.Name)
}

// within returns the names of the keys and folders around an attribute, the nearest first. A folder in which only some environments have the
// attribute is an environment's own, and is left out.
func within(d *drift.Drift) []string {
	var out []string
	if p, err := snapshot.ParsePath(d.Path); err == nil {
		for i := len(p) - 2; i >= 0; i-- {
			if p[i].Kind == snapshot.StepKey && p[i].Name != "" {
				out = append(out, names.Plain(p[i].Name))
			}
		}
	}
	var folders []string
	for e, first := 0, true; e < len(d.Sides); e++ {
		file := d.Sides[e].Source.File
		if file == "" {
			continue
		}
		var own []string
		for dir := path.Dir(file); dir != "." && dir != "/"; dir = path.Dir(dir) {
			own = append(own, names.Plain(path.Base(dir)))
		}
		if first {
			folders, first = own, false
			continue
		}
		folders = slices.DeleteFunc(folders, func(f string) bool { return !slices.Contains(own, f) })
	}
	return append(out, folders...)
}

// offExplains reports whether all environments in which the switch is on have the same value of d. So the difference comes from one in which it
// is off. If only such an environment has the attribute, the switch explains nothing, because the attribute is missing where it would be read.
func offExplains(sw, d *drift.Drift) bool {
	on, off := -1, 0
	for e := range d.Sides {
		s := &sw.Sides[e]
		switch {
		case s.State == drift.UnknownState || d.Sides[e].State == drift.UnknownState:
		case s.State == drift.Present && s.Node != nil && isTrue(s.Node):
			if on >= 0 && (d.Sides[on].State != d.Sides[e].State || d.Sides[on].Class != d.Sides[e].Class) {
				return false
			}
			on = e
		default:
			off++
		}
	}
	return on >= 0 && off > 0 && (!oneSided(d) || d.Sides[on].State == drift.Present)
}

// onWhere reports whether a switch is on in exactly the environments that have d.
func onWhere(sw, d *drift.Drift) bool {
	for e := range d.Sides {
		s := &sw.Sides[e]
		if s.State == drift.UnknownState || d.Sides[e].State == drift.UnknownState {
			continue
		}
		on := s.State == drift.Present && s.Node != nil && isTrue(s.Node)
		if on != (d.Sides[e].State == drift.Present) {
			return false
		}
	}
	return true
}
