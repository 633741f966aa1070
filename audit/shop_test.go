package audit_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// planted is one entry of fixtures/shop/expected.json.
type planted struct {
	Verdict  rules.Verdict `json:"verdict"`
	Kind     string        `json:"kind"`
	Resource string        `json:"resource"` // kind and name
	Scope    string        `json:"scope"`    // part of it, where several resources share kind and name
	Path     string        `json:"path"`
	Why      string        `json:"why"`
}

// shopAudit audits the example system as it is.
func shopAudit(t *testing.T) *audit.Result {
	t.Helper()
	return brokenShop(t, func(string) {})
}

func names() []string {
	var out []string
	for _, ty := range all.Types() {
		out = append(out, ty.Name)
	}
	return out
}

// TestShopShowsWhatWasPlantedAndNothingElse holds the audit of the example system against its list both ways.
func TestShopShowsWhatWasPlantedAndNothingElse(t *testing.T) {
	raw, err := shop.FS.ReadFile("expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Planted []planted `json:"planted"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Planted) < 30 {
		t.Fatalf("expected.json plants %d drifts; want thirty at least", len(list.Planted))
	}
	res := shopAudit(t)
	for _, o := range res.Outcomes {
		if o.Status != snapshot.Complete {
			t.Errorf("%s %s: %s: %s", o.Environment, o.Collector, o.Status, o.Error)
		}
	}
	found := make([]bool, len(res.Findings))
	for _, p := range list.Planted {
		i := slices.IndexFunc(res.Findings, func(f rules.Finding) bool { return p.is(&f) })
		if i < 0 {
			t.Errorf("planted and not found: %s %s %q", p.Resource, p.Kind, p.Path)
			continue
		}
		found[i] = true
		if got := res.Findings[i].Verdict; got != p.Verdict {
			t.Errorf("%s %q is %s by %s, want %s: %s", p.Resource, p.Path, got, res.Findings[i].Rule, p.Verdict, p.Why)
		}
	}
	for i, f := range res.Findings {
		if !found[i] && f.Verdict != rules.Acceptable {
			t.Errorf("not planted: %s", describe(&f))
		}
	}
}

func (p planted) is(f *rules.Finding) bool {
	d := f.Drift
	return string(d.Kind) == p.Kind && d.Resource.Kind+" "+d.Resource.Name == p.Resource && d.Path == p.Path && strings.Contains(d.Resource.Scope, p.Scope)
}

func describe(f *rules.Finding) string {
	d := f.Drift
	return fmt.Sprintf("%s %s: %s %s (%s) %q by %s", f.Verdict, d.Kind, d.Resource.Kind, d.Resource.Name, d.Resource.Scope, d.Path, f.Rule)
}
