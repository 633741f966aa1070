package rules_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/snapshot"
)

// blocks parses team rules as package config does.
func blocks(t testing.TB, src string) ([]*hcl.Block, map[string]*hcl.File) {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(src), "envparity.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var out []*hcl.Block
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		out = append(out, b.AsHCLBlock())
	}
	return out, map[string]*hcl.File{"envparity.hcl": f}
}

func mustLoad(t testing.TB, team string) *rules.Set {
	t.Helper()
	if team == "" {
		return builtins(t)
	}
	b, src := blocks(t, team)
	set, diags := rules.Load(b, src, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

// builtins loads the packs once for all tests.
func builtins(t testing.TB) *rules.Set {
	t.Helper()
	set, diags := loadBuiltins()
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

var loadBuiltins = sync.OnceValues(func() (*rules.Set, hcl.Diagnostics) { return rules.Load(nil, nil, builtin.FS()) })

var (
	twoEnvs = []drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}
	someDay = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
)

func context() rules.Context { return rules.Context{Environments: twoEnvs, Now: someDay} }

// changed is a drift of one attribute between staging and prod.
func changed(resource, path, staging, prod string) drift.Drift {
	kind, name, _ := strings.Cut(resource, "/")
	side := func(v string, class int) drift.Side {
		return drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: v}, Text: v, Class: class}
	}
	return drift.Drift{
		Kind: drift.Changed, Pillar: snapshot.Configuration, Collector: "kubernetes", Path: path, Key: path, Confident: 1,
		Resource: drift.ResourceRef{Kind: kind, Name: name, ID: resource}, Sides: []drift.Side{side(staging, 0), side(prod, 1)},
	}
}

func TestTheFirstRuleThatMatchesDecides(t *testing.T) {
	set := mustLoad(t, `
rule "log-level" {
  when    = drift.pillar == "configuration" && matches(drift.path, "**.LOG_LEVEL")
  verdict = "acceptable"
  reason  = "${other.environment} logs at ${other.value}."
}
rule "never" {
  when    = drift.kind == "shared"
  verdict = "must-fix"
  reason  = "Never."
}`)
	got := set.Classify([]drift.Drift{changed("ConfigMap/api", "data.LOG_LEVEL", "debug", "info")}, context())
	if len(got) != 1 || got[0].Rule != "team/log-level" || got[0].Verdict != rules.Acceptable || got[0].Reason != "staging logs at debug." {
		t.Fatalf("got %+v", got)
	}
}

func TestMistakesInRulesAreReportedWithLineAndNearestName(t *testing.T) {
	for name, c := range map[string]struct{ when, want string }{
		"an unknown name":                      {`drfit.kind == "changed"`, `Did you mean "drift"`},
		"an unknown fact":                      {`drift.knd == "changed"`, `Did you mean "kind"`},
		"an unknown fact behind an unknown or": {`drift.kind == "changed" && (inverted || drift.pth == "a")`, `Did you mean "path"`},
		"an unknown function":                  {`matchs(drift.path, "a")`, `Did you mean "matches"`},
		"a number compared with a text":        {`ratio == "2"`, `never equal`},
		"a kind that there is not":             {`drift.kind == "chnaged"`, `Did you mean "changed"`},
		"a kind that there is not, in oneof":   {`oneof(drift.kind, "changed", "mising")`, `Did you mean "missing"`},
		"text as a condition":                  {`drift.path`, `Wrong type`},
		"a group as a condition":               {`drift`, `Incomplete name`},
		"a bad regular expression":             {`regex_match(drift.path, "(")`, `Bad regular expression`},
		"too many arguments to like":           {`like()`, `Not enough function arguments`},
		"loops in loops":                       {`any([for a in present : any([for b in present : any([for c in present : true])])])`, `Loops too deep`},
		"a condition without end":              {strings.Repeat("inverted || ", 5000) + "true", `Condition too long`},
	} {
		t.Run(name, func(t *testing.T) {
			b, src := blocks(t, "rule \"x\" {\n  when = "+c.when+"\n  verdict = \"acceptable\"\n  reason = \"r\"\n}")
			_, diags := rules.Load(b, src, nil)
			if !diags.HasErrors() {
				t.Fatal("no error")
			}
			if got := diags.Error(); !strings.Contains(got, c.want) || !strings.Contains(got, "envparity.hcl:2,") {
				t.Fatalf("got %s", got)
			}
		})
	}
}

