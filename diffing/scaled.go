package diffing

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// scaled marks drifts of replicas if something else sets their number: an autoscaler, or a Rollout that has taken over the workload and keeps it
// at zero.
func (c *comparer) scaled(list []drift.Drift) {
	var scalers map[scaledKey]bool
	for i := range list {
		d := &list[i]
		if d.Path != "spec.replicas" {
			continue
		}
		if scalers == nil {
			scalers = c.scalers()
		}
		for e := range d.Sides {
			if scalers[scaledKey{e, d.Collector, d.Resource.Kind, d.Resource.In(c.Names[e])}] {
				d.Facts.Scaled = append(d.Facts.Scaled, c.Names[e])
			}
		}
		if len(d.Facts.Scaled) > 0 {
			d.Facts.Notes = append(d.Facts.Notes, "an autoscaler or a Rollout decides how many run in "+strings.Join(d.Facts.Scaled, ", "))
		}
	}
}

// scaledKey is a workload of one environment.
type scaledKey struct {
	env                   int
	collector, kind, name string
}

// scalers finds the workloads whose number of replicas something else sets.
func (c *comparer) scalers() map[scaledKey]bool {
	found := map[scaledKey]bool{}
	var open snapshot.Opener
	for i, list := range c.Cover.Resources {
		for _, r := range list {
			var target string
			switch r.Kind {
			case "Rollout":
				target = "workloadRef"
			case "HorizontalPodAutoscaler", "ScaledObject":
				target = "scaleTargetRef"
			default:
				continue
			}
			open.Reset()
			spec := open.Open(r).Child("spec")
			if spec == nil {
				continue
			}
			ref := spec.Child(target)
			if ref == nil {
				continue
			}
			kind, name := "Deployment", "" // KEDA leaves the kind out where it is a Deployment
			if n := ref.Child("kind"); n != nil {
				kind = n.Text
			}
			if n := ref.Child("name"); n != nil {
				name = n.Text
			}
			found[scaledKey{c.Columns[i].Env, r.Collector, kind, name}] = true
		}
	}
	return found
}
