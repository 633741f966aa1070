package report

import (
	"testing"

	"github.com/envparity/envparity/drift"
)

func TestAFewPlacesAreNamed(t *testing.T) {
	at := func(name, path string) drift.Place {
		return drift.Place{Resource: drift.ResourceRef{Kind: "module", Name: name}, Path: path}
	}
	for _, x := range []struct {
		places []drift.Place
		want   string
	}{
		{[]drift.Place{at("cache", "space_id")}, "in 1 more place: space_id"},
		{[]drift.Place{at("cache", "env[name=A_B]"), at("cache", "list[=x]"), at("cache", "a.b")}, "in 3 more places: A_B, x, b"},
		{[]drift.Place{at("mail", "a"), at("mail", "b"), at("web", "a")}, "in 3 more places: mail, web"},
		{[]drift.Place{at("a", ""), at("b", ""), at("c", ""), at("d", "")}, "in 4 more places: a, b, c, …"},
		{[]drift.Place{at("cache", "rules[3]"), {}}, "in 2 more places: rules[3]"},
	} {
		d := &drift.Drift{Resource: drift.ResourceRef{Kind: "module", Name: "cache"}, Path: "source", Places: x.places}
		if got := otherPlaces(d); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}
