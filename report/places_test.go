package report

import (
	"testing"

	"github.com/envparity/envparity/diffing"
)

func TestAFewPlacesAreNamed(t *testing.T) {
	at := func(name, path string) diffing.Place {
		return diffing.Place{Resource: diffing.ResourceRef{Kind: "module", Name: name}, Path: path}
	}
	for _, x := range []struct {
		places []diffing.Place
		want   string
	}{
		{[]diffing.Place{at("cache", "space_id")}, "in 1 more place: space_id"},
		{[]diffing.Place{at("cache", "env[name=A_B]"), at("cache", "list[=x]"), at("cache", "a.b")}, "in 3 more places: A_B, x, b"},
		{[]diffing.Place{at("mail", "a"), at("mail", "b"), at("web", "a")}, "in 3 more places: mail, web"},
		{[]diffing.Place{at("a", ""), at("b", ""), at("c", ""), at("d", "")}, "in 4 more places: a, b, c, …"},
		{[]diffing.Place{at("cache", "rules[3]"), {}}, "in 2 more places: rules[3]"},
	} {
		d := &diffing.Drift{Resource: diffing.ResourceRef{Kind: "module", Name: "cache"}, Path: "source", Places: x.places}
		if got := otherPlaces(d); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}
