package terraform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

const rawState = `{
  "version": 4,
  "terraform_version": "1.9.8",
  "serial": 7,
  "lineage": "x",
  "outputs": {
    "url": {"value": "https://shop.example", "type": "string"},
    "admin": {"value": {"user": "root", "pw": "planted-output-secret"}, "type": "dynamic", "sensitive": true}
  },
  "resources": [
    {"mode": "data", "type": "aws_caller_identity", "name": "current", "provider": "p", "instances": [
      {"schema_version": 0, "attributes": {"account_id": "333344445555", "id": "333344445555"}, "sensitive_attributes": []}]},
    {"module": "module.network[\"eu\"]", "mode": "managed", "type": "aws_vpc", "name": "main", "provider": "p", "instances": [
      {"schema_version": 0, "attributes": {"id": "vpc-0f9e8d7c6b5a49382", "cidr_block": "10.0.0.0/16", "tags": {"Owner": "net"}}, "sensitive_attributes": []}]},
    {"mode": "managed", "type": "aws_subnet", "name": "private", "provider": "p", "instances": [
      {"index_key": 0, "schema_version": 0, "attributes": {"id": "subnet-0af6b103fd39ee960", "vpc_id": "vpc-0f9e8d7c6b5a49382"}},
      {"index_key": "b", "schema_version": 0, "status": "tainted", "attributes": {"id": "subnet-0af6b103fd39ee961", "vpc_id": "vpc-0000000000000dead"}},
      {"index_key": "b", "deposed": "1234", "schema_version": 0, "attributes": {"id": "old"}}]},
    {"mode": "managed", "type": "aws_db_instance", "name": "main", "provider": "p", "instances": [
      {"schema_version": 1, "attributes": {"engine_version": "16.3", "password": "planted-db-secret", "user_data": [{"v": "planted-nested-secret"}], "count": 12},
       "sensitive_attributes": [
         [{"type": "get_attr", "value": "user_data"}, {"type": "index", "value": {"value": 0, "type": "number"}}, {"type": "get_attr", "value": "v"}]]}]},
    {"mode": "managed", "type": "random_password", "name": "x", "provider": "p", "instances": [
      {"schema_version": 3, "attributes": {"result": "planted-random-secret", "length": 20}}]}
  ]
}`

func TestConformanceOfStates(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: Type(),
		Files: map[string]string{
			"prod.tfstate": rawState, "cut.tfstate": rawState[:1900], "empty.tfstate": `{"version":4,"serial":1,"outputs":{},"resources":[]}`,
		},
		Config:    `state = "prod.tfstate"`,
		Secrets:   []string{"planted-output-secret", "planted-db-secret", "planted-nested-secret", "planted-random-secret"},
		Missing:   `state = "nowhere.tfstate"`,
		Empty:     `state = "empty.tfstate"`,
		Truncated: `state = "cut.tfstate"`,
	})
}

func TestConformanceOfConfiguration(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: Type(),
		Files: map[string]string{
			"m/main.tf": `
variable "pw" {
  default   = "planted-default-secret"
  sensitive = true
}
locals { dsn = "user:${var.pw}@host" }
resource "aws_instance" "a" {
  user_data = "x ${var.pw}"
  other     = local.dsn
}
resource "aws_db_instance" "a" { password = "planted-literal-secret" }
output "o" {
  value     = "planted-out-secret"
  sensitive = true
}`,
			"m/terraform.tfvars": `pw = "planted-tfvars-secret"`,
			"empty/main.tf":      "",
			"cut/main.tf":        "resource \"a\" \"b\" {\n  x = \"unfinish",
		},
		Config:    `config = "m"`,
		Secrets:   []string{"planted-default-secret", "planted-literal-secret", "planted-out-secret", "planted-tfvars-secret"},
		Missing:   `config = "nowhere"`,
		Empty:     `config = "empty"`,
		Truncated: `config = "cut"`,
	})
}

// read collects config over files.
func read(t *testing.T, config string, files map[string]string) collectors.Result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return collectortest.Collect(t.Context(), t, Type(), dir, config)
}

func find(t *testing.T, r collectors.Result, kind, name string) *snapshot.Resource {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Kind == kind && r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	t.Fatalf("no %s %q among %d resources; outcome %+v", kind, name, len(r.Resources), r.Outcome)
	return nil
}

