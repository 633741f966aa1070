package rules_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/snapshot"
)

func TestABaselineHasOldFindingsAndNamesThoseThatAreFixed(t *testing.T) {
	set := mustLoad(t, "")
	old := []drift.Drift{mode("a", "b"), changed("ConfigMap/api", "data.KIND", "a", "b")}
	src, err := rules.NewBaseline("shop", set.Classify(old, context()), someDay).Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := rules.ReadBaseline(src, "b.json")
	if err != nil {
		t.Fatal(err)
	}
	in := context()
	in.Baseline = b
	now := []drift.Drift{mode("a", "c"), changed("ConfigMap/api", "data.STRATEGY", "a", "b")}
	out := set.Run(now, in)
	states := map[string]rules.State{}
	for _, f := range out.Findings {
		states[f.Drift.Path] = f.State
		if f.Drift.Path == "data.MODE" && (len(f.Notes) == 0 || f.Notes[0] != "changed since the baseline") {
			t.Errorf("the change is not reported: %q", f.Notes)
		}
	}
	if states["data.MODE"] != rules.Known || states["data.STRATEGY"] != rules.New {
		t.Errorf("got %v", states)
	}
	if len(out.Fixed) != 1 || b.Entry(out.Fixed[0]).Path != "data.KIND" {
		t.Errorf("fixed: %v", out.Fixed)
	}
}

func TestAFindingThatBecameWorseIsNew(t *testing.T) {
	accept := mustLoad(t, `rule "m" {
  when = true
  verdict = "acceptable"
  reason = "r"
}`)
	d := []drift.Drift{mode("a", "b")}
	in := context()
	in.Baseline = rules.NewBaseline("shop", accept.Classify(d, context()), someDay)
	if got := mustLoad(t, "").Classify(d, in)[0]; got.State != rules.New || got.Notes[0] != "it was acceptable in the baseline" {
		t.Errorf("got %+v", got)
	}
}

func TestABaselineThatTwoBranchesMergedKeepsTheMilderOfTwoEntries(t *testing.T) {
	b, err := rules.ReadBaseline([]byte(`{"schema":"envparity.baseline/v1","findings":[
		{"fingerprint":"c","verdict":"should-fix"}, {"fingerprint":"a","verdict":"acceptable"}, {"fingerprint":"b","verdict":"must-fix"}, {"fingerprint":"a","verdict":"must-fix"}]}`), "b.json")
	if err != nil {
		t.Fatal(err)
	}
	for fingerprint, want := range map[string]rules.Verdict{"a": rules.Acceptable, "b": rules.MustFix, "c": rules.ShouldFix} {
		if e := b.Entry(fingerprint); e == nil || e.Verdict != want {
			t.Errorf("%s: got %+v, want %s", fingerprint, e, want)
		}
	}
	if len(b.Findings) != 3 {
		t.Errorf("got %d entries, want 3", len(b.Findings))
	}
}

func TestABrokenBaselineIsRefusedWithASentence(t *testing.T) {
	for src, want := range map[string]string{
		`{"schema": "envparity.baseline/v2"}`: `its schema is`,
		"{\n\"schema\": ":                     "b.json:2: not a baseline",
		`{"schema":"envparity.baseline/v1","findings":[{"fingerprint":"","verdict":"x"}]}`: "finding 1",
	} {
		if _, err := rules.ReadBaseline([]byte(src), "b.json"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", src, err)
		}
	}
}

func TestFingerprintsAreOfThePlaceAndNotOfTheValue(t *testing.T) {
	a, b, leak := mode("a", "b"), mode("x", "y"), mode("a", "b")
	b.Kind, b.Sides[0].Source.File = drift.Missing, "moved.yaml"
	leak.Kind = drift.Leaked
	if rules.FingerprintOf(&a) != rules.FingerprintOf(&b) {
		t.Error("another value or file changes the fingerprint")
	}
	if rules.FingerprintOf(&a) == rules.FingerprintOf(&leak) {
		t.Error("a leak has the fingerprint of a difference")
	}
	if got := rules.FingerprintOf(&a); got != "87cb5ad8cd9bc59e" {
		t.Errorf("fingerprints must not change within v1: %s", got)
	}
}

func TestPlacesOfDifferentVerdictsAreSplit(t *testing.T) {
	set := mustLoad(t, `rule "web" {
  when    = resource.name == "web" && named("mode")
  verdict = "must-fix"
  reason  = "r"
}`)
	d := mode("a", "b")
	for _, n := range []string{"web", "worker"} {
		d.Places = append(d.Places, drift.Place{Resource: drift.ResourceRef{Kind: "ConfigMap", Name: n, ID: "ConfigMap/" + n}, Path: d.Path, Key: d.Key, Sides: d.Sides})
	}
	got := set.Classify([]drift.Drift{d}, context())
	if len(got) != 2 || got[0].Drift.Resource.Name != "web" || len(got[0].Drift.Places) != 0 || got[1].Drift.Resource.Name != "api" || len(got[1].Drift.Places) != 1 {
		t.Fatalf("got %+v", got)
	}
}

