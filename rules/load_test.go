package rules_test

import (
	"testing"
	"testing/fstest"

	"github.com/envparity/envparity/rules"
)

func TestOnlyThePacksThemselvesMayBeTakenForTested(t *testing.T) {
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
		t.Error("a pack's unknown name was not told")
	}
	if _, diags := rules.Load(nil, nil, good, rules.WithTestedPacks()); diags.HasErrors() {
		t.Error(diags)
	}
	if _, diags := rules.Load(override, src, good, rules.WithTestedPacks()); !diags.HasErrors() {
		t.Error("an unknown name in the team's own condition of a built-in rule was not told")
	}
	if _, diags := rules.Load(own, ownSrc, good, rules.WithTestedPacks()); !diags.HasErrors() {
		t.Error("an unknown name in a team's rule was not told")
	}
}
