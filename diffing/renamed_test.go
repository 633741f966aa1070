package diffing

import "testing"

func TestOneEnvironmentAloneHasAnotherNameForAValue(t *testing.T) {
	for name, c := range map[string]struct {
		dev, staging, prod string // the names of the setting
		want               string // the name that one has alone, and the environment
	}{
		"staging alone":              {"CACHE_REDIS_URL", "REDIS_URL", "CACHE_REDIS_URL", "REDIS_URL staging"},
		"the reference alone":        {"CACHE_REDIS_URL", "CACHE_REDIS_URL", "REDIS_URL", "REDIS_URL prod"},
		"all alike":                  {"REDIS_URL", "REDIS_URL", "REDIS_URL", ""},
		"a name of each environment": {"REDIS_DEV_URL", "REDIS_STAGING_URL", "REDIS_PROD_URL", ""},
	} {
		t.Run(name, func(t *testing.T) {
			value := "redis://cache.shop.example:6379"
			r := compare(t, variables("dev", m{c.dev: value}), variables("staging", m{c.staging: value}), variables("prod", m{c.prod: value}))
			got := ""
			for _, d := range r.Drifts {
				if f := d.Facts.Renamed; f != nil {
					got = f.Old + " " + f.Still
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
