package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// qa and staging have hosts below test.shop.example. The environment called test runs unit tests and has none there.
func TestADomainOfSeveralIsNoLeak(t *testing.T) {
	at := func(env, host string) *snapshot.Snapshot {
		root := m{"n": 1}
		if host != "" {
			root["shop_host"] = host
		}
		return snap(env, res("ConfigMap", "shop", root))
	}
	for name, x := range map[string]struct {
		test  string
		qa    string
		leaks int
		all   int
	}{
		"of two, and not of the owner": {"", "shop.test.shop.example", 0, 1},
		"of one":                       {"", "", 1, 2},
		"of the owner, too":            {"shop.test.shop.example", "shop.test.shop.example", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, at("test", x.test), at("qa", x.qa), at("staging", "shop.test.shop.example"), at("prod", "shop.shop.example"))
			leaks := 0
			for i := range r.Drifts {
				d := &r.Drifts[i]
				if d.Kind == drift.Leaked {
					leaks++
				}
				for e := range d.Sides {
					if d.Kind != drift.Leaked && d.Sides[e].Word != "" {
						t.Errorf("%s still reports %q", d.Path, d.Sides[e].Word)
					}
				}
			}
			if leaks != x.leaks || len(r.Drifts) != x.all {
				t.Errorf("%d leaks: %s", leaks, brief(r))
			}
		})
	}
}

// A company's own domain may end in a word that is an environment's too.
func TestASuffixThatAllHaveIsNoLeak(t *testing.T) {
	for name, x := range map[string]struct {
		envs  []string
		root  func(env string) m
		leaks int
	}{
		"in three environments alike":  {[]string{"dev", "staging", "prod"}, func(string) m { return m{"db_host": "db.corp.staging"} }, 0},
		"in a URL":                     {[]string{"dev", "staging", "prod"}, func(string) m { return m{"db_url": "https://db.corp.staging:443/x"} }, 0},
		"in two, of which one is it":   {[]string{"staging", "prod"}, func(string) m { return m{"db_host": "db.corp.staging"} }, 1},
		"a label that is not the last": {[]string{"dev", "staging", "prod"}, func(string) m { return m{"db_host": "db.staging.corp"} }, 1},
		"where others end in their own words": {[]string{"dev", "staging", "prod"}, func(env string) m {
			return m{"db_host": "db.corp.staging", "queue_host": "queue.corp." + env, "mail_host": "db.corp." + env}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var list []*snapshot.Snapshot
			for _, env := range x.envs {
				list = append(list, snap(env, res("ConfigMap", "shop", x.root(env))))
			}
			r := compare(t, list...)
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
