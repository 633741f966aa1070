package diffing

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// TestSomethingElseMayDecideHowManyRun: a Rollout keeps the Deployment that it has taken over at none.
func TestSomethingElseMayDecideHowManyRun(t *testing.T) {
	shop := func(n int) snapshot.Resource { return res("Deployment", "shop", m{"spec": m{"replicas": n}}) }
	to := func(key, name string) m { return m{"spec": m{key: m{"kind": "Deployment", "name": name}}} }
	for name, x := range map[string]struct {
		scaler snapshot.Resource
		want   []string
	}{
		"a Rollout":                      {res("Rollout", "shop", to("workloadRef", "shop")), []string{"prod"}},
		"an autoscaler":                  {res("HorizontalPodAutoscaler", "shop-hpa", to("scaleTargetRef", "shop")), []string{"prod"}},
		"KEDA, which need not say what":  {res("ScaledObject", "shop", m{"spec": m{"scaleTargetRef": m{"name": "shop"}}}), []string{"prod"}},
		"a Rollout without a Deployment": {res("Rollout", "shop", m{"spec": m{"replicas": 2}}), nil},
		"another's":                      {res("Rollout", "cart", to("workloadRef", "cart")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("staging", shop(2)), snap("prod", shop(0), x.scaler))
			for i := range r.Drifts {
				if d := &r.Drifts[i]; d.Path == "spec.replicas" && !slices.Equal(d.Facts.Scaled, x.want) {
					t.Errorf("scaled in %q, want %q", d.Facts.Scaled, x.want)
				}
			}
			if len(r.Drifts) != 2 {
				t.Error(brief(r))
			}
		})
	}
}
