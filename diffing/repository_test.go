package diffing

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestARepositoryForEachEnvironmentHoldsOneImage(t *testing.T) {
	at := func(env, image string) *snapshot.Snapshot {
		return snap(env, res("Deployment", "api", m{"spec": m{"containers": l{m{"name": "api", "image": image}}}}))
	}
	for name, c := range map[string]struct {
		staging, prod string
		other         bool
	}{
		"a repository with the environment's name": {"r.example/shop-staging-api:2", "r.example/shop-prod-api:1", false},
		"a project with the environment's name":    {"r.example/shop-staging/api:2", "r.example/shop-prod/api:1", false},
		"another image":                            {"r.example/shop-staging-web:2", "r.example/shop-prod-api:1", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, at("staging", c.staging), at("prod", c.prod))
			if len(r.Drifts) != 1 || r.Drifts[0].Facts.Image == nil || r.Drifts[0].Facts.Image.NameChanged != c.other || !r.Drifts[0].Facts.Image.TagChanged {
				t.Error(brief(r))
			}
		})
	}
}
