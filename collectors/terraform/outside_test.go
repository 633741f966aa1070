package terraform

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// A pipeline sets `stage` with -var, so its default is dev's alone. Nobody may conclude that production is called dev.
func TestADefaultThatNamesAnEnvironmentIsNoValueWhereNoVariableFileSetsIt(t *testing.T) {
	const config = `
variable "stage" { default = "dev" }
variable "size" { default = "small" }
resource "aws_sqs_queue" "q" { name = "orders-${var.stage}-${var.size}" }
`
	for name, c := range map[string]struct {
		varFiles string
		files    map[string]string
		want     string
		unknown  bool
	}{
		"no file sets it":                   {`var_files = "envs/prod.tfvars"`, map[string]string{"envs/prod.tfvars": "n = 1\n", "envs/dev.tfvars": "n = 2\n"}, "orders-${var.stage}-small", true},
		"no file sets it, a folder each":    {`var_files = "envs/prod/terraform.tfvars"`, map[string]string{"envs/prod/terraform.tfvars": "n = 1\n", "envs/dev/terraform.tfvars": "n = 2\n"}, "orders-${var.stage}-small", true},
		"another environment's file does":   {`var_files = "envs/prod.tfvars"`, map[string]string{"envs/prod.tfvars": "n = 1\n", "envs/qa.tfvars": "stage = \"qa\"\n"}, "orders-dev-small", false},
		"in a folder of its own":            {`var_files = "envs/prod/terraform.tfvars"`, map[string]string{"envs/prod/terraform.tfvars": "n = 1\n", "envs/qa/terraform.tfvars": "stage = \"qa\"\n"}, "orders-dev-small", false},
		"its own file does":                 {`var_files = "envs/prod.tfvars"`, map[string]string{"envs/prod.tfvars": "stage = \"prod\"\n"}, "orders-prod-small", false},
		"a configuration without variables": {"", map[string]string{}, "orders-dev-small", false},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["m/main.tf"] = config
			r := read(t, "config = \"m\"\n"+c.varFiles, c.files)
			noted := strings.Contains(strings.Join(r.Outcome.Notes, "\n"), "no variable file sets `stage`")
			for i := range r.Resources {
				switch x := &r.Resources[i]; x.Kind {
				case "aws_sqs_queue":
					if n := x.Tree().Child("name"); n.Text != c.want {
						t.Errorf("%s, want %s", n.Text, c.want)
					}
				case "variable":
					if v := x.Tree().Child("value"); x.Name == "stage" && (v != nil && v.Kind == snapshot.Unknown) != c.unknown {
						t.Errorf("value %+v", v)
					}
				}
			}
			if noted != c.unknown {
				t.Errorf("notes: %q", r.Outcome.Notes)
			}
		})
	}
}
