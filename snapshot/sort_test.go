package snapshot

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestSortResourcesIsStableAndLosesNone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		rs := make([]Resource, n)
		for i := range rs {
			rs[i] = Resource{Name: string(rune('a' + r.IntN(5))), Source: Source{Line: i}}
		}
		want := slices.Clone(rs)
		slices.SortStableFunc(want, func(a, b Resource) int { return strings.Compare(a.Name, b.Name) })
		SortResources(rs, func(a, b *Resource) int { return cmp.Compare(a.Name, b.Name) })
		for i := range rs {
			if rs[i].Name != want[i].Name || rs[i].Source.Line != want[i].Source.Line {
				t.Fatalf("%d resources: at %d stands %s%d, want %s%d", n, i, rs[i].Name, rs[i].Source.Line, want[i].Name, want[i].Source.Line)
			}
		}
	}
}