// An expression that belongs to a missing resource is a changed attribute, not a second missing resource.
func TestEachPlaceOfAFindingIsJudgedByItsOwnDrift(t *testing.T) {
	set := mustLoad(t, `rule "changed" {
  when    = drift.kind == "changed" && type == "semver" && drift.places == 3 || resource.name == "worker"
  verdict = "must-fix"
  reason  = "r"
}
rule "other" {
  when    = true
  verdict = "should-fix"
  reason  = "r"
}`)
	head, own := mode("a", "b"), changed("ConfigMap/web", "data.MODE", "a", "b")
	head.Kind, own.Facts.Type = drift.Missing, "semver"
	place := func(name string, own *drift.Drift) drift.Place {
		return drift.Place{Resource: drift.ResourceRef{Kind: "ConfigMap", Name: name, ID: "ConfigMap/" + name}, Path: head.Path, Key: head.Key, Sides: head.Sides, Own: own}
	}
	head.Places = []drift.Place{place("web", &own), place("worker", nil)}
	got := set.Classify([]drift.Drift{head}, context())
	if len(got) != 2 || got[0].Drift.Kind != drift.Changed || got[0].Drift.Resource.Name != "web" || got[1].Drift.Kind != drift.Missing {
		t.Fatalf("got %+v", got)
	}
	if p := got[0].Drift.Places; len(p) != 1 || p[0].Of(got[0].Drift).Kind != drift.Missing {
		t.Errorf("what stood by itself was made more of another: %+v", p)
	}
}

func TestEphemeralEnvironmentsAreHeldToLighterRules(t *testing.T) {
	envs := []drift.Environment{{Name: "pr-7", Ephemeral: true}, {Name: "prod", Reference: true}}
	leak := mode("prod-db", "prod-db")
	leak.Kind, leak.Sides[0].Word, leak.Sides[0].WordOf = drift.Leaked, "prod", "prod"
	engine := changed("aws_db_instance/orders", "engine", "mysql", "postgres")
	got := mustLoad(t, "").Classify([]drift.Drift{engine, leak}, rules.Context{Environments: envs, Now: someDay})
	for _, f := range got {
		if f.Verdict != rules.ShouldFix { // one must-fix less; the leak, which nobody contradicts, is a should-fix anyway and stays one
			t.Errorf("%s: got %s by %s", f.Drift.Path, f.Verdict, f.Rule)
		}
	}
	b, src := blocks(t, `policy "previews" {
  environments = ["pr-*"]
  must_fix     = "acceptable"
}`)
	set, diags := rules.Load(nil, src, builtin.FS(), rules.WithPolicies(b))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if f := set.Classify([]drift.Drift{engine}, rules.Context{Environments: envs, Now: someDay})[0]; f.Verdict != rules.Acceptable || !strings.Contains(f.Notes[0], "policy previews") {
		t.Errorf("got %+v", f)
	}
}

func TestAnAcceptableRuleForDevDoesNotAcceptStaging(t *testing.T) {
	set := mustLoad(t, `rule "m" {
  when         = named("mode")
  verdict      = "acceptable"
  reason       = "r"
  environments = ["dev"]
}`)
	envs := []drift.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}}
	three := func(dev, staging, prod string) drift.Drift {
		d := mode(staging, prod)
		class := map[string]int{}
		d.Sides = nil
		for _, v := range []string{dev, staging, prod} {
			if _, ok := class[v]; !ok {
				class[v] = len(class)
			}
			d.Sides = append(d.Sides, drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: v}, Text: v, Class: class[v]})
		}
		return d
	}
	for _, c := range []struct {
		d    drift.Drift
		want string
	}{{three("x", "a", "a"), "team/m"}, {three("x", "x", "a"), "builtin/behaviour-word"}} {
		if got := set.Classify([]drift.Drift{c.d}, rules.Context{Environments: envs, Now: someDay})[0]; got.Rule != c.want {
			t.Errorf("got %s, want %s", got.Rule, c.want)
		}
	}
}