// show prints a node without lines.
func show(n *snapshot.Node) string {
	if n == nil {
		return "absent"
	}
	switch n.Kind {
	case snapshot.Map, snapshot.List:
		var parts []string
		for i := range n.Children {
			p := show(&n.Children[i])
			if n.Kind == snapshot.Map {
				p = n.Children[i].Key + "=" + p
			}
			parts = append(parts, p)
		}
		if n.Kind == snapshot.List {
			return "[" + strings.Join(parts, " ") + "]"
		}
		return "{" + strings.Join(parts, " ") + "}"
	case snapshot.Secret:
		return "secret"
	case snapshot.Unknown:
		return "unknown(" + n.Text + ")"
	case snapshot.Null:
		return "null"
	}
	return n.Text
}

func TestRawStatesKeepAddressesMarksAndLines(t *testing.T) {
	r := read(t, `state = "prod.tfstate"`, map[string]string{"prod.tfstate": rawState})
	if r.Outcome.Status != snapshot.Complete {
		t.Fatalf("outcome %+v", r.Outcome)
	}
	vpc := find(t, r, "aws_vpc", "main")
	if vpc.Scope != `module.network["eu"]` || vpc.Source.Address != `module.network["eu"].aws_vpc.main` || vpc.Source.Serial != 7 || vpc.Labels["Owner"] != "net" {
		t.Errorf("%+v", vpc)
	}
	if vpc.Source.Line != 14 {
		t.Errorf("line %d, want 14", vpc.Source.Line)
	}
	for _, c := range []struct{ name, kind, resource, want string }{
		{"data sources are apart, ids of theirs stay", "data.aws_caller_identity", "current", "{account_id=333344445555 id=333344445555}"},
		{"a count key is in the name and ids of this state are references", "aws_subnet", "private[0]", `{vpc_id=${module.network["eu"].aws_vpc.main.id}}`},
		{"an id of nobody here stays, and tainted is told", "aws_subnet", `private["b"]`, "{(tainted)=true vpc_id=vpc-0000000000000dead}"},
		{"marks and known sensitive attributes are sealed, numbers stay", "aws_db_instance", "main", "{count=12 engine_version=16.3 password=secret user_data=[{v=secret}]}"},
		{"what providers call sensitive is sealed without a mark", "random_password", "x", "{length=20 result=secret}"},
		{"outputs", "output", "url", "{value=https://shop.example}"},
		{"a sensitive output keeps its keys", "output", "admin", "{value={pw=secret user=secret}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(find(t, r, c.kind, c.resource).Tree()); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestBadStatesAreToldWithFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"version 3", "{\n \"version\": 3,\n \"modules\": []}", "x.tfstate:2: a state of version 3"},
		{"a version to come", `{"version": 5}`, "newer than this program knows"},
		{"an encrypted state", `{"serial":1,"encrypted_data":"abc"}`, "encrypted by OpenTofu"},
		{"cut in half", rawState[:1500], "ends in the middle"},
		{"no json", "hello", "x.tfstate:1: not valid json"},
		{"no state", `{"a": 1}`, "no Terraform state"},
		{"a binary plan", "PK\x03\x04...", "terraform show -json"},
		{"an empty file", "", "x.tfstate:1: not valid json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, `state = "x.tfstate"`, map[string]string{"x.tfstate": c.text})
			if r.Outcome.Status == snapshot.Complete || !strings.Contains(r.Outcome.Error, c.want) {
				t.Errorf("outcome %+v, want %q", r.Outcome, c.want)
			}
			if len(r.Outcome.Gaps) == 0 && r.Outcome.Status != snapshot.Failed {
				t.Error("no gap: what was not read would be missing")
			}
		})
	}
}

func TestACutStateKeepsWhatCameBefore(t *testing.T) {
	r := read(t, `state = "x.tfstate"`, map[string]string{"x.tfstate": rawState[:1500]})
	find(t, r, "aws_vpc", "main")
	if r.Outcome.Status != snapshot.Partial {
		t.Errorf("outcome %+v", r.Outcome)
	}
}

