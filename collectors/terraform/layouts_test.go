package terraform

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// layout is a root module with its variable files, and what its outputs come to.
type layout struct {
	name  string
	files map[string]string
	given []string          // -var-file, in this order
	want  map[string]string // outputs, as JSON
}

const showP = "output \"p\" { value = var.p }\n"

func layouts() []layout {
	p := `variable "p" { default = "default" }` + "\n" + showP
	return []layout{
		{"a default", map[string]string{"main.tf": p}, nil, map[string]string{"p": `"default"`}},
		{"terraform.tfvars", map[string]string{"main.tf": p, "terraform.tfvars": `p = "t"`}, nil, map[string]string{"p": `"t"`}},
		{"terraform.tfvars.json", map[string]string{"main.tf": p, "terraform.tfvars.json": `{"p": "json"}`}, nil, map[string]string{"p": `"json"`}},
		{"terraform.tfvars.json over terraform.tfvars", map[string]string{"main.tf": p, "terraform.tfvars": `p = "t"`, "terraform.tfvars.json": `{"p": "json"}`}, nil, map[string]string{"p": `"json"`}},
		{"an auto file over terraform.tfvars", map[string]string{"main.tf": p, "terraform.tfvars": `p = "t"`, "a.auto.tfvars": `p = "auto"`}, nil, map[string]string{"p": `"auto"`}},
		{"an auto file over terraform.tfvars, whatever its name", map[string]string{"main.tf": p, "terraform.tfvars": `p = "t"`, "zz.auto.tfvars": `p = "auto"`}, nil, map[string]string{"p": `"auto"`}},
		{"auto files in order of their names", map[string]string{"main.tf": p, "b.auto.tfvars": `p = "b"`, "a.auto.tfvars": `p = "a"`}, nil, map[string]string{"p": `"b"`}},
		{"auto files of both syntaxes in order of their names", map[string]string{"main.tf": p, "b.auto.tfvars.json": `{"p": "b"}`, "a.auto.tfvars": `p = "a"`}, nil, map[string]string{"p": `"b"`}},
		{"auto files of both syntaxes, the other way round", map[string]string{"main.tf": p, "a.auto.tfvars.json": `{"p": "a"}`, "b.auto.tfvars": `p = "b"`}, nil, map[string]string{"p": `"b"`}},
		{"a file of another name loads by itself nowhere", map[string]string{"main.tf": p, "prod.tfvars": `p = "prod"`}, nil, map[string]string{"p": `"default"`}},
		{"a file that is named", map[string]string{"main.tf": p, "prod.tfvars": `p = "prod"`}, []string{"prod.tfvars"}, map[string]string{"p": `"prod"`}},
		{"a named file over all that load by themselves", map[string]string{"main.tf": p, "prod.tfvars": `p = "prod"`, "z.auto.tfvars": `p = "z"`}, []string{"prod.tfvars"}, map[string]string{"p": `"prod"`}},
		{"named files in the order given", map[string]string{"main.tf": p, "global.tfvars": `p = "global"`, "dev.tfvars": `p = "dev"`}, []string{"global.tfvars", "dev.tfvars"}, map[string]string{"p": `"dev"`}},
		{"named files in the other order", map[string]string{"main.tf": p, "global.tfvars": `p = "global"`, "dev.tfvars": `p = "dev"`}, []string{"dev.tfvars", "global.tfvars"}, map[string]string{"p": `"global"`}},
		{"a named file of JSON", map[string]string{"main.tf": p, "prod.tfvars.json": `{"p": "j"}`}, []string{"prod.tfvars.json"}, map[string]string{"p": `"j"`}},
		{"JSON strings are literal", map[string]string{"main.tf": p, "terraform.tfvars.json": `{"p": "a ${b} %{c} \/ \ud83d\ude00"}`}, nil, map[string]string{"p": `"a ${b} %{c} / 😀"`}},
		{"JSON of every type", map[string]string{"main.tf": "variable \"p\" {}\n" + showP, "terraform.tfvars.json": `{"p": {"a": [1, true, null, "x"], "b": {"c": 1.5}}}`}, nil, map[string]string{"p": `{"a":[1,true,null,"x"],"b":{"c":1.5}}`}},
		{"an override file over all others, whatever its name", map[string]string{"main.tf": p, "dev_override.tf": `variable "p" { default = "over" }`}, nil, map[string]string{"p": `"over"`}},
		{"override.tf", map[string]string{"zz.tf": p, "override.tf": `variable "p" { default = "over" }`}, nil, map[string]string{"p": `"over"`}},
		{"override files in order of their names", map[string]string{"main.tf": p, "b_override.tf": `variable "p" { default = "b" }`, "a_override.tf": `variable "p" { default = "a" }`}, nil, map[string]string{"p": `"b"`}},
		{"an override of an output", map[string]string{"main.tf": p, "o_override.tf": `output "p" { value = "o" }`}, nil, map[string]string{"p": `"o"`}},
		{"an override of a local", map[string]string{"main.tf": "locals {\n x = 1\n y = local.x + 1\n}\noutput \"p\" { value = local.y }\n", "x_override.tf": "locals { x = 5 }"}, nil, map[string]string{"p": "6"}},
		{"an override keeps what it does not name", map[string]string{"main.tf": "variable \"p\" {\n type = number\n default = \"1\"\n}\n" + showP, "x_override.tf": "variable \"p\" { description = \"d\" }"}, nil, map[string]string{"p": "1"}},
		{"a variable file over an override", map[string]string{"main.tf": p, "x_override.tf": `variable "p" { default = "over" }`, "terraform.tfvars": `p = "t"`}, nil, map[string]string{"p": `"t"`}},
		{"a file whose name only ends in override", map[string]string{"main.tf": p, "nooverride.tf": `output "q" { value = 1 }`}, nil, map[string]string{"p": `"default"`, "q": "1"}},
		{"optional() with a default", map[string]string{"main.tf": "variable \"p\" {\n type = object({ name = string, size = optional(number, 5) })\n default = { name = \"x\" }\n}\n" + showP}, nil, map[string]string{"p": `{"name":"x","size":5}`}},
		{"optional() without a default", map[string]string{"main.tf": "variable \"p\" {\n type = object({ name = string, size = optional(number) })\n default = { name = \"x\" }\n}\n" + showP}, nil, map[string]string{"p": `{"name":"x","size":null}`}},
		{"optional() in a list of objects, given by a file", map[string]string{"main.tf": "variable \"p\" {\n type = list(object({ n = string, on = optional(bool, true) }))\n}\n" + showP, "terraform.tfvars": `p = [{ n = "a" }, { n = "b", on = false }]`}, nil, map[string]string{"p": `[{"n":"a","on":true},{"n":"b","on":false}]`}},
		{"optional() in optional()", map[string]string{"main.tf": "variable \"p\" {\n type = object({ a = optional(object({ b = optional(string, \"deep\") }), {}) })\n default = {}\n}\n" + showP}, nil, map[string]string{"p": `{"a":{"b":"deep"}}`}},
		{"optional() over null", map[string]string{"main.tf": "variable \"p\" {\n type = object({ a = optional(string, \"d\") })\n default = { a = null }\n}\n" + showP}, nil, map[string]string{"p": `{"a":"d"}`}},
		{"a type converts", map[string]string{"main.tf": "variable \"p\" {\n type = map(string)\n default = { a = 1, b = true }\n}\n" + showP}, nil, map[string]string{"p": `{"a":"1","b":"true"}`}},
		{"a set is sorted and has no doubles", map[string]string{"main.tf": "variable \"p\" {\n type = set(string)\n default = [\"b\", \"a\", \"b\"]\n}\n" + showP}, nil, map[string]string{"p": `["a","b"]`}},
		{"locals in a row", map[string]string{"a.tf": "locals { a = \"${local.b}!\" }", "b.tf": "locals { b = upper(local.c) }", "c.tf": "locals { c = var.p }\n" + p, "o.tf": "output \"q\" { value = local.a }"}, nil, map[string]string{"p": `"default"`, "q": `"DEFAULT!"`}},
		{"file() beside the module", map[string]string{"main.tf": "output \"p\" { value = trimspace(file(\"${path.module}/ref\")) }\n", "ref": "v1.2.0\n"}, nil, map[string]string{"p": `"v1.2.0"`}},
		{"values in YAML beside the module", map[string]string{"main.tf": "locals { c = yamldecode(file(\"c.yaml\")) }\noutput \"p\" { value = local.c.a.b }\n", "c.yaml": "a:\n  b: [1, x]\n"}, nil, map[string]string{"p": `[1,"x"]`}},
		{"coalesce over an empty text", map[string]string{"main.tf": p + "output \"q\" { value = coalesce(\"\", var.p) }\n"}, nil, map[string]string{"p": `"default"`, "q": `"default"`}},
		{"a value that nothing declares", map[string]string{"main.tf": p, "terraform.tfvars": "stray = 1\np = \"t\"\n"}, nil, map[string]string{"p": `"t"`}},
		{"an empty text is a value", map[string]string{"main.tf": p, "terraform.tfvars": `p = ""`}, nil, map[string]string{"p": `""`}},
		{"null takes a default away", map[string]string{"main.tf": "variable \"p\" { default = \"d\" }\noutput \"p\" { value = var.p == null ? \"null\" : var.p }\n", "terraform.tfvars": `p = null`}, nil, map[string]string{"p": `"null"`}},
		{"null where it may not be is the default", map[string]string{"main.tf": "variable \"p\" {\n default = \"d\"\n nullable = false\n}\n" + showP, "terraform.tfvars": `p = null`}, nil, map[string]string{"p": `"d"`}},
		{"a heredoc in a variable file", map[string]string{"main.tf": p, "terraform.tfvars": "p = <<-EOT\n  a\n    b\n  EOT\n"}, nil, map[string]string{"p": `"a\n  b\n"`}},
	}
}

