package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// TestADomainOfSeveralIsNoLeak: qa and staging live under test.shop.example, and the environment called test, where unit tests run, does
// not.
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
						t.Errorf("%s still tells of %q", d.Path, d.Sides[e].Word)
					}
				}
			}
			if leaks != x.leaks || len(r.Drifts) != x.all {
				t.Errorf("%d leaks: %s", leaks, brief(r))
			}
		})
	}
}

// TestADomainIsFoundInAnyText: letters whose lower case has another length are letters like others.
func TestADomainIsFoundInAnyText(t *testing.T) {
	for text, want := range map[string]string{
		"https://a.test.shop.example/x":        "test.shop.example",
		"\u212a\u212a\u212a.test.shop.example": "test.shop.example",
		"\u0130\u0130\u0130\u0130test.":        "",
		"\u212atest.":                          "", "test.shop.example": "test.shop.example", "a.test.example": "", "": "",
	} {
		if got := domainOf(text, "test"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
