package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// The name of a mode is no leak where a partner has fewer modes than the system has environments, and several environments share one.
func TestAChoiceBetweenAPartnersModesIsNoLeak(t *testing.T) {
	type values = map[string]string
	for name, x := range map[string]struct {
		values values
		leaks  int
	}{
		"two share test's, and production has its own": {values{"dev": "test", "test": "test", "staging": "test", "prod": "prod"}, 0},
		"written with the long word":                   {values{"dev": "test", "test": "test", "staging": "test", "prod": "production"}, 0},
		"one alone has another's name":                 {values{"dev": "dev", "test": "test", "staging": "test", "prod": "prod"}, 1},
		"another one names itself":                     {values{"dev": "dev", "test": "test", "staging": "test", "qa": "test", "prod": "prod"}, 2},
		"production is among those that share":         {values{"dev": "test", "test": "test", "staging": "test", "prod": "test"}, 3},
		"two have production's name":                   {values{"dev": "prod", "test": "prod", "staging": "staging", "prod": "prod"}, 2},
		"a host, and another one names itself":         {values{"dev": "login.dev.id.example", "test": "login.test.id.example", "staging": "login.test.id.example", "qa": "login.test.id.example", "prod": "login.id.example"}, 2},
		"the words of two others are shared":           {values{"dev": "test", "test": "test", "staging": "qa", "qa": "qa", "prod": "prod"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var list []*snapshot.Snapshot
			for _, env := range []string{"dev", "test", "qa", "staging", "prod"} {
				if v, ok := x.values[env]; ok {
					list = append(list, snap(env, res("ConfigMap", "shop", m{"partner": m{"environment": v}})))
				}
			}
			r := compare(t, list...)
			leaks := 0
			for i := range r.Drifts {
				for e := range r.Drifts[i].Sides {
					if r.Drifts[i].Kind == drift.Leaked && r.Drifts[i].Sides[e].Word != "" {
						leaks++
					}
				}
			}
			if leaks != x.leaks {
				t.Errorf("%d environments leak, want %d: %s", leaks, x.leaks, brief(r))
			}
		})
	}
}

// The key of a state that contains another environment's name leads to that environment's state only in the same bucket.
func TestAKeyInABucketOfItsOwnIsNoLeak(t *testing.T) {
	for name, x := range map[string]struct {
		uat, prod m
		leaks     int
	}{
		"in a separate bucket": {m{"bucket": "uat-state", "key": "production/shop"}, m{"bucket": "prod-state", "key": "production/shop"}, 0},
		"in the same bucket":   {m{"bucket": "shop-state", "key": "production/shop"}, m{"bucket": "shop-state", "key": "production/shop"}, 1},
		"in an unknown bucket": {m{"key": "production/shop"}, m{"bucket": "prod-state", "key": "production/shop"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("uat", res("terraform", "terraform", m{"backend": x.uat})), snap("prod", res("terraform", "terraform", m{"backend": x.prod})))
			leaks := 0
			for i := range r.Drifts {
				if r.Drifts[i].Kind == drift.Leaked {
					leaks++
				}
			}
			if leaks != x.leaks {
				t.Errorf("%d leaks, want %d: %s", leaks, x.leaks, brief(r))
			}
		})
	}
}
