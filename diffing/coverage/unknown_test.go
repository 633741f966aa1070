package coverage_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/coverage"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Each case says what was observed of staging. Prod has the ConfigMap shop.
func TestWhyStagingsCounterpartIsUnknown(t *testing.T) {
	shop := snapshot.Resource{Type: "kubernetes", Collector: "kubernetes", Kind: "ConfigMap", Name: "shop", Source: snapshot.Source{File: "prod/shop.yaml"}}
	for name, c := range map[string]struct {
		outcome snapshot.Outcome
		why     string
		lost    bool
	}{
		"all was read": {snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Complete}, "", false},
		"another collector looked": {
			snapshot.Outcome{Collector: "files", Status: snapshot.Complete}, `collector "kubernetes" was not configured for staging`, false,
		},
		"the collector failed": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Failed, Error: "no route\nto host"}, `collector "kubernetes" failed in staging: no route`, true,
		},
		"the collector was cut short": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Partial}, `collector "kubernetes" read only a part of staging`, true,
		},
		"a gap holds it": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Partial, Gaps: []snapshot.Gap{{Kind: "ConfigMap", Why: "forbidden"}}}, "forbidden", true,
		},
		"a gap holds another kind": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Partial, Gaps: []snapshot.Gap{{Kind: "Secret", Why: "forbidden"}}}, "", false,
		},
		"its file is blank": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Complete, Resources: 3, Blank: []string{"staging/shop.yaml"}},
			"staging/shop.yaml:1: the file is empty", true,
		},
		"another file is blank": {
			snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Complete, Resources: 3, Blank: []string{"staging/mail.yaml"}}, "", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			words := vocabulary.NewLexicon(vocabulary.New([]vocabulary.Env{{Name: "staging"}, {Name: "prod", Reference: true}}))
			v := coverage.New([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}, []*snapshot.Snapshot{
				{Environment: "staging", Outcomes: []snapshot.Outcome{c.outcome}},
				{Environment: "prod", Resources: []snapshot.Resource{shop}, Outcomes: []snapshot.Outcome{{Collector: "kubernetes", Status: snapshot.Complete}}},
			}, words)
			why, lost := v.Unknown(0, 1, &shop)
			if why != c.why || lost != c.lost {
				t.Errorf("got %q, %v; want %q, %v", why, lost, c.why, c.lost)
			}
		})
	}
}
