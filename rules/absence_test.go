package rules_test

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// whole returns resources that dev and staging have and prod does not, as one drift.
func whole(kinds ...string) drift.Drift {
	node := &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "a", Kind: snapshot.Number, Text: "1"}}}
	side := drift.Side{State: drift.Present, Node: node}
	sides := []drift.Side{side, side, {State: drift.AbsentState, Class: -1}}
	ref := func(kind string) drift.ResourceRef {
		return drift.ResourceRef{Kind: kind, Name: "mail", ID: kind + "/mail"}
	}
	d := drift.Drift{Kind: drift.Extra, Collector: "kubernetes", Pillar: snapshot.Configuration, Confident: 1, Sides: sides, Resource: ref(kinds[0])}
	for _, kind := range kinds[1:] {
		d.Places = append(d.Places, drift.Place{Resource: ref(kind), Sides: sides})
	}
	return d
}

func TestAComponentThatIsMissingIsOneFindingAsGraveAsItsGravestPart(t *testing.T) {
	in := context()
	in.Environments = []drift.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}}
	for name, c := range map[string]struct {
		team string
		want []string // verdict and first place of each finding
	}{
		"by the built-in rules": {"", []string{"must-fix Deployment 3"}},
		"a place that the team accepts": {`rule "mine" {
  when    = resource.kind == "ConfigMap"
  verdict = "acceptable"
  reason  = "r"
}`, []string{"must-fix Deployment 2", "acceptable ConfigMap 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := mustLoad(t, c.team).Classify([]drift.Drift{whole("ConfigMap", "ScaledObject", "Deployment", "Binding")}, in)
			if len(found) != len(c.want) {
				t.Fatalf("%d findings, want %d", len(found), len(c.want))
			}
			for i, f := range found {
				if got := string(f.Verdict) + " " + f.Drift.Resource.Kind + " " + string(rune('0'+len(f.Drift.Places))); got != c.want[i] {
					t.Errorf("got %q, want %q", got, c.want[i])
				}
			}
		})
	}
}

// Places that are no whole resources are things of their own: a setting that is missing never hides behind another one.
func TestSettingsOfOneCauseKeepTheirOwnVerdicts(t *testing.T) {
	in := context()
	in.Environments = []drift.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}}
	d := whole("ConfigMap", "Deployment")
	d.Places[0].Path, d.Places[0].Key = "spec.paused", "spec.paused"
	if found := mustLoad(t, "").Classify([]drift.Drift{d}, in); len(found) == 1 && found[0].Verdict == rules.MustFix {
		t.Errorf("one finding: %v", found[0].Verdict)
	}
}
