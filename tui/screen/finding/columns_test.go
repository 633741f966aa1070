package finding

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/tui/catalog"
	"github.com/envparity/envparity/tui/screen"
)

func TestEnvironmentsThatDifferComeFirstAndEqualOnesTogether(t *testing.T) {
	names := []string{"dev", "qa", "test", "uat", "perf", "staging", "preprod", "prod"}
	of := func(classes ...int) *card {
		d := &drift.Drift{}
		for _, c := range classes {
			d.Sides = append(d.Sides, drift.Side{State: drift.Present, Class: c})
		}
		return &card{env: &screen.Env{Catalog: &catalog.Catalog{Envs: names, Ref: 7}}, d: d, w: 100}
	}
	shown := func(c *card) []string {
		var out []string
		groups, hidden := c.columns()
		for _, g := range groups {
			var of []string
			for _, i := range g {
				of = append(of, names[i])
			}
			out = append(out, strings.Join(of, ","))
		}
		if hidden > 0 {
			out = append(out, fmt.Sprintf("%d hidden", hidden))
		}
		return out
	}
	for _, x := range []struct {
		name string
		c    *card
		want []string
	}{
		{"one alone", of(0, 0, 0, 0, 0, 0, 1, 0), []string{"preprod", "dev,qa,test,uat,perf,staging,prod"}},
		{"three values, the rarest first", of(1, 0, 0, 2, 2, 0, 2, 0), []string{"dev", "uat,perf,preprod", "qa,test,staging,prod"}},
		{"all equal but the reference", of(1, 1, 1, 1, 1, 1, 1, 0), []string{"dev,qa,test,uat,perf,staging,preprod", "prod"}},
		{"more values than fit", of(1, 2, 3, 4, 5, 6, 0, 0), []string{"dev", "qa", "test", "preprod,prod", "3 hidden"}},
	} {
		if got := shown(x.c); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	c := of(1, 2, 3, 4, 5, 6, 0, 0)
	c.v.Column = 5
	if got := shown(c); !slices.Equal(got, []string{"uat", "perf", "staging", "preprod,prod", "3 hidden"}) {
		t.Errorf("the last page: %v", got)
	}
}
