package causes

import "github.com/envparity/envparity/drift"

// kinds gives one cause to resources of a kind that some environments do not have at all. Five autoscalers in production and none anywhere else
// are one decision, or one omission.
func (g *gatherer) kinds(list []drift.Drift, causes []string) {
	type of struct{ collector, kind, presence string }
	by := map[of][]int{}
	var have []map[string]bool // by environment: kinds of which it has a resource
	for i := range list {
		d := &list[i]
		if d.Path == "" && oneSided(d) && !dialectOf(d).Code() && d.Resource.Kind != "file" {
			if have == nil {
				have = g.in.Kinds()
			}
			if !altogether(d, have) {
				continue
			}
			presence := ""
			for e := range d.Sides {
				presence += string(d.Sides[e].State) + ","
			}
			k := of{d.Collector, d.Resource.Kind, presence}
			by[k] = append(by[k], i)
		}
	}
	for k, at := range by {
		if len(at) < 2 {
			continue
		}
		for _, i := range at {
			causes[i] = "kind:" + k.collector + "/" + k.kind + "/" + k.presence
		}
	}
}

// altogether reports whether the environments that lack a resource have no other of its kind either.
func altogether(d *drift.Drift, have []map[string]bool) bool {
	for e := range d.Sides {
		if d.Sides[e].State == drift.AbsentState && have[e][d.Collector+"/"+d.Resource.Kind] {
			return false
		}
	}
	return true
}