func TestMistakesInRuleBlocksAreReportedWithTheLine(t *testing.T) {
	const good = "rule \"x\" {\n  when = true\n  verdict = \"acceptable\"\n  reason = \"r\"\n}\n"
	for name, c := range map[string]struct{ src, want string }{
		"two rules of one name":    {good + good, "also the name of the rule at envparity.hcl:1"},
		"no reason":                {strings.Replace(good, "reason", "raeson", 1), `Did you mean "reason"`},
		"no verdict":               {strings.Replace(good, "  verdict = \"acceptable\"\n", "", 1), "needs verdict"},
		"a verdict there is not":   {strings.Replace(good, "acceptable", "aceptable", 1), `Did you mean "acceptable"`},
		"a block inside":           {strings.Replace(good, "}", "example {}\n}", 1), "Unknown block"},
		"an environment misspelt":  {strings.Replace(good, "}", "environments = [\"stagin\"]\n}", 1), `Did you mean "staging"`},
		"an index misspelt":        {strings.Replace(good, "when = true", "when = value[\"stagin\"] == \"a\"", 1), `Did you mean "staging"`},
		"a reason that asks wrong": {strings.Replace(good, "\"r\"", "\"${drift.nam}\"", 1), `Did you mean "name"`},
		"an example misspelt":      {strings.Replace(good, "}", "examples = [{ pth = \"a\" }]\n}", 1), `Did you mean "path"`},
		"a fact misspelt in an example": {
			strings.Replace(good, "}", "examples = [{ path = \"a\", values = { staging = 1, prod = 2 }, facts = { \"secret.sharde\" = true } }]\n}", 1), `Did you mean "secret.shared"`,
		},
		"disabled that is no bool":  {strings.Replace(good, "}", "disabled = [1]\n}", 1), "Wrong type"},
		"a group of names misspelt": {strings.Replace(good, "when = true", "when = named(\"@size\")", 1), `Did you mean "sizes"`},
	} {
		t.Run(name, func(t *testing.T) {
			b, src := blocks(t, c.src)
			_, diags := rules.Load(b, src, builtin.FS(), rules.WithEnvironments("dev", "staging", "prod"))
			if !diags.HasErrors() || !strings.Contains(diags.Error(), c.want) || !strings.Contains(diags.Error(), "envparity.hcl:") {
				t.Fatalf("got %v", diags)
			}
		})
	}
}

func FuzzConditions(f *testing.F) {
	for _, s := range []string{
		"true", `drift.kind == "changed" && named("a")`, `any([for e, v in value : v == null])`, `ratio > 1 ? inverted : false`, `tonumber(ref.value) > 1`,
		`resource.labels["x"] == "y"`, `value[other.environment] == null`, `"${drift.name}" == ""`, `try(regex("(", "a"), false)`, `length(list.added) == 0`, `keys(value)[0] == "dev"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, when string) {
		file, diags := hclsyntax.ParseConfig([]byte("rule \"x\" {\nwhen = "+when+"\nverdict = \"acceptable\"\nreason = \"r\"\n}"), "f.hcl", hcl.InitialPos)
		if diags.HasErrors() || len(file.Body.(*hclsyntax.Body).Blocks) != 1 {
			return
		}
		set, diags := rules.Load([]*hcl.Block{file.Body.(*hclsyntax.Body).Blocks[0].AsHCLBlock()}, map[string]*hcl.File{"f.hcl": file}, nil)
		if diags.HasErrors() {
			return
		}
		d := []drift.Drift{changed("ConfigMap/api", "data.X", "a", "1")}
		found := set.Classify(d, context())
		if len(found) != 1 {
			t.Fatalf("%d findings of one drift", len(found))
		}
		set.Explain(&found[0], context())
	})
}

func TestARuleThatFailsToEvaluateNeverPassesADrift(t *testing.T) {
	set := mustLoad(t, `
rule "broken" {
  when    = tonumber(ref.value) > 3
  verdict = "must-fix"
  reason  = "r"
}
rule "accept" {
  when    = true
  verdict = "acceptable"
  reason  = "r"
}`)
	got := set.Classify([]drift.Drift{changed("ConfigMap/api", "data.X", "a", "b")}, context())[0]
	if got.Verdict != rules.ShouldFix || len(got.Notes) == 0 || !strings.Contains(got.Notes[0], "team/broken failed to evaluate") {
		t.Fatalf("got %+v", got)
	}
}

// compare is the real comparison, as rules.CheckExamples wants it.
func compare(envs []drift.Environment, snaps []*snapshot.Snapshot) []drift.Drift {
	return diffing.Compare(envs, snaps, diffing.Options{}).Drifts
}

func TestEveryBuiltInExampleIsDecidedByItsRule(t *testing.T) {
	got := mustLoad(t, "").CheckExamples("", compare)
	for _, f := range got.Failures {
		t.Errorf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.What)
	}
	if got.Compared < got.Examples/3 || got.Turned == 0 {
		t.Errorf("of %d examples %d were compared, and %d turned round", got.Examples, got.Compared, got.Turned)
	}
}

func TestOfTwoLeaksTheOneInTheReferenceDecides(t *testing.T) {
	d := changed("ConfigMap/orders", "data.DB_HOST", "db.prod.shop.example", "db.staging.shop.example")
	d.Kind = drift.Leaked
	d.Sides[0].Word, d.Sides[0].WordOf = "prod", "prod"
	d.Sides[1].Word, d.Sides[1].WordOf = "staging", "staging"
	got := mustLoad(t, "").Classify([]drift.Drift{d}, context())
	if len(got) != 1 || got[0].Verdict != rules.MustFix || got[0].Reason != "prod points at staging: it contains the word staging." {
		t.Fatalf("got %+v", got)
	}
}