func TestLayoutsAreReadInTerraformsOrder(t *testing.T) {
	for _, l := range layouts() {
		t.Run(l.name, func(t *testing.T) {
			for name, text := range readLayout(t, l) {
				if text != l.want[name] {
					t.Errorf("%s is %s, want %s", name, text, l.want[name])
				}
			}
		})
	}
}

// readLayout is what this package makes of a layout's outputs.
func readLayout(t *testing.T, l layout) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, text := range l.files {
		files["m/"+name] = text
	}
	config := `config = "m"`
	if len(l.given) > 0 {
		config += "\nvar_files = [\"m/" + strings.Join(l.given, "\", \"m/") + "\"]"
	}
	r := read(t, config, files)
	if r.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", r.Outcome)
	}
	out := map[string]string{}
	for name := range l.want {
		out[name] = asJSON(find(t, r, "output", name).Tree().Child("value"))
	}
	return out
}

// TestLayoutsAreWhatOpenTofuMakesOfThem holds what TestLayoutsAreReadInTerraformsOrder wants against the program.
func TestLayoutsAreWhatOpenTofuMakesOfThem(t *testing.T) {
	binary := real.Tofu(t)
	for _, l := range layouts() {
		t.Run(l.name, func(t *testing.T) {
			var args []string
			for _, g := range l.given {
				args = append(args, "-var-file="+g)
			}
			got := outputsOf(t, binary, l.files, args...)
			for name, text := range l.want {
				if got[name] != text {
					t.Errorf("%s is %s, want %s", name, got[name], text)
				}
			}
		})
	}
}

