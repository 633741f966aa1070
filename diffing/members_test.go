package diffing

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// regions makes a snapshot for each member of env. root returns the member's tree.
func regions(env string, members []string, root func(member string) m) []*snapshot.Snapshot {
	out := make([]*snapshot.Snapshot, 0, len(members))
	for _, member := range members {
		r := res("Deployment", "api-"+member, root(member))
		r.Member = member
		s := snap(env, r)
		s.Members = []string{member}
		out = append(out, s)
	}
	return out
}

var (
	stagingRegions = []string{"ap-1", "eu-1"}
	prodRegions    = []string{"af-1", "ap-1", "eu-1", "us-1"}
)

func TestEachMemberIsComparedWithTheOneOfItsName(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod func(member string) any
		want          []string // drifts, then their notes and who stands together
	}{
		"each has its own name as value": {
			func(member string) any { return "db." + member + ".staging.shop.example" }, func(member string) any { return "db." + member + ".prod.shop.example" }, nil,
		},
		"each is its own region": {func(member string) any { return member }, func(member string) any { return member }, nil},
		"one region serves all":  {func(string) any { return "eu-1" }, func(string) any { return "eu-1" }, nil},
		"one has another's name as value": {
			func(member string) any { return "db." + member + ".internal" },
			func(member string) any {
				if member == "us-1" {
					member = "eu-1"
				}
				return "db." + member + ".internal"
			},
			[]string{`changed Deployment/api-af-1 x "db.ap-1.internal" "db.eu-1.internal"`, "us-1 alone among 4 prod members", "us-1 of prod alone"},
		},
		"one lags behind": {
			func(string) any { return "shop/api:1.8.0" },
			func(member string) any {
				if member == "eu-1" {
					return "shop/api:1.7.2"
				}
				return "shop/api:1.8.0"
			},
			[]string{`changed Deployment/api-af-1 x "shop/api:1.8.0" "shop/api:1.7.2"`, "eu-1 alone among 4 prod members", "eu-1 of prod alone"},
		},
		"regions differ alike in both": {
			func(member string) any { return map[bool]int{true: 5, false: 3}[member == "eu-1"] },
			func(member string) any { return map[bool]int{true: 5, false: 3}[member == "eu-1"] }, nil,
		},
		"one lacks it": {
			func(string) any { return "y" },
			func(member string) any {
				if member == "us-1" {
					return nil
				}
				return "y"
			},
			[]string{`missing Deployment/api-af-1 x "y" "y"`, "in 3 of 4 prod members, not in us-1", "in 2 of 2 staging members", "us-1 of prod alone"},
		},
		"one leaks": {
			func(member string) any {
				if member == "eu-1" {
					return "db." + member + ".prod.shop.example"
				}
				return "db." + member + ".staging.shop.example"
			},
			func(member string) any { return "db." + member + ".prod.shop.example" },
			[]string{`leaked Deployment/api-af-1 x "db.eu-1.prod.shop.example" "db.af-1.prod.shop.example"`, "eu-1 against ap-1 in staging", "members of staging differ"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := func(say func(string) any) func(string) m {
				return func(member string) m {
					v := say(member)
					if v == nil {
						return m{"a": 1}
					}
					return m{"a": 1, "x": v}
				}
			}
			r := compare(t, slices.Concat(regions("staging", stagingRegions, root(c.staging)), regions("prod", prodRegions, root(c.prod)))...)
			got := brief(r)
			var lines []string
			if got != "" {
				lines = strings.Split(strings.TrimSpace(got), "\n")
			}
			for i := range lines {
				lines[i] = strings.TrimSpace(lines[i])
			}
			for _, d := range r.Drifts {
				lines = append(lines, d.Facts.Notes...)
				if strings.Contains(d.Split, " of ") {
					lines = append(lines, d.Split)
				}
			}
			if !slices.Equal(lines, c.want) {
				t.Errorf("got %q, want %q", lines, c.want)
			}
			for _, w := range r.Vocabulary {
				if w.Origin == "learned" {
					t.Errorf("%q was learned of %s", w.Word, w.Environment)
				}
			}
		})
	}
}
