package diffing

import (
	"fmt"
	"testing"
)

func TestAVersionFarBehindBesideOneThatIsNot(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod m
		want          string
	}{
		"the reference is behind":         {m{"cluster_version": "1.31", "proxy_version": "v1.28.1-b.1"}, m{"cluster_version": "1.31", "proxy_version": "v1.24.17-b.2"}, "prod 4 cluster_version"},
		"the other is behind":             {m{"cluster_version": "1.32", "proxy_version": "v1.24.1"}, m{"cluster_version": "1.31", "proxy_version": "v1.29.0"}, "staging 5 cluster_version"},
		"three minor versions":            {m{"cluster_version": "1.31", "proxy_version": "1.27.1"}, m{"cluster_version": "1.31", "proxy_version": "1.24.17"}, ""},
		"many patches":                    {m{"cluster_version": "1.31", "proxy_version": "1.24.1"}, m{"cluster_version": "1.31", "proxy_version": "1.24.17"}, ""},
		"what is beside it is behind too": {m{"cluster_version": "1.31", "proxy_version": "1.28.1"}, m{"cluster_version": "1.27", "proxy_version": "1.24.17"}, ""},
		"nothing is beside it":            {m{"cluster_mode": "1.31", "proxy_version": "1.28.1"}, m{"cluster_mode": "1.31", "proxy_version": "1.24.17"}, ""},
		"another major version":           {m{"cluster_version": "1.31", "proxy_version": "2.28.1"}, m{"cluster_version": "1.31", "proxy_version": "1.24.17"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, d := range compare(t, snap("staging", res("ConfigMap", "shop", c.staging)), snap("prod", res("ConfigMap", "shop", c.prod))).Drifts {
				if l := d.Facts.Lagging; l != nil {
					got = fmt.Sprintf("%s %d %s", l.Environment, l.Minors, l.Beside)
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
