package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func parse(t testing.TB, src string) (*Config, error) {
	t.Helper()
	return Parse([]byte(src), "envparity.hcl", "/repo", Options{CollectTypes: []string{"files", "envvars"}})
}

func TestDefaultReferenceIsWhatCustomersSee(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{[]string{"prod", "staging"}, "prod"},
		{[]string{"production", "dev"}, "production"},
		{[]string{"live", "test"}, "live"},
		{[]string{"PROD", "dev"}, "PROD"},
		{[]string{"dev", "prod-eu", "staging"}, "prod-eu"},
		{[]string{"non-prod", "pre-prod", "main"}, "main"},
		{[]string{"blue", "green"}, "green"},
	} {
		if got := tt.names[DefaultReference(tt.names)]; got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.names, got, tt.want)
		}
	}
}

func TestConfigSaysWhatItSays(t *testing.T) {
	c, err := parse(t, `
project  = "shop"
baseline = "known.json"
environment "staging" {
  purpose        = "next"
  vocabulary     = ["stg"]
  vars           = { region = "eu", size = 2, on = true, list = ["a"] }
  base_url       = "https://${env.name}.example"
  expected_ratio = 1.5
  headers        = { x = env.vars.region }
  member "eu" { vars = { zone = "${env.vars.region}-1" } }
  member "us" {}
  proxy = "http://proxy"
}
environment "prod" { protected = false }
collect "files" {
  path    = "${env.name}/${member.name}"
  as      = "settings"
  only    = ["staging"]
  timeout = "30s"
}
match "Deployment" { names = { staging = "a", prod = "b" } }
rule "r" {}
policy {}
journey "j" {}
`)
	if err != nil {
		t.Fatal(err)
	}
	s, p := c.Environments[0], c.Environments[1]
	switch {
	case c.Project != "shop" || c.Baseline != "known.json" || c.Waivers != "envparity.waivers.hcl":
		t.Errorf("top level: %+v", c)
	case s.BaseURL != "https://staging.example" || s.Headers["x"] != "eu" || s.ExpectedRatio != 1.5 || s.Reference || s.Protected:
		t.Errorf("staging: %+v", s)
	case s.Vars["size"] != 2.0 || s.Vars["on"] != true || s.Members[0].Vars["zone"] != "eu-1" || s.Members[1].Name != "us":
		t.Errorf("staging's vars and members: %+v", s)
	case !p.Reference || p.Protected:
		t.Errorf("prod: %+v", p)
	case len(c.Rules) != 1 || len(c.Policies) != 1 || len(c.Journeys) != 1 || len(c.Matches) != 1:
		t.Errorf("blocks: %+v", c)
	}
	col := c.Collects[0]
	if col.As != "settings" || col.Timeout.Seconds() != 30 {
		t.Errorf("collect: %+v", col)
	}
	attrs, diags := col.Body.JustAttributes()
	if diags.HasErrors() || len(attrs) != 1 {
		t.Fatalf("what is left for the collector: %v %v", attrs, diags)
	}
	v, diags := attrs["path"].Expr.Value(c.EvalContext(&s, &s.Members[0]))
	if diags.HasErrors() || v.AsString() != "staging/eu" {
		t.Errorf("path: %v %v", v, diags)
	}
}

func TestTheReferenceIsProtectedUnlessItSaysOtherwise(t *testing.T) {
	c, err := parse(t, `environment "dev" {}
environment "prod" {}`)
	if err != nil || !c.Ref().Protected || c.Environments[0].Protected {
		t.Errorf("%+v %v", c, err)
	}
}