func TestShownStatesAndPlans(t *testing.T) {
	state := `{"format_version":"1.0","terraform_version":"1.9","values":{"outputs":{"o":{"sensitive":true,"value":"s3cr"}},
	"root_module":{"resources":[{"address":"a_b.c[0]","mode":"managed","type":"a_b","name":"c","index":0,"values":{"x":"1","k":{"y":"2"}},"sensitive_values":{"k":{"y":true}}}],
	"child_modules":[{"address":"module.m","resources":[{"address":"module.m.data.a_b.d","mode":"data","type":"a_b","name":"d","values":{"x":true},"sensitive_values":{}}]}]}}}`
	plan := `{"format_version":"1.2","planned_values":{"root_module":{}},"variables":{"v":{"value":"1"},"p":{"value":"pp"}},
	"configuration":{"root_module":{"variables":{"p":{"sensitive":true},"v":{}}}},
	"output_changes":{"o":{"actions":["create"],"after_unknown":true,"after_sensitive":false}},
	"prior_state":{"values":{"root_module":{"resources":[{"address":"data.a_b.d","mode":"data","type":"a_b","name":"d","values":{"x":"old"}},{"address":"a_b.gone","mode":"managed","type":"a_b","name":"gone","values":{}}]}}},
	"resource_changes":[
	 {"address":"module.m.a_b.c","module_address":"module.m","mode":"managed","type":"a_b","name":"c","change":{"actions":["create"],"after":{"x":"1","l":["a"],"s":"pw"},"after_unknown":{"id":true,"l":[false,true]},"after_sensitive":{"s":true}}},
	 {"address":"a_b.gone","mode":"managed","type":"a_b","name":"gone","change":{"actions":["delete"],"after":null}}]}`
	files := map[string]string{"s.json": state, "p.json": plan}
	s := read(t, `state = "s.json"`, files)
	if got := show(find(t, s, "a_b", "c[0]").Tree()); got != "{k={y=secret} x=1}" {
		t.Error(got)
	}
	if d := find(t, s, "data.a_b", "d"); d.Scope != "module.m" {
		t.Errorf("%+v", d)
	}
	if got := show(find(t, s, "output", "o").Tree()); got != "{value=secret}" {
		t.Error(got)
	}
	p := read(t, `plan = "p.json"`, files)
	if got := show(find(t, p, "a_b", "c").Tree()); got != "{id=unknown(known after apply) l=[a unknown(known after apply)] s=secret x=1}" {
		t.Error(got)
	}
	if got := show(find(t, p, "output", "o").Tree()); got != "{value=unknown(known after apply)}" {
		t.Error(got)
	}
	if got := show(find(t, p, "data.a_b", "d").Tree()) + show(find(t, p, "variable", "v").Tree()) + show(find(t, p, "variable", "p").Tree()); got != "{x=old}{value=1}{value=secret}" {
		t.Error(got)
	}
	if len(p.Resources) != 5 {
		t.Errorf("%d resources: what is deleted must be gone", len(p.Resources))
	}
	wrong := read(t, `plan = "s.json"`, files)
	if wrong.Outcome.Status != snapshot.Failed || !strings.Contains(wrong.Outcome.Error, "not a plan") {
		t.Errorf("%+v", wrong.Outcome)
	}
}

func TestLockFilesTellVersionsAndNoHashes(t *testing.T) {
	r := read(t, `lock = ".terraform.lock.hcl"`, map[string]string{".terraform.lock.hcl": "# x\nprovider \"registry.opentofu.org/hashicorp/aws\" {\n  version     = \"5.91.0\"\n  constraints = \"~> 5.60\"\n  hashes = [\"h1:x=\"]\n}\n"})
	p := find(t, r, "provider", "hashicorp/aws")
	if got := show(p.Tree()); got != "{constraints=~> 5.60 registry=registry.opentofu.org version=5.91.0}" || p.Pillar != snapshot.Dependencies || p.Tree().Child("version").Line != 3 {
		t.Errorf("%s %+v", got, p)
	}
}

func TestConfigErrorsNameTheAttribute(t *testing.T) {
	for _, c := range []struct{ name, config, want string }{
		{"none", ``, "One source a block"},
		{"two", "state = \"a\"\nplan = \"b\"", "One source a block"},
		{"unknown", `stat = "a"`, `Did you mean "state"?`},
		{"var files of a state", "state = \"a\"\nvar_files = \"b\"", "var_files without config"},
		{"a number", `state = 3`, `"state" must be a string`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := collectortest.Make(t, Type(), c.config)
			if !diags.HasErrors() || !strings.Contains(diags.Error()+diags[0].Detail, c.want) {
				t.Errorf("%v, want %q", diags, c.want)
			}
		})
	}
}

func writeOne(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.tfstate"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
