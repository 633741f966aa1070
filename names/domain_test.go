package names_test

import (
	"testing"

	"github.com/envparity/envparity/names"
)

func TestTheDomainOfAHost(t *testing.T) {
	for host, want := range map[string]string{
		"api.test.datacite.org": "datacite.org", "a.b.shop.co.uk": "shop.co.uk", "API.Shop.org": "shop.org", "shop.github.io": "", "api.shop.github.io": "shop.github.io",
		"shop.org": "", "db.corp.internal": "", "orders.default.svc.cluster.local": "", "spring.pool.size": "", "10.0.0.1": "", "a b.shop.org": "", "": "",
	} {
		if got := names.Domain(host); got != want {
			t.Errorf("Domain(%q) = %q, want %q", host, got, want)
		}
	}
}
