package rules_test

import (
	"testing"
	"testing/fstest"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
)

func TestOnlyBuiltInPacksAreLoadedWithoutChecks(t *testing.T) {
	pack := func(when string) fstest.MapFS {
		return fstest.MapFS{"10-x.hcl": {Data: []byte(`rule "x" {
  when    = ` + when + `
  verdict = "should-fix"
  reason  = "Because."
}`)}}
	}
	broken, good := pack(`drift.kind == "changed" && drift.knd == "x"`), pack(`drift.kind == "changed"`)
	override, src := blocks(t, `rule "builtin/x" { when = drift.knd == "x" }`)
	own, ownSrc := blocks(t, `rule "y" {
  when    = drift.knd == "x"
  verdict = "must-fix"
  reason  = "Because."
}`)

	if _, diags := rules.Load(nil, nil, broken); !diags.HasErrors() {
		t.Error("a pack's unknown name was not reported")
	}
	if _, diags := rules.Load(nil, nil, good, rules.WithTestedPacks()); diags.HasErrors() {
		t.Error(diags)
	}
	if _, diags := rules.Load(override, src, good, rules.WithTestedPacks()); !diags.HasErrors() {
		t.Error("an unknown name in the team's own condition of a built-in rule was not reported")
	}
	if _, diags := rules.Load(own, ownSrc, good, rules.WithTestedPacks()); !diags.HasErrors() {
		t.Error("an unknown name in a team's rule was not reported")
	}
}

// An audit leaves the examples out, and nothing else.
func TestPacksAreTheSameWithoutTheirExamples(t *testing.T) {
	checked, diags := rules.Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	tested, diags := rules.Load(nil, nil, builtin.FS(), rules.WithTestedPacks())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	a, b := checked.Rules(), tested.Rules()
	if len(a) != len(b) || len(a) < 200 {
		t.Fatalf("%d rules and %d", len(a), len(b))
	}
	left := 0
	for i := range a {
		if a[i].Name != b[i].Name || a[i].File != b[i].File || a[i].Line != b[i].Line || a[i].When != b[i].When || a[i].Verdict != b[i].Verdict || a[i].Hint != b[i].Hint {
			t.Errorf("%s:%d %s differs from %s:%d %s", a[i].File, a[i].Line, a[i].Name, b[i].File, b[i].Line, b[i].Name)
		}
		examples, _ := tested.ExamplesOf(b[i])
		left += len(examples)
	}
	if left > 0 {
		t.Errorf("%d examples were read", left)
	}
}

func TestExamplesAreBlankedHoweverTheyAreWritten(t *testing.T) {
	pack := fstest.MapFS{"10-x.hcl": {Data: []byte(`rule "x" {
  when     = drift.kind == "changed" && drift.name != "examples = ["
  verdict  = "should-fix"
  reason   = "Because."
  hint     = "See the examples = [ above."
  examples = [
    { path = "a[0]", values = { staging = "]", prod = "a \"quoted] one" } }, # a comment ]
    { path = "b", values = { staging = ["x"], prod = [] } },
  ]
  counterexamples=[{ path = "c", values = { staging = 1, prod = 2 } }]
}
rule "y" {
  when    = drift.kind == "missing"
  verdict = "must-fix"
  reason  = "Because."
}`)}}
	full, diags := rules.Load(nil, nil, pack)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	short, diags := rules.Load(nil, nil, pack, rules.WithTestedPacks())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for i, r := range full.Rules() {
		s := short.Rules()[i]
		if r.Name != s.Name || r.When != s.When || r.Hint != s.Hint || r.Line != s.Line {
			t.Errorf("%+v differs from %+v", r, s)
		}
		if examples, _ := short.ExamplesOf(s); len(examples) > 0 {
			t.Errorf("%s still has examples", s.Name)
		}
	}
	if examples, _ := full.ExamplesOf(full.Rules()[0]); len(examples) != 3 {
		t.Errorf("%d examples", len(examples))
	}
}