func TestOwnersComeFromLabelsThenCodeownersThenConfig(t *testing.T) {
	owners := &rules.Owners{Default: "@platform", Codeowners: rules.ParseCodeowners([]byte("* @all\n/deploy/ @ops # all of it\n*.tf @infra\ndocs/* @docs\n"))}
	labelled := mode("a", "b")
	labelled.Resource.Labels = map[string]string{"team": "shop"}
	filed := mode("a", "b")
	filed.Sides[1].Source.File = "deploy/prod/api.yaml"
	in := context()
	in.Owners = owners
	set := mustLoad(t, "")
	for want, d := range map[string]drift.Drift{"shop": labelled, "@ops": filed, "@platform": mode("a", "b")} {
		if got := set.Classify([]drift.Drift{d}, in)[0]; got.Owner != want {
			t.Errorf("got %q, want %q", got.Owner, want)
		}
	}
	for file, want := range map[string]string{"infra/db/main.tf": "@infra", "docs/a.md": "@docs", "docs/sub/a.md": "@all", "README.md": "@all", "deploy": "@all"} {
		if got := strings.Join(owners.Codeowners.Of(file), " "); got != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
}

func TestABuiltInRuleCanBeChangedAndSwitchedOff(t *testing.T) {
	set := mustLoad(t, `
rule "builtin/behaviour-word" {
  verdict = "must-fix"
  owner   = "@a"
}`)
	if got := set.Classify([]drift.Drift{mode("a", "b")}, context())[0]; got.Verdict != rules.MustFix || got.Owner != "@a" {
		t.Errorf("got %+v", got)
	}
	set = mustLoad(t, `
rule "builtin/behaviour-word" {
  disabled = true
}`)
	if got := set.Classify([]drift.Drift{mode("a", "b")}, context())[0]; got.Rule == "builtin/behaviour-word" {
		t.Errorf("got %+v", got)
	}
	b, src := blocks(t, `
rule "builtin/behavior-word" {
  disabled = true
}`)
	if _, diags := rules.Load(b, src, builtin.FS()); !strings.Contains(diags.Error(), `Did you mean "builtin/behaviour-word"`) {
		t.Errorf("got %v", diags)
	}
}

func TestExplainShowsEveryRuleTriedAndTheEditThatChangesTheVerdict(t *testing.T) {
	set := mustLoad(t, `rule "other" {
  when    = drift.pillar == "data" && named("mode")
  verdict = "acceptable"
  reason  = "r"
}`)
	in := context()
	f := set.Classify([]drift.Drift{mode("a", "b")}, in)[0]
	x := set.Explain(&f, in)
	if x.Decided == nil || x.Decided.Name != f.Rule || x.Decided.File == "" || x.Decided.Line == 0 {
		t.Fatalf("decided %+v", x.Decided)
	}
	if got := x.Tried[0]; got.Matched || got.Why != `drift.pillar == "data" is false: drift.pillar is "configuration"` {
		t.Errorf("got %q", got.Why)
	}
	for _, tr := range x.Tried[:len(x.Tried)-1] {
		if tr.Why == "" {
			t.Errorf("%s: no reason", tr.Rule.Name)
		}
	}
	b, src := blocks(t, x.Edit.HCL)
	changed, diags := rules.Load(b, src, builtin.FS())
	if diags.HasErrors() {
		t.Fatalf("%v in\n%s", diags, x.Edit.HCL)
	}
	if got := changed.Classify([]drift.Drift{mode("a", "b")}, in)[0]; got.Verdict == f.Verdict {
		t.Errorf("the edit changes nothing:\n%s", x.Edit.HCL)
	}
}

func TestEveryBuiltInRuleHasWhatPeopleNeed(t *testing.T) {
	set := mustLoad(t, "")
	for _, r := range set.Rules() {
		if !strings.HasPrefix(r.Name, "builtin/") {
			continue
		}
		match, miss := 0, 0
		examples, _ := set.ExamplesOf(r)
		for _, e := range examples {
			if e.Match {
				match++
			} else {
				miss++
			}
		}
		if match == 0 || miss == 0 {
			t.Errorf("%s has %d examples and %d counterexamples", r.Name, match, miss)
		}
		if !strings.HasSuffix(r.Reason, ".") || r.Verdict != rules.Acceptable && r.Hint == "" {
			t.Errorf("%s needs a reason that is a sentence, and a hint: %q, %q", r.Name, r.Reason, r.Hint)
		}
	}
}

func TestScoresDependOnMustFixesAndNotOnWhatIsUnknown(t *testing.T) {
	cells := func(identical, unknown int) []drift.Cell {
		return []drift.Cell{{Environment: "staging", Reference: "prod", Pillar: snapshot.Configuration, Counts: drift.Counts{Compared: identical + unknown, Identical: identical, Unknown: unknown}}}
	}
	finding := func(v rules.Verdict) rules.Finding {
		d := mode("a", "b")
		return rules.Finding{Drift: &d, Verdict: v}
	}
	overall := func(c []drift.Cell, failed []rules.Failed, fs ...rules.Finding) float64 {
		s := rules.Scores(c, fs, twoEnvs, failed...)
		return s[len(s)-1].Value
	}
	must := overall(cells(1000, 0), nil, finding(rules.MustFix))
	should := overall(cells(1000, 0), nil, finding(rules.ShouldFix))
	fixed := overall(cells(1001, 0), nil)
	unknown := overall(cells(1000, 1), nil)
	if !(must < should && should < fixed && fixed == 1 && unknown <= must) {
		t.Errorf("must-fix %v, should-fix %v, fixed %v, unknown instead %v", must, should, fixed, unknown)
	}
	if got := overall(cells(900, 100), nil); got >= overall(cells(1000, 0), nil) {
		t.Errorf("unknown attributes do not lower the score: %v", got)
	}
	both := []rules.Failed{{Environment: "staging", Collector: "terraform"}, {Environment: "prod", Collector: "terraform"}}
	if got := overall(cells(1000, 0), both); got > 0.1 {
		t.Errorf("a source that failed in both environments leaves %v", got)
	}
	if got := rules.Scores(nil, nil, twoEnvs); len(got) > 0 {
		t.Errorf("nothing was compared and scores %v", got)
	}
}