func TestErrorsQuoteTheLineAndTheNearestName(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"vars that are no object":      {"environment \"prod\" {\n  vars = 3\n}", "Not an object"},
		"a ratio below nothing":        {"environment \"prod\" {\n  expected_ratio = -1\n}", "a number above 0"},
		"an empty word":                {"environment \"prod\" {\n  vocabulary = [\" \"]\n}", "found everywhere"},
		"a name that is no file name":  {"environment \"a/b\" {\n}", `"a/b" cannot name an environment`},
		"a label too many":             {"environment \"a\" \"b\" {\n}", "takes one label"},
		"a timeout that is none":       {"environment \"prod\" {}\ncollect \"files\" {\n  path = \"x\"\n  timeout = \"soon\"\n}", `"soon" is not a positive duration`},
		"a match of one":               {"environment \"prod\" {}\nmatch \"x\" {\n  names = { prod = \"a\" }\n}", "two environments or more"},
		"a match of nobody":            {"environment \"prod\" {}\nmatch \"x\" {\n  names = { prod = \"a\", prd = \"b\" }\n}", `Did you mean "prod"?`},
		"a misspelt top attribute":     {"projct = \"x\"", `Did you mean "project"?`},
		"two members of one name":      {"environment \"prod\" {\n member \"a\" {}\n member \"a\" {}\n}", "two members"},
		"a function that there is not": {"environment \"prod\" {\n base_url = getenv(\"X\")\n}", "getenv"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, tt.src)
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "envparity.hcl line") {
				t.Errorf("got %v, want it to say %q", err, tt.want)
			}
		})
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	_, err := parse(t, "environment \"prod\" {}\nfoo {}\nbar = 1\ncollect \"fils\" {}\n")
	if err == nil || strings.Count(err.Error(), "envparity.hcl line") != 3 {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`environment "prod" { vars = { a = "${env.name}" } }`)
	f.Add(`environment "a" { member "b" { vars = env.vars } } collect "files" { only = ["a"] }`)
	f.Fuzz(func(t *testing.T, src string) {
		c, err := parse(t, src)
		if err != nil {
			_ = err.Error()
			return
		}
		if c.Ref() == nil {
			t.Fatal("a config without a reference")
		}
		for i := range c.Environments {
			_ = c.EvalContext(&c.Environments[i], nil)
		}
	})
}

func TestFunctionsHaveNamesThatCanBeCalled(t *testing.T) {
	for name := range Functions() {
		if !hclsyntax.ValidIdentifier(name) {
			t.Errorf("%q", name)
		}
	}
}

func TestKeymapsAreReadWithTheirPlaces(t *testing.T) {
	c, err := parse(t, `
environment "a" {}
environment "b" {}
keymap {
  quit = "Q"
  down = ["j", "ctrl+j"]
}
keymap "findings" { accept = [] }
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Keymaps) != 2 || c.Keymaps[0].Screen != "" || c.Keymaps[1].Screen != "findings" {
		t.Fatalf("%+v", c.Keymaps)
	}
	if a := c.Keymaps[0].Actions; len(a) != 2 || a[0].Name != "quit" || a[1].Keys[1] != "ctrl+j" || a[1].Range.Start.Line != 6 {
		t.Errorf("%+v", a)
	}
	if a := c.Keymaps[1].Actions[0]; a.Keys == nil || len(a.Keys) != 0 {
		t.Errorf("an empty list must take the keys away: %+v", a)
	}
	if msg := c.Fault(c.Keymaps[0].Actions[0].Range, "No", "why").Error(); !strings.Contains(msg, "envparity.hcl line 5") || !strings.Contains(msg, `quit = "Q"`) {
		t.Errorf("the fault does not quote its line:\n%s", msg)
	}
	for src, want := range map[string]string{
		`keymap { quit = 3 }`:           "this is a number",
		`keymap { quit = ["q", true] }`: "the list holds a bool",
		`keymap "a" "b" {}`:             "Wrong labels",
		"keymap {}\nkeymap {}":          "given in line",
		"keymap {\nblock {}\n}":         "Unknown block",
		`keymap { quit = { a = "b" } }`: "this is a object",
		`keymap { quit = env.name }`:    "Unknown variable",
	} {
		if _, err := parse(t, "environment \"a\" {}\nenvironment \"b\" {}\n"+src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", src, err, want)
		}
	}
}
