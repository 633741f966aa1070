package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func TestAPromotionShowsEachStep(t *testing.T) {
	finding := func(name string, verdict rules.Verdict, classes ...int) rules.Finding {
		d := &drift.Drift{Kind: drift.Changed, Resource: drift.ResourceRef{Kind: "D", Name: name}}
		for _, c := range classes {
			s := drift.Side{State: drift.Present, Class: c}
			if c < 0 {
				s.State = drift.UnknownState
			}
			d.Sides = append(d.Sides, s)
		}
		return rules.Finding{Drift: d, Verdict: verdict, Fingerprint: name}
	}
	c := New(&audit.Result{
		Environments: []config.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}},
		Findings: []rules.Finding{
			finding("all", rules.MustFix, 0, 1, 2), finding("prod", rules.ShouldFix, 0, 0, 1), finding("dev", rules.ShouldFix, 1, 0, 0), finding("unseen", rules.Acceptable, 0, -1, 1),
		},
	})
	var got []string
	for _, g := range c.Groups([]int32{0, 1, 2, 3}, ByStep, ByHarm, false) {
		line := fmt.Sprintf("%s %d/%d:", g.Label, g.Must, g.Should)
		for _, i := range g.Findings {
			line += " " + c.Finding(int(i)).Fingerprint
		}
		got = append(got, line)
	}
	if s := strings.Join(got, "; "); s != "staging to prod 1/1: all prod; dev to staging 1/1: all dev; on no step 0/0: unseen" {
		t.Error(s)
	}
	if s := strings.Join(c.Values("step"), " "); s != "dev>staging staging>prod" {
		t.Errorf("completed as %q", s)
	}
}
