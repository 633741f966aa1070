package diffing

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestADevelopersMachineIsKnownByItsAddresses(t *testing.T) {
	at := func(env string, addresses ...any) *snapshot.Snapshot {
		root := m{"COLOUR": env}
		for i, a := range addresses {
			root[string(rune('A'+i))+"_URL"] = a
		}
		return snap(env, res(snapshot.KindEnvironment, "api", root))
	}
	prod := at("prod", "redis://cache.shop.example:6379", "postgres://db.shop.example/shop", "https://pay.shop.example", "https://mail.shop.example")
	for name, c := range map[string]struct {
		dev  *snapshot.Snapshot
		prod *snapshot.Snapshot
		want bool
	}{
		"two of three are on it":             {at("dev", "redis://localhost:6379", "postgres://127.0.0.1/shop", "https://pay.dev.shop.example"), prod, true},
		"one alone may be a sidecar":         {at("dev", "redis://localhost:6379", "postgres://db.dev.shop.example/shop"), prod, false},
		"one of one":                         {at("dev", "redis://localhost:6379"), prod, false},
		"two, and more on other hosts":       {at("dev", "redis://localhost:6379", "postgres://localhost/shop", "https://pay.qa.shop.example", "https://mail.qa.shop.example"), prod, true},
		"none":                               {at("dev", "redis://cache.dev.shop.example:6379", "postgres://db.dev.shop.example/shop"), prod, false},
		"where the reference's are as local": {at("dev", "redis://localhost:6379", "postgres://localhost/shop"), at("prod", "redis://localhost:6379", "postgres://localhost/orders"), false},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, c.dev, c.prod)
			if len(r.Drifts) == 0 {
				t.Fatal("nothing differs")
			}
			for i := range r.Drifts {
				if got := slices.Contains(r.Drifts[i].Facts.Laptops, "dev"); got != c.want {
					t.Errorf("%t, want %t: %s", got, c.want, shown(&r.Drifts[i]))
				}
			}
		})
	}
}
