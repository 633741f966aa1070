package diffing

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestTheReferencesAddressWhereOthersHaveTheirOwn(t *testing.T) {
	dev, qa, staging, prod := "https://search.dev.shop.example", "https://search.qa.shop.example", "https://search.staging.shop.example", "https://search.shop.example"
	for name, c := range map[string]struct {
		dev, qa, staging, prod any
		want                   string // the environments with an address of their own; "" if nothing is shared
	}{
		"staging uses the reference's":              {dev, qa, prod, prod, "dev qa"},
		"dev uses the reference's":                  {prod, qa, staging, prod, "qa staging"},
		"each has its own":                          {dev, qa, staging, prod, ""},
		"two use the reference's":                   {dev, prod, prod, prod, ""},
		"all but one use it":                        {dev, prod, prod, prod, ""},
		"one other has its own":                     {dev, nil, prod, prod, ""},
		"one other, and a developer's machine":      {"http://localhost:8080", qa, prod, prod, ""},
		"two others share one":                      {qa, qa, prod, prod, ""},
		"others use another company's":              {"https://dev.partner.example", "https://qa.partner.example", prod, prod, ""},
		"others' addresses mention no environment":  {"https://one.shop.example", "https://two.shop.example", prod, prod, ""},
		"another path of one host":                  {prod + "/dev", prod + "/qa", prod, prod, ""},
		"hosts without a scheme":                    {"search.dev.shop.example:9200", "search.qa.shop.example:9200", "search.shop.example:9200", "search.shop.example:9200", "dev qa"},
		"another path in staging":                   {dev, qa, prod + "/v2", prod, ""},
		"the reference uses dev's, which is a leak": {dev, qa, staging, dev, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var list []*snapshot.Snapshot
			for i, v := range []any{c.dev, c.qa, c.staging, c.prod} {
				vars := m{"MODE": "x"}
				if v != nil {
					vars["SEARCH_URL"] = v
				}
				list = append(list, variables([]string{"dev", "qa", "staging", "prod"}[i], vars))
			}
			got := ""
			for _, d := range compare(t, list...).Drifts {
				if d.Kind == drift.Shared {
					got += strings.Join(d.Facts.OwnAddress, " ")
				}
			}
			if got != c.want {
				t.Errorf("own addresses of %q, want %q", got, c.want)
			}
		})
	}
}

func TestASecretBesideASharedAddress(t *testing.T) {
	of := func(env, host, secret string) *snapshot.Snapshot {
		return variables(env, m{"SEARCH_URL": "https://" + host + "shop.example", "SEARCH_KEY": sealed(secret)})
	}
	for name, c := range map[string]struct {
		staging string
		want    bool
	}{"the reference's": {"9fK2-xx81-pQ77", true}, "its own": {"2aB7-yy04-rT33", false}} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, of("dev", "dev.", "4Wd1-zz55-aa90"), of("qa", "qa.", "7Hj3-uu62-bb18"), of("staging", "", c.staging), of("prod", "", "9fK2-xx81-pQ77"))
			found := false
			for _, d := range r.Drifts {
				if len(d.Facts.OwnAddress) > 0 {
					found = true
					if d.Facts.SecretBeside != c.want {
						t.Errorf("beside it a secret is shared: %v", d.Facts.SecretBeside)
					}
				}
			}
			if !found {
				t.Error("no address is shared")
			}
		})
	}
}

func TestAnAddressThatOneEnvironmentLacksIsStillCompared(t *testing.T) {
	list := []*snapshot.Snapshot{variables("test", m{"MODE": "x"})}
	for env, host := range map[string]string{"dev": "dev.", "qa": "qa.", "staging": "", "prod": ""} {
		list = append(list, variables(env, m{"MODE": "x", "SEARCH_URL": "https://" + host + "shop.example"}))
	}
	r := Compare(environments("test", "dev", "qa", "staging", "prod"), list, Options{})
	var kinds []string
	for _, d := range r.Drifts {
		kinds = append(kinds, string(d.Kind))
	}
	if got := strings.Join(kinds, " "); got != "missing shared" && got != "shared missing" {
		t.Errorf("drifts %q", got)
	}
}
