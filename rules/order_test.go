package rules_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/snapshot"
)

// seen returns one resource, as a collector yields it. Its attributes are keys of nested maps with dots between them, and values.
func seen(collector, resource string, pillar snapshot.Pillar, attributes ...string) snapshot.Resource {
	kind, name, _ := strings.Cut(resource, "/")
	r := snapshot.Resource{Collector: collector, Kind: kind, Name: name, Pillar: pillar, Root: snapshot.Node{Kind: snapshot.Map}}
	for _, a := range attributes {
		path, value, _ := strings.Cut(a, "=")
		at := &r.Root
		keys := strings.Split(path, ".")
		for _, k := range keys[:len(keys)-1] {
			if len(at.Children) == 0 || at.Children[len(at.Children)-1].Key != k {
				at.Children = append(at.Children, snapshot.Node{Key: k, Kind: snapshot.Map})
			}
			at = &at.Children[len(at.Children)-1]
		}
		n := snapshot.Node{Key: keys[len(keys)-1], Kind: snapshot.String, Text: value}
		if value == "true" || value == "false" {
			n.Kind = snapshot.Bool
		} else if strings.Trim(value, "0123456789") == "" {
			n.Kind = snapshot.Number
		}
		at.Children = append(at.Children, n)
	}
	return r
}

// audited compares staging with prod and returns verdicts, as an audit does.
func audited(t *testing.T, staging, prod []snapshot.Resource) []rules.Finding {
	t.Helper()
	snaps := []*snapshot.Snapshot{{Environment: "staging", Resources: staging}, {Environment: "prod", Resources: prod}}
	for _, s := range snaps {
		s.Resources = append(s.Resources, seen("files", "file/same", snapshot.Configuration, "same=same"))
		s.Normalize()
	}
	return mustLoad(t, "").Run(diffing.Compare(twoEnvs, snaps, diffing.Options{}).Drifts, context()).Findings
}