func TestAValueWithoutEffectIsNoted(t *testing.T) {
	r := read(t, "config = \"m\"\nvar_files = \"prod.tfvars\"", map[string]string{"m/main.tf": "variable \"a\" {}\n", "m/terraform.tfvars": "b = 1\n", "prod.tfvars": "a = 1\nc = 2\n"})
	if notes := strings.Join(r.Outcome.Notes, "\n"); !strings.Contains(notes, `m/terraform.tfvars:1: sets "b"`) || !strings.Contains(notes, `prod.tfvars:2: sets "c"`) || len(r.Resources) != 1 {
		t.Errorf("%s\n%+v", notes, r.Resources)
	}
}

func TestABrokenJSONFileOfValuesMakesThemUnknown(t *testing.T) {
	r := read(t, `config = "m"`, map[string]string{"m/main.tf": "variable \"a\" { default = 1 }\noutput \"a\" { value = var.a }\n", "m/terraform.tfvars.json": "{\n\"a\": 2,\n\"b\": \n"})
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "m/terraform.tfvars.json:") {
		t.Errorf("%+v", r.Outcome)
	}
}

func TestTheLocalBackendsPathIsForTheDefaultWorkspaceAlone(t *testing.T) {
	state := func(w string) string {
		return `{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{"w":{"value":"` + w + `","type":"string"}},"resources":[]}`
	}
	files := map[string]string{
		"main.tf": "terraform {\n  backend \"local\" { path = \"x.tfstate\" }\n}\n", "x.tfstate": state("default"), "terraform.tfstate.d/dev/terraform.tfstate": state("dev"),
	}
	for config, want := range map[string]string{"dir = \".\"": "default", "dir = \".\"\nworkspace = \"dev\"": "dev"} {
		r := read(t, config, files)
		if got := find(t, r, "output", "w").Tree().Child("value"); got == nil || got.Text != want {
			t.Errorf("%s: %+v", config, got)
		}
	}
}

func TestAModuleIsPinnedByAFile(t *testing.T) {
	r := read(t, `config = "accounts"`, map[string]string{
		"accounts/deployed-ref": "v1.2.0\n", "accounts/logs/terragrunt.hcl": "terraform {\n  source = \"git::../../../modules//logs?ref=${trimspace(file(\"../deployed-ref\"))}\"\n}\n",
	})
	if got := show(find(t, r, "terragrunt", "logs").Tree()); got != "{terraform={source=git::../../../modules//logs?ref=v1.2.0}}" {
		t.Error(got)
	}
}

// A file that sets nothing leaves the default, as one that sets the variable to it does: the value is there in both.
func TestAVariableHasItsDefaultWhereItsFileSetsNothing(t *testing.T) {
	for name, text := range map[string]string{"a file of comments": "# defaults\n", "an empty file": "", "a file that sets another variable": "b = 1\n", "a file that sets it": "a = 0\n"} {
		t.Run(name, func(t *testing.T) {
			r := read(t, "config = \"m\"\nvar_files = \"m/dev.tfvars\"", map[string]string{"m/main.tf": "variable \"a\" { default = 0 }\nvariable \"b\" { default = 2 }\n", "m/dev.tfvars": text})
			if got := find(t, r, "variable", "a").Tree().Child("value"); got == nil || got.Text != "0" {
				t.Errorf("%+v", got)
			}
		})
	}
}
