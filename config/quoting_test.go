package config_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/config"
)

func TestAnErrorQuotesNoSecret(t *testing.T) {
	for name, text := range map[string]string{
		"a file of variables":   "DB_PASSWORD=hunt-Zx81kQpwLm\n",
		"a file of credentials": "[default]\naws_secret_access_key = hunt/Zx81kQpwLm/abc\n",
		"JSON":                  `{"auths": {"r": {"auth": "huntZx81kQpwLmZx81kQpwLm"}}}`,
		"a token alone":         "ghp_huntZx81kQpwLm4Zx81kQpwLm4Zx81kQpwL\n",
		"an unknown attribute":  "project = \"x\"\nadmin_password = \"hunt-Zx81kQpwLm\"\n",
	} {
		_, err := config.Parse([]byte(text), "envparity.hcl", t.TempDir(), config.Options{})
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if got := err.Error(); strings.Contains(got, "hunt") || !strings.Contains(got, "envparity.hcl line ") {
			t.Errorf("%s: %s", name, got)
		}
	}
	_, err := config.Parse([]byte("project = \"x\"\ncolect \"envvars\" {}\n"), "envparity.hcl", t.TempDir(), config.Options{})
	if err == nil || !strings.Contains(err.Error(), `2: colect "envvars" {}`) {
		t.Errorf("the line is not quoted: %v", err)
	}
}

func TestAnErrorShowsTheNameOfTheEnvironmentAndNoOtherVariable(t *testing.T) {
	e, _ := hclsyntax.ParseExpression([]byte(`"${env.name}${env.token}"`), "envparity.hcl", hcl.InitialPos)
	name, _ := hclsyntax.ParseExpression([]byte(`env.name`), "envparity.hcl", hcl.InitialPos)
	vars := &hcl.EvalContext{Variables: map[string]cty.Value{"env": cty.ObjectVal(map[string]cty.Value{"name": cty.StringVal("staging"), "token": cty.StringVal("hunt-Zx81kQpwLm")})}}
	for _, c := range []struct {
		of   hcl.Expression
		want bool
	}{{e, false}, {name, true}} {
		at := c.of.Range()
		err := &config.Error{Diags: hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Wrong", Subject: &at, Expression: c.of, EvalContext: vars}}}
		if got := err.Error(); strings.Contains(got, "hunt") || strings.Contains(got, "staging") != c.want {
			t.Error(got)
		}
	}
}
