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

func TestAWordInTheNameOfSomebodyElsesSystemIsNoLeak(t *testing.T) {
	for name, x := range map[string]struct {
		test, acceptance, prod m
		leaks                  int
	}{
		"a partner's system for tests":           {m{"a": 1}, m{"a": 1, "doi_url": "https://api.test.partner.org/dois"}, m{"a": 1, "doi_url": "https://api.partner.org/dois"}, 0},
		"where the owner names itself":           {m{"web_url": "https://web.test.partner.org"}, m{"doi_url": "https://api.test.partner.org/dois"}, m{"web_url": "https://web.partner.org", "doi_url": "https://api.partner.org/dois"}, 1},
		"where another names itself":             {m{"a": 1}, m{"web_url": "https://web.acceptance.partner.org", "doi_url": "https://api.test.partner.org/dois"}, m{"web_url": "https://web.partner.org", "doi_url": "https://api.partner.org/dois"}, 1},
		"in a domain of one's own network":       {m{"a": 1}, m{"doi_url": "https://api.test.corp.internal/dois"}, m{"doi_url": "https://api.corp.internal/dois"}, 1},
		"a part of a label":                      {m{"a": 1}, m{"doi_url": "https://api-test.partner.org/dois"}, m{"doi_url": "https://api.partner.org/dois"}, 1},
		"a host that the owner has and one more": {m{"doi_url": "https://api.test.partner.org/dois"}, m{"doi_url": "https://api.test.partner.org/dois"}, m{"doi_url": "https://api.partner.org/dois"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("test", res("ConfigMap", "shop", x.test)), snap("acceptance", res("ConfigMap", "shop", x.acceptance)), snap("prod", res("ConfigMap", "shop", x.prod)))
			if n := leaksIn(r); n != x.leaks {
				t.Errorf("%d leaks, want %d: %s", n, x.leaks, brief(r))
			}
		})
	}
}

func TestAWordInTheRouteOfAnAPIIsNoLeak(t *testing.T) {
	for name, x := range map[string]struct {
		root  func(env string) m
		leaks int
	}{
		"a part of a name": {func(string) m { return m{"endpoint": "/orders/{id}/send-for-testing"} }, 0},
		"without a wildcard, among routes": {func(string) m {
			return m{"api": l{m{"endpoint": "/orders/<*>"}, m{"endpoint": "/orders/send-for-testing"}}}
		}, 0},
		"without a wildcard, alone": {func(string) m { return m{"endpoint": "/orders/send-for-testing"} }, 1},
		"where others begin so": {func(env string) m {
			return m{"endpoint": "/orders/{id}/send-for-testing", "bucket": "/send-for-" + env, "bucket_url": "s3://send-for-" + env + "/x"}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("testing", res("ConfigMap", "shop", x.root("testing"))), snap("staging", res("ConfigMap", "shop", x.root("staging"))), snap("prod", res("ConfigMap", "shop", x.root("prod"))))
			if n := leaksIn(r); n != x.leaks {
				t.Errorf("%d leaks, want %d: %s", n, x.leaks, brief(r))
			}
		})
	}
}

func leaksIn(r *drift.Result) int {
	n := 0
	for i := range r.Drifts {
		if r.Drifts[i].Kind == drift.Leaked {
			n++
		}
	}
	return n
}
