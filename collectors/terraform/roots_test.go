package terraform

import (
	"slices"
	"testing"

	"github.com/envparity/envparity/collectors"
)

func TestARootWithAStateOfItsOwnIsNotReadWithTheVariablesOfTheOneAbove(t *testing.T) {
	const state = "terraform {\n backend \"s3\" { key = \"k\" }\n}\n"
	queue := func(name string) string { return "resource \"aws_sqs_queue\" \"" + name + "\" { name = \"q\" }\n" }
	top := "variable \"size\" {}\n" + queue("top")
	for name, x := range map[string]struct {
		config string
		files  map[string]string
		want   []string // queues that are read
	}{
		"a root below": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/main.tf": top, "m/envs/prod/main.tf": state + queue("prod"), "m/envs/staging/main.tf": state + queue("staging")},
			[]string{"top"},
		},
		"a root below in a cloud": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/main.tf": top, "m/other/main.tf": "terraform {\n cloud { organization = \"x\" }\n}\n" + queue("other")},
			[]string{"top"},
		},
		"a folder inside of a root below": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/main.tf": top, "m/other/main.tf": state + queue("other"), "m/other/part/main.tf": queue("part")},
			[]string{"top"},
		},
		"a module": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/main.tf": top, "m/modules/mail/main.tf": queue("mail")},
			[]string{"mail", "top"},
		},
		"a module that is called and keeps a state, which has no effect": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/main.tf": top + "module \"mail\" { source = \"./mail\" }\n", "m/mail/main.tf": state + queue("mail")},
			[]string{"mail", "top"},
		},
		"roots beside one another": {
			"var_files = \"m/prod.tfvars\"",
			map[string]string{"m/a/main.tf": state + queue("a"), "m/b/main.tf": state + queue("b")},
			[]string{"a", "b"},
		},
		"no variable files": {
			"",
			map[string]string{"m/main.tf": top, "m/envs/prod/main.tf": state + queue("prod")},
			[]string{"prod", "top"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			x.files["m/prod.tfvars"] = "size = 1\n"
			r := read(t, "config = \"m\"\n"+x.config, x.files)
			if got := namesOf(r, "aws_sqs_queue"); !slices.Equal(got, x.want) {
				t.Errorf("%v, want %v", got, x.want)
			}
		})
	}
}

func TestSettingsOfABackendAreNoConfigurationOfAllEnvironments(t *testing.T) {
	files := map[string]string{"m/main.tf": "variable \"size\" {}\n", "m/prod.tfvars": "size = 1\n", "m/staging.hcl": "bucket = \"staging-state\"\n", "m/terragrunt.hcl": "inputs = { a = 1 }\n"}
	if got := namesOf(read(t, "config = \"m\"\nvar_files = \"m/prod.tfvars\"", files), "terragrunt"); len(got) != 1 {
		t.Errorf("%v, want the one of terragrunt", got)
	}
	delete(files, "m/prod.tfvars")
	if got := namesOf(read(t, `config = "m"`, files), "terragrunt"); len(got) != 2 {
		t.Errorf("%v, want both where the folder is one environment's", got)
	}
}

func namesOf(r collectors.Result, kind string) []string {
	var out []string
	for i := range r.Resources {
		if r.Resources[i].Kind == kind {
			out = append(out, r.Resources[i].Name)
		}
	}
	slices.Sort(out)
	return out
}
