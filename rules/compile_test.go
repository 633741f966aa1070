package rules

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/snapshot"
)

func genText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "1", "0", "true", "false", "off", "debug", "info", "2.5", "db.t4g.micro", "db.r6g.2xlarge", "14.7", "postgres16", "changeme", "https://a.example/v1",
			"http://b.example", "*", "0.0.0.0/0", "localhost:80", "a-b-c", "c2fe9fac-2f28-40ca-b152-08ee41cd6843", "var.x", "ENABLED", "production", "shop/api:1.2", "é\x00\xff",
		}),
		rapid.StringN(0, 12, 40),
	)
}

func genSide(t *rapid.T, label string) drift.Side {
	switch rapid.IntRange(0, 5).Draw(t, label) {
	case 0:
		return drift.Side{State: drift.AbsentState, Class: -1}
	case 1:
		return drift.Side{State: drift.UnknownState, Class: -1}
	case 2:
		return drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.Secret, Text: "hmac:00", Flags: snapshot.FlagSensitive}, Class: rapid.IntRange(0, 1).Draw(t, label+"class")}
	}
	s := genText().Draw(t, label+"text")
	kind := rapid.SampledFrom([]snapshot.Kind{snapshot.String, snapshot.Number, snapshot.Bool, snapshot.Null, snapshot.Unknown}).Draw(t, label+"kind")
	return drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: kind, Text: s}, Text: s, Class: rapid.IntRange(0, 1).Draw(t, label+"class")}
}

func genDrift(t *rapid.T) *drift.Drift {
	names := []string{"replicas", "LOG_LEVEL", "image", "deletion_protection", "db_engine_version", "schedule", "PAYMENT_API_URL", "is_production", "memory", "x", "FF_A", "tls", "name"}
	name := rapid.OneOf(rapid.SampledFrom(names), rapid.StringMatching(`[a-zA-Z_.\-]{0,12}`)).Draw(t, "name")
	d := &drift.Drift{
		Kind:      drift.Kind(rapid.SampledFrom([]string{"changed", "missing", "extra", "leaked", "shared", "misspelt", "type-changed"}).Draw(t, "kind")),
		Pillar:    rapid.SampledFrom(snapshot.Pillars()).Draw(t, "pillar"),
		Collector: rapid.SampledFrom([]string{"kubernetes", "terraform", "envvars", "featureflags", "files"}).Draw(t, "collector"),
		Path:      rapid.SampledFrom([]string{"", "spec.", "spec.template.spec.containers[name=api].", "resources.limits.", "metadata.labels."}).Draw(t, "prefix") + name,
		Resource: drift.ResourceRef{
			Type: rapid.SampledFrom([]string{"kubernetes", "terraform", "envvars", "featureflags", "files"}).Draw(t, "type"),
			Kind: rapid.SampledFrom([]string{"Deployment", "Ingress", "PrometheusRule", "flag", "module", "aws_db_instance", "Role"}).Draw(t, "rkind"),
			Name: rapid.SampledFrom([]string{"orders", "mock-api", "dashboard", "scheduled_downtime"}).Draw(t, "rname"),
		},
		Sides: []drift.Side{genSide(t, "staging"), genSide(t, "prod")},
	}
	absent := drift.Side{State: drift.AbsentState, Class: -1} // a drift of one side has one: rules ask for the environment that differs
	switch d.Kind {
	case drift.Extra:
		d.Sides[0], d.Sides[1] = drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: "4"}, Text: "4"}, absent
	case drift.Missing:
		d.Sides[0], d.Sides[1] = absent, drift.Side{State: drift.Present, Node: &snapshot.Node{Kind: snapshot.String, Text: "4"}, Text: "4"}
	}
	d.Facts = drift.Facts{Ratio: rapid.SampledFrom([]float64{0, 0.05, 0.5, 1, 2}).Draw(t, "ratio"), Inverted: rapid.Bool().Draw(t, "inverted"), SecretShared: rapid.Bool().Draw(t, "shared")}
	if rapid.Bool().Draw(t, "leak") {
		d.Sides[1].Word, d.Sides[1].WordOf = "staging", "staging"
	}
	return d
}

func propertyRun() *run {
	return newRun(Context{Environments: []drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}, Now: time.Unix(1_800_000_000, 0)})
}

