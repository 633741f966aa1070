package diffing

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestOfAVariableThatIsSetTwiceTheLastCounts(t *testing.T) {
	of := func(name string, value any) m { return m{"name": name, "value": value} }
	for name, c := range map[string]struct {
		staging, prod l
		want          []string
	}{
		"the last is as elsewhere": {l{of("MODE", "slow"), of("LOG", "info"), of("MODE", "fast")}, l{of("MODE", "fast"), of("LOG", "info")}, nil},
		"the last is another": {
			l{of("MODE", "fast"), of("LOG", "info"), of("MODE", "slow")},
			l{of("MODE", "fast"), of("LOG", "info")},
			[]string{`changed ConfigMap/shop env[name=MODE].value "slow" "fast"`},
		},
		"a password beside it keeps its name": {
			l{of("MODE", "fast"), of("ADMIN_PASSWORD", sealed("x9-testing-12")), of("MODE", "fast")},
			l{of("ADMIN_PASSWORD", sealed("x9-testing-12")), of("MODE", "fast")},
			[]string{`shared ConfigMap/shop env[name=ADMIN_PASSWORD].value "hmac" "hmac"`},
		},
		"elements that are no variables stay": {
			l{m{"name": "a", "value": "1", "x": "1"}, m{"name": "a", "value": "2", "x": "2"}},
			l{m{"name": "a", "value": "2", "x": "2"}},
			[]string{`extra ConfigMap/shop env[value=1] {3} <absent>`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("staging", res("ConfigMap", "shop", m{"env": c.staging})), snap("prod", res("ConfigMap", "shop", m{"env": c.prod})))
			for i := range r.Drifts {
				for e := range r.Drifts[i].Sides {
					if s := &r.Drifts[i].Sides[e]; s.Node != nil && s.Node.Kind == snapshot.Secret {
						s.Text = "hmac"
					}
				}
			}
			expect(t, r, c.want...)
		})
	}
}
