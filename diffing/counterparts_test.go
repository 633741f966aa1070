package diffing

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// tenants makes a snapshot for each country of env. A country with an empty value lacks the setting. A country that is not in the map was not observed.
func tenants(env string, value map[string]any) []*snapshot.Snapshot {
	var out []*snapshot.Snapshot
	for _, country := range []string{"chile", "ghana", "nepal", "peru"} {
		v, ok := value[country]
		if !ok {
			continue
		}
		root := m{"a": 1}
		if v != nil {
			root["x"] = v
		}
		r := res("ConfigMap", "shop-"+country, root)
		r.Member = country
		s := snap(env, r)
		s.Members = []string{country}
		out = append(out, s)
	}
	return out
}

func TestAMemberIsComparedWithItsNamesakeAlone(t *testing.T) {
	for name, c := range map[string]struct {
		qa            any // without members, if not nil
		staging, prod m
		want          string // the sides, after the reference's name is replaced; "" for no drift
	}{
		"a namesake that agrees is no difference": {nil, m{"chile": "old"}, m{"chile": "old", "nepal": "new", "peru": "new"}, ""},
		"a namesake that differs is one":          {nil, m{"chile": "older"}, m{"chile": "old", "nepal": "new", "peru": "new"}, `changed "older" "old"`},
		"the reference's members agree, and the one beside them is another": {
			nil, m{"ghana": "old"}, m{"chile": "new", "nepal": "new", "peru": "new"}, `changed "old" "new"`,
		},
		"what one country has for itself is not missing elsewhere": {nil, m{"chile": nil}, m{"chile": nil, "nepal": "new", "peru": nil}, ""},
		"what a namesake lacks is missing":                         {nil, m{"chile": nil, "peru": nil}, m{"chile": "a", "nepal": nil, "peru": nil}, `missing <absent> "a"`},
		"what a namesake has more is extra":                        {nil, m{"chile": "a", "peru": nil}, m{"chile": nil, "nepal": "b", "peru": nil}, `extra "a" <absent>`},
		"no namesake: nothing is known":                            {nil, m{"ghana": "old", "peru": "older"}, m{"chile": "new", "nepal": "newer"}, ""},
		"no namesake, and a third environment differs": {
			"other", m{"ghana": "old", "peru": "older"}, m{"chile": "new", "nepal": "newer"}, `changed "other" <unknown> "new"`,
		},
		"a third environment differs, and namesakes agree": {
			"other", m{"chile": "old"}, m{"chile": "old", "nepal": "new", "peru": "new"}, `changed "other" "old" "old"`,
		},
		"one of many lags behind": {
			nil, m{"chile": "new"}, m{"chile": "new", "ghana": "new", "nepal": "old", "peru": "new"}, `changed "new" "old"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			snaps := slices.Concat(tenants("staging", c.staging), tenants("prod", c.prod))
			if c.qa != nil {
				snaps = slices.Concat([]*snapshot.Snapshot{snap("qa", res("ConfigMap", "shop", m{"a": 1, "x": c.qa}))}, snaps)
			}
			r := compare(t, snaps...)
			got := strings.ReplaceAll(strings.TrimSpace(brief(r)), " ConfigMap/shop-chile x", "")
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			for _, d := range r.Drifts {
				if s := d.Sides[len(d.Sides)-2]; s.State == drift.UnknownState && !strings.HasPrefix(s.Why, "no counterpart: ") {
					t.Errorf("why %q", s.Why)
				}
			}
		})
	}
}
