package report

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/snapshot"
)

func TestTheLineNamesWhatCouldNotBeObserved(t *testing.T) {
	gap := func(file string) snapshot.Gap { return snapshot.Gap{File: file, Why: "it is a template"} }
	outcome := func(status snapshot.Status, source string, gaps ...snapshot.Gap) audit.Outcome {
		return audit.Outcome{Outcome: snapshot.Outcome{Status: status, Source: source, Gaps: gaps}}
	}
	for name, x := range map[string]struct {
		outcomes []audit.Outcome
		ends     string
	}{
		"all was observed":   {[]audit.Outcome{outcome(snapshot.Complete, "a", gap("x"))}, "nothing new at must-fix or above"},
		"a file":             {[]audit.Outcome{outcome(snapshot.Partial, "a", gap("x.yml"))}, "observed: x.yml"},
		"a source":           {[]audit.Outcome{outcome(snapshot.Failed, "cluster shop")}, "observed: cluster shop"},
		"a file, twice":      {[]audit.Outcome{outcome(snapshot.Partial, "a", gap("x.yml")), outcome(snapshot.Partial, "b", gap("x.yml"))}, "observed: x.yml"},
		"a file and a kind":  {[]audit.Outcome{outcome(snapshot.Partial, "a", gap("x.yml"), snapshot.Gap{Kind: "Secret"})}, "observed: x.yml and a Secret"},
		"more than it names": {[]audit.Outcome{outcome(snapshot.Partial, "s", gap("a"), gap("b"), gap("c"), gap("d"), gap("e"))}, "observed: a, b, c and 2 others"},
		"a hostile name":     {[]audit.Outcome{outcome(snapshot.Partial, "s", gap("a\n::error::b"))}, "observed: a⏎::error::b"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &audit.Result{Outcomes: x.outcomes, Complete: x.outcomes[0].Status == snapshot.Complete}
			if got := Line(r, audit.FailOnMustFix); !strings.HasSuffix(got, x.ends) {
				t.Errorf("%s\ndoes not end in %q", got, x.ends)
			}
		})
	}
}
