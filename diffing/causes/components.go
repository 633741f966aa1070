package causes

import (
	"path"

	"github.com/envparity/envparity/drift"
)

// components gives one cause to the objects of one component that the same environments lack: the workload, its Service, its autoscaler, its
// queues. Two signs show that objects are one component: they are described in one folder of which the environment that lacks them uses nothing,
// or they have one name in one place. It returns the drifts that are a part of a component of two objects or more.
func (g *gatherer) components(list []drift.Drift, causes []string) map[int]bool {
	by := map[string][]int{} // a sign → the drifts that have it
	var order []string
	var have []map[string]bool
	add := func(k string, i int) {
		if len(by[k]) == 0 {
			order = append(order, k)
		}
		by[k] = append(by[k], i)
	}
	for i := range list {
		d := &list[i]
		if d.Path != "" || !oneSided(d) || dialectOf(d).Code() || d.Resource.Kind == "file" {
			continue
		}
		if have == nil {
			have = g.in.Folders()
		}
		at := d.Collector + "\x00" + presence(d) + "\x00"
		if dir := g.folder(d); dir != "" && !uses(d, have, dir) {
			add("component "+at+dir, i)
		}
		add("called "+at+d.Resource.Scope+"\x00"+d.Resource.Name, i)
	}
	joined, parts := union{}, map[int]bool{}
	own := map[int]string{}
	for _, k := range order {
		if len(by[k]) < 2 {
			continue
		}
		for _, i := range by[k] {
			parts[i] = true
			if own[i] == "" {
				own[i] = k
			}
			joined.join(own[by[k][0]], own[i])
		}
	}
	for i := range parts {
		causes[i] = joined.of(own[i])
	}
	return parts
}

// folder returns the folder of a resource's file, without the environments' own words, if it is the same wherever the resource is; else "".
func (g *gatherer) folder(d *drift.Drift) string {
	dir := ""
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.State != drift.Present {
			continue
		}
		own := g.in.Key(e, path.Dir(s.Source.File))
		if s.Source.File == "" || dir != "" && own != dir {
			return ""
		}
		dir = own
	}
	return dir
}

// uses reports whether an environment that lacks a resource has another one from the resource's folder.
func uses(d *drift.Drift, have []map[string]bool, dir string) bool {
	for e := range d.Sides {
		if d.Sides[e].State != drift.Present && have[e][d.Collector+"/"+dir] {
			return true
		}
	}
	return false
}