// The compiled form of every built-in rule is compared with HCL's own evaluation.
func TestCompiledAndInterpretedConditionsAgree(t *testing.T) {
	set, diags := Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := genDrift(t)
		compiled, interpreted := &facts{run: propertyRun()}, &facts{run: propertyRun()}
		compiled.point(d, nil)
		interpreted.point(d, nil)
		for _, r := range rapid.SliceOfN(rapid.SampledFrom(set.rules), 12, 12).Draw(t, "rules") {
			if r.expr == nil {
				continue
			}
			got, want := r.condition(compiled), set.compiler.interpretBool(r.expr)(interpreted)
			if interpreted.err != nil || compiled.err != nil {
				t.Fatalf("%s: %v, %v", r.Name, compiled.err, interpreted.err)
			}
			if got != want {
				t.Fatalf("%s: compiled %v, interpreted %v", r.Name, got, want)
			}
		}
	})
}

// The index may only leave out rules that do not match.
func TestTheIndexLosesNoRule(t *testing.T) {
	set, diags := Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := genDrift(t)
		w := &worker{set: set, facts: facts{run: propertyRun()}, bits: newBitset(len(set.rules))}
		w.facts.point(d, nil)
		got := w.decide().rule
		plain := &facts{run: propertyRun()}
		plain.point(d, nil)
		for _, r := range set.rules {
			if r.applies(plain) {
				if r != got {
					t.Fatalf("%s decides with the index, %s without", got.Name, r.Name)
				}
				return
			}
		}
	})
}

func TestNamesAreComparedWordByWord(t *testing.T) {
	for name, want := range map[string][]string{
		"logLevel": {"log", "level"}, "LOG_LEVEL": {"log", "level"}, "apiHTTPPort2": {"api", "http", "port2"}, "serviceIDs": {"service", "ids"},
		"log-level": {"log", "level"}, "": nil, "example.com/cost-centre": {"cost", "centre"},
	} {
		if got := names.AppendWords(nil, afterSlash(name)); !equalTexts(got, want) {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*_log_level", "API_LOG_LEVEL", true},
		{"*_log_level", "logLevel", true},
		{"log_level", "apiLogLevel", false},
		{"*_port", "supportTeam", false},
		{"backup_retention*", "backupRetentionPeriod", true},
		{"*_mock*", "paymentMockUrl", true},
		{"*_ids", "SERVICE_IDS", true},
	} {
		if got := compileName(c.pattern).match(names.AppendWords(nil, c.name)); got != c.want {
			t.Errorf("%q against %q: got %v", c.pattern, c.name, got)
		}
	}
}

func equalTexts(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestADriftIsNamedByTheLastKeyWithAMeaning(t *testing.T) {
	for path, want := range map[string]string{
		"spec.template.spec.containers[name=api].env[name=DB_HOST].value":                    "DB_HOST",
		"spec.template.spec.containers[name=api].env[name=DB_HOST]":                          "DB_HOST",
		"spec.template.spec.containers[name=api].env[name=TOKEN].valueFrom.secretKeyRef.key": "TOKEN",
		"spec.replicas":        "replicas",
		"default":              "res",
		"":                     "res",
		"dnsNames[=a.example]": "dnsNames",
		"args[2]":              "args",
		`metadata.labels["app.kubernetes.io/name"]`: "app.kubernetes.io/name",
		`data["app.yaml"]:server.port`:              "port",
	} {
		if got := nameOf(splitPath(path), "res"); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

func TestPathGlobs(t *testing.T) {
	for _, c := range []struct {
		glob, path string
		want       bool
	}{
		{"**.LOG_LEVEL", "data.LOG_LEVEL", true},
		{"**.LOG_LEVEL", "LOG_LEVEL", true},
		{"**.LOG_LEVEL", "data.LOG_LEVEL.x", false},
		{"spec.**.containers[*].image", "spec.template.spec.containers[name=api].image", true},
		{"spec.*", "spec.a.b", false},
		{`metadata.labels["app.kubernetes.io/name"]`, `metadata.labels["app.kubernetes.io/name"]`, true},
		{"**.*esources.limits.*", "appResources.limits.cpu", true},
	} {
		if got := compilePathGlob(c.glob).match(splitPath(c.path)); got != c.want {
			t.Errorf("%q against %q: got %v", c.glob, c.path, got)
		}
	}
}

func FuzzPathsAndNames(f *testing.F) {
	for _, s := range []string{"spec.replicas", `a["b.c"][name=x].value`, "[[", `["`, "]", "a..b", "x[=\"]\"]"} {
		f.Add(s, "**.a[*]")
	}
	f.Fuzz(func(t *testing.T, path, glob string) {
		parts := splitPath(path)
		for _, p := range parts {
			if p == "" {
				t.Fatalf("empty part in %q", path)
			}
		}
		compilePathGlob(glob).match(parts)
		compileName(glob).match(names.AppendWords(nil, nameOf(parts, "r")))
		shapeOfText(path)
		versionParts(path)
	})
}
