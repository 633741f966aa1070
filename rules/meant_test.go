package rules

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestWhichDifferencesAreIntended(t *testing.T) {
	same, other := drift.Side{State: drift.Present, Class: 0}, drift.Side{State: drift.Present, Class: 1}
	unseen := drift.Side{State: drift.UnknownState}
	story := func(k drift.StoryKind, days float64) *drift.Story { return &drift.Story{Kind: k, AgeDays: days} }
	alone := func(k drift.StoryKind, days float64) *drift.Story {
		return &drift.Story{Kind: k, AgeDays: days, Alone: true}
	}
	remarked := drift.Side{State: drift.Present, Class: 1, Remark: "the stub answers late"}
	for name, x := range map[string]struct {
		dev, staging, prod drift.Side
		kind               drift.Kind
		story              *drift.Story
		want               bool
	}{
		"no history":                                        {other, other, same, drift.Changed, nil, false},
		"staging agrees with prod":                          {other, same, same, drift.Changed, nil, true},
		"staging was not seen, dev differs":                 {other, unseen, same, drift.Changed, nil, false},
		"staging was not seen, dev agrees":                  {same, unseen, same, drift.Changed, nil, true},
		"prod was not seen":                                 {other, other, unseen, drift.Changed, nil, false},
		"a comment beside it":                               {other, remarked, same, drift.Changed, nil, true},
		"never the same":                                    {other, other, same, drift.Changed, story(drift.NeverSame, 10), true},
		"apart for more than a year":                        {other, other, same, drift.Changed, story(drift.Settled, 400), true},
		"the others were changed together":                  {other, other, same, drift.Changed, story(drift.LeftBehind, 10), true},
		"a separate commit half a year ago":                 {other, other, same, drift.Changed, alone(drift.Overdue, 181), true},
		"a separate commit last month":                      {other, other, same, drift.Changed, alone(drift.Overdue, 30), false},
		"one change of many half a year ago":                {other, other, same, drift.Changed, story(drift.Overdue, 181), false},
		"on its way":                                        {other, other, same, drift.Changed, story(drift.OnItsWay, 3), false},
		"the reference was changed alone last week":         {other, other, same, drift.Changed, story(drift.HotFix, 7), false},
		"the reference was changed alone 30 days ago":       {other, other, same, drift.Changed, story(drift.HotFix, 30), false},
		"the reference was changed alone two months ago":    {other, other, same, drift.Changed, story(drift.HotFix, 60), true},
		"a leak beside a comment":                           {other, remarked, same, drift.Leaked, nil, false},
		"a leak that staging does not have":                 {other, same, same, drift.Leaked, nil, false},
		"a shared secret that was always so":                {same, same, same, drift.Shared, story(drift.NeverSame, 900), false},
		"a misspelt name after a change of the others":      {other, other, same, drift.Misspelt, story(drift.LeftBehind, 10), false},
		"a leak into what was changed alone two months ago": {other, other, same, drift.Leaked, story(drift.HotFix, 60), false},
	} {
		d := &drift.Drift{Kind: x.kind, Sides: []drift.Side{x.dev, x.staging, x.prod}, Story: x.story}
		if got := factsOf(d).meant(); got != x.want {
			t.Errorf("%s: meant is %v", name, got)
		}
	}
}

func TestALeakBesideWhatOtherEnvironmentsHave(t *testing.T) {
	text := func(class int, v, word, of string) drift.Side {
		return drift.Side{State: drift.Present, Class: class, Node: &snapshot.Node{Kind: snapshot.String, Text: v}, Word: word, WordOf: of}
	}
	absent, unseen := drift.Side{State: drift.AbsentState}, drift.Side{State: drift.UnknownState}
	prod := text(0, "q-prod", "", "")
	leaking := text(0, "q-prod", "prod", "prod")
	for name, x := range map[string]struct {
		dev, staging, prod drift.Side
		against, owners    bool
	}{
		"dev has its own":                            {text(1, "q-dev", "", ""), leaking, prod, true, true},
		"dev mentions prod, too":                     {leaking, leaking, prod, false, true},
		"dev has none":                               {absent, leaking, prod, false, true},
		"prod was not seen":                          {text(1, "q-dev", "", ""), leaking, unseen, false, true},
		"prod has none":                              {text(1, "q-dev", "", ""), leaking, absent, true, true},
		"prod has another value without its name":    {text(1, "q-dev", "", ""), leaking, text(2, "q-live", "", ""), false, false},
		"prod has another one of its name":           {text(1, "q-dev", "", ""), text(3, "q2-prod", "prod", "prod"), prod, true, false},
		"staging mentions dev, and prod has its own": {text(1, "q-dev", "", ""), text(1, "q-dev", "dev", "dev"), prod, true, true},
	} {
		f := factsOf(&drift.Drift{Kind: drift.Leaked, Sides: []drift.Side{x.dev, x.staging, x.prod}})
		if got := f.leaksAgainstOthers(); got != x.against {
			t.Errorf("%s: contradicted is %v", name, got)
		}
		if got := f.leaksOwners(); got != x.owners {
			t.Errorf("%s: the owner's is %v", name, got)
		}
	}
}

// factsOf returns the facts of a drift in dev, staging and prod, the reference.
func factsOf(d *drift.Drift) *facts {
	f := &facts{run: &run{envs: []drift.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}}, ref: 2, reference: "prod"}}
	f.point(d, nil)
	return f
}