func TestEachRuleDecidesWhatItIsWrittenFor(t *testing.T) {
	one := func(r snapshot.Resource) []snapshot.Resource { return []snapshot.Resource{r} }
	for name, c := range map[string]struct {
		staging, prod []snapshot.Resource
		rule          string
		verdict       rules.Verdict
	}{
		"a CronJob that is suspended in prod": {
			one(seen("kubernetes", "CronJob/report", snapshot.Behaviour, "spec.schedule=0 1 * * *", "spec.suspend=false")),
			one(seen("kubernetes", "CronJob/report", snapshot.Behaviour, "spec.schedule=0 1 * * *", "spec.suspend=true")),
			"builtin/schedule-suspended-in-reference", rules.MustFix,
		},
		"a dependency that is a major version apart": {
			one(seen("dependencies", "package/django", snapshot.Dependencies, "version=5.0.1")),
			one(seen("dependencies", "package/django", snapshot.Dependencies, "version=4.2.11")),
			"builtin/dependency-major", rules.MustFix,
		},
		"a scheduled downtime that prod alone has": {
			nil, one(seen("terraform", "module/scheduled_downtime", snapshot.Infrastructure, "source=downtime")),
			"builtin/downtime-in-reference", rules.ShouldFix,
		},
		"migrations that run in staging only": {
			one(seen("envvars", "environment/api", snapshot.Configuration, "RUN_MIGRATIONS=true")),
			one(seen("envvars", "environment/api", snapshot.Configuration, "RUN_MIGRATIONS=false")),
			"builtin/migration-switch", rules.ShouldFix,
		},
		"a disruption budget that lets no pod go in prod": {
			one(seen("kubernetes", "PodDisruptionBudget/api", snapshot.Infrastructure, "spec.maxUnavailable=1")),
			one(seen("kubernetes", "PodDisruptionBudget/api", snapshot.Infrastructure, "spec.maxUnavailable=0")),
			"builtin/disruption-budget-blocks", rules.ShouldFix,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := audited(t, c.staging, c.prod)
			if len(got) != 1 || got[0].Rule != c.rule || got[0].Verdict != c.verdict {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestAKeyCalledResourcesIsNoContainersResources(t *testing.T) {
	got := audited(t,
		[]snapshot.Resource{seen("files", "file/app", snapshot.Configuration, "resources.queue.handler=blue", "resources.queue.retries=10")},
		[]snapshot.Resource{seen("files", "file/app", snapshot.Configuration, "resources.queue.handler=green", "resources.queue.retries=0")})
	for _, f := range got {
		if f.Rule == "builtin/resources-smaller" || f.Rule == "builtin/resources-inverted" {
			t.Errorf("%s decides %s", f.Rule, f.Drift.Path)
		}
	}
	if len(got) == 0 {
		t.Error("nothing was found")
	}
}

func check(t *testing.T, src string) rules.ExampleCheck {
	t.Helper()
	b, files := blocks(t, src)
	set, diags := rules.Load(b, files, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set.CheckExamples("team/", compare)
}

func TestExamplesOfTeamsRulesRunInOrderAndWithEnvironmentsExchanged(t *testing.T) {
	rule := func(name, when, verdict, more string) string {
		return "rule \"" + name + "\" {\n  when = " + when + "\n  verdict = \"" + verdict + "\"\n  reason = \"Because.\"\n" + more + "\n}\n"
	}
	level := `examples = [{ path = "LOG_LEVEL", values = { staging = "debug", prod = "info" } }]`
	for name, c := range map[string]struct{ src, want string }{
		"a rule that an earlier one hides": {
			rule("all", `named("*_level")`, "should-fix", "") + rule("log", `named("log_level")`, "must-fix", level), "team/all decides this example",
		},
		"a rule that an earlier one hides, and says so": {
			rule("all", `named("*_level")`, "should-fix", "") +
				rule("log", `named("log_level")`, "must-fix", strings.Replace(level, "path", `decided_by = "team/all", path`, 1)), "",
		},
		"an example that a rule decides which decided_by does not name": {
			rule("log", `named("log_level")`, "must-fix", strings.Replace(level, "path", `decided_by = "builtin/log-level", path`, 1)), "and not builtin/log-level",
		},
		"an acceptable rule that holds either way without saying so": {rule("log", `named("log_level")`, "acceptable", level), "the environments exchanged: staging = info, prod = debug"},
		"an acceptable rule that says it":                            {rule("log", `named("log_level")`, "acceptable", level+"\neither_way = true"), ""},
		"an acceptable rule that is narrow":                          {rule("log", `named("log_level") && other.value == "debug"`, "acceptable", level), "the reference without it"},
		"an acceptable rule that is narrow enough":                   {rule("log", `named("log_level") && other.value == "debug" && drift.kind == "changed"`, "acceptable", level), ""},
		"a switch that may be inverted": {
			rule("x", `named("x_enabled") && drift.kind == "extra"`, "acceptable", `examples = [{ path = "x_enabled", values = { staging = true, prod = null } }]`), "the switch inverted",
		},
		"a should-fix rule is not turned": {rule("log", `named("log_level")`, "should-fix", level), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(t, c.src)
			if c.want == "" && got.Compared == 0 {
				t.Error("the example did not go through comparing")
			}
			switch {
			case c.want == "" && len(got.Failures) > 0:
				t.Errorf("got %+v", got.Failures)
			case c.want != "" && (len(got.Failures) != 1 || !strings.Contains(got.Failures[0].What, c.want)):
				t.Errorf("got %+v, want %q", got.Failures, c.want)
			}
		})
	}
}

// maxCondition is how long a built-in condition may be, in bytes. A longer one has a list that should have a name, or is two rules.
const maxCondition = 200

func TestConditionsAreShortAndListsHaveNames(t *testing.T) {
	for _, r := range mustLoad(t, "").Rules() {
		if len(r.When) > maxCondition {
			t.Errorf("%s:%d: the condition of %s has %d characters, %d are allowed: give its list a name, or split the rule", r.File, r.Line, r.Name, len(r.When), maxCondition)
		}
	}
	lists, all := map[string]string{}, ""
	files, err := fs.Glob(builtin.FS(), "*.hcl")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		src, err := fs.ReadFile(builtin.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?ms)^names "([^"]+)" \{[^\n]*\n  patterns = \[\n(.*?)^  \]\n\}`).FindAllStringSubmatch(string(src), -1) {
			lines := strings.Split(strings.TrimSpace(m[2]), "\n")
			seen := map[string]bool{}
			for _, l := range lines {
				l = strings.TrimSpace(l)
				if strings.Count(strings.ReplaceAll(l, `\"`, ""), `"`) != 2 || seen[l] {
					t.Errorf("%s: names %q: %s stands twice, or beside another", name, m[1], l)
				}
				seen[l] = true
			}
			slices.Sort(lines)
			key := strings.Join(lines, "\n")
			if before := lists[key]; before != "" {
				t.Errorf("%s: names %q lists the same as %q", name, m[1], before)
			}
			lists[key] = m[1]
		}
		all += string(src)
		if n := strings.Count(string(src), "\nnames \""); n > 0 && len(lists) == 0 {
			t.Errorf("%s: its groups are not written one pattern a line", name)
		}
	}
	for _, group := range lists {
		if !strings.Contains(all, `"@`+group+`"`) {
			t.Errorf("nothing asks for names %q", group)
		}
	}
	if len(lists) < 50 {
		t.Errorf("%d groups", len(lists))
	}
}
