package audit

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
)

func TestACheckCanFailOnWhatWasNotPromotedInTheUsualTime(t *testing.T) {
	for name, c := range map[string]struct {
		verdict rules.Verdict
		story   drift.StoryKind
		state   rules.State
		want    bool
	}{
		"overdue":                  {rules.ShouldFix, drift.Overdue, rules.New, true},
		"on its way":               {rules.Acceptable, drift.OnItsWay, rules.New, false},
		"a hot fix":                {rules.ShouldFix, drift.HotFix, rules.New, false},
		"overdue and acceptable":   {rules.Acceptable, drift.Overdue, rules.New, false},
		"overdue and known":        {rules.ShouldFix, drift.Overdue, rules.Known, false},
		"must-fix, whatever story": {rules.MustFix, drift.NeverSame, rules.New, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := rules.Finding{Verdict: c.verdict, State: c.state, Drift: &drift.Drift{Story: &drift.Story{Kind: c.story}}}
			if got := FailOnOverdue.Fails(&f); got != c.want {
				t.Errorf("fails is %v, want %v", got, c.want)
			}
		})
	}
}
