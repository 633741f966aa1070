package journeys_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/decode"
	"github.com/envparity/envparity/journeys/journeystest"
	"github.com/envparity/envparity/journeys/runner"
)

// parse decodes the journey blocks of a text.
func parse(t *testing.T, src string) []journeys.Journey {
	t.Helper()
	js, diags := tryParse(src)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return js
}

func tryParse(src string) ([]journeys.Journey, hcl.Diagnostics) {
	f, diags := hclsyntax.ParseConfig([]byte(src), "envparity.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	var out []journeys.Journey
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		j, d := decode.Journey(b.Labels[0], b.Body, nil)
		diags = append(diags, d...)
		out = append(out, j)
	}
	return out, diags
}

// cases has each journey the same in all targets.
func cases(js []journeys.Journey, ts []journeys.Target) []runner.Case {
	var out []runner.Case
	for i := range js {
		c := runner.Case{Name: js[i].Name, In: map[string]*journeys.Journey{}}
		for _, t := range ts {
			c.In[t.Name] = &js[i]
		}
		out = append(out, c)
	}
	return out
}

// execute plans and runs, with secrets from a map.
func execute(t *testing.T, src string, ts []journeys.Target, po runner.PlanOptions, o runner.Options) *journeys.Run {
	t.Helper()
	if po.Warmup == 0 {
		po.Warmup = -1
	}
	p, err := runner.MakePlan(cases(parse(t, src), ts), ts, po)
	if err != nil {
		t.Fatal(err)
	}
	if o.Seed == 0 {
		o.Seed = 42
	}
	if o.Version == "" {
		o.Version = "test"
	}
	run, err := runner.Execute(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func demoTargets(t *testing.T) []journeys.Target {
	t.Helper()
	var out []journeys.Target
	for _, s := range journeystest.PlainShops() {
		srv, err := s.Start()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(srv.Close)
		out = append(out, journeys.Target{Name: s.Name, BaseURL: srv.URL, Reference: s.Name == "prod", Protected: s.Name == "prod", MaxRate: 1e5})
	}
	return out
}

const shopJourneys = `
journey "checkout" {
  rounds = 8
  step "login" {
    request = "POST /api/login"
    effect  = "login"
    json    = { user = "demo", password = secret("DEMO_PASSWORD") }
    expect  { status = 200 }
    capture = { token = body.token }
  }
  step "checkout" {
    request = "GET /api/checkout"
    bearer  = token
    compare { level = "stable" }
  }
}
journey "search" {
  rounds = 8
  step "search" {
    request = "GET /api/search?q=shoe"
    expect { status = 200 }
  }
}`

func secrets(name string) (string, error) { return "hunter2-" + name, nil }

func TestTheDemoRunsInAllEnvironments(t *testing.T) {
	ts := demoTargets(t)
	run := execute(t, shopJourneys, ts, runner.PlanOptions{AllowWrites: []string{"prod"}}, runner.Options{Secrets: secrets, Observe: func(e journeys.Event) {
		if e.Rounds != 8 {
			t.Errorf("%s says round %d of %d", e.Kind, e.Round, e.Rounds)
		}
	}})
	if len(run.Problems) > 0 {
		t.Errorf("problems: %q", run.Problems)
	}
	if want := 3 * (9*2 + 9); run.Requests != want {
		t.Errorf("%d requests sent, want %d", run.Requests, want)
	}
	for _, j := range run.Journeys {
		rounds := map[int]map[string]bool{}
		for _, s := range j.Samples {
			if s.Failed {
				t.Fatalf("%s in %s failed: %+v", j.Name, s.Environment, s.Steps)
			}
			if s.Mixed && !s.Warmup {
				t.Errorf("%s in %s, round %d, opened a connection", j.Name, s.Environment, s.Round)
			}
			if rounds[s.Round] == nil {
				rounds[s.Round] = map[string]bool{}
			}
			rounds[s.Round][s.Environment] = true
		}
		if len(rounds) != 9 {
			t.Errorf("%s ran %d rounds, want one of warm-up and 8", j.Name, len(rounds))
		}
		for r, envs := range rounds {
			if len(envs) != 3 {
				t.Errorf("round %d visited %v", r, envs)
			}
		}
	}
	b, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "demo-token"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("the run holds %q", secret)
		}
	}
	if dir := os.Getenv("KEEP"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "run.json"), b, 0o600)
	}
}

// decodeTarget decodes a block of environment "staging" for journeys.
func decodeTarget(t *testing.T, src string) (journeys.Target, hcl.Diagnostics) {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(src), "envparity.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	out := journeys.Target{Name: "staging"}
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{"env": cty.ObjectVal(map[string]cty.Value{"name": cty.StringVal("staging")})}}
	return out, decode.Target(f.Body, ctx, &out)
}
