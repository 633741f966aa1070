package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

const sampleModule = `
terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket = "state-prod"
  }
}
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
provider "aws" {
  alias  = "london"
  region = "eu-west-2"
}
variable "namespace" {
  description = "words"
  default     = "shop-prod"
}
variable "size" {
  type    = string
  default = 3
}
variable "vpc" {}
locals {
  app  = "api"
  tags = { app = local.app, ns = var.namespace, vpc = var.vpc }
}
locals { name = "${local.app}-${var.namespace}" }
module "db" {
  source = "example.com/rds?ref=9.2.0"
  ns     = var.namespace
  size   = "${var.size}"
  vpc    = var.vpc
  owner  = local.tags.app
  tags   = merge(local.tags2, { a = 1 })
  tags3  = merge({ b = aws_x.y.z }, { a = upper("x") })
  cond   = var.namespace == "shop-prod" ? module.a.b : "no"
  json   = jsonencode({ arn = aws_x.y.arn, n = local.name })
  text   = <<-EOT
    hello ${local.name}
      ${aws_x.y.id}
  EOT
  call   = cidrsubnet(
    var.vpc,   4
  )
  each   = [for s in ["a", "b"] : "${s}-${local.app}"]
}
resource "aws_security_group" "sg" {
  count = 2
  ingress {
    from_port = 80
  }
  ingress {
    from_port = 443
  }
  lifecycle {
    prevent_destroy = true
  }
  dynamic "egress" {
    for_each = var.vpc
    content {
      port = egress.value
    }
  }
  tags = { Owner = local.app }
}
data "aws_x" "y" { big = 1e3 }
output "o" {
  description = "words"
  value       = module.db.url
}
resource "aws_ssm_parameter" "by_hand" {
  type  = "SecureString"
  value = "0123456789"
  lifecycle { ignore_changes = [value] }
}
resource "kubernetes_secret" "s" {
  data = { url = "postgres://${module.db.user}:${module.db.password}@${module.db.host}/x", key = "literal", ref = module.db.password }
}
`

func TestConfigurationIsEvaluatedAsFarAsTheTextGoes(t *testing.T) {
	r := read(t, `config = "m"`, map[string]string{"m/main.tf": sampleModule})
	if r.Outcome.Status != snapshot.Complete {
		t.Fatalf("outcome %+v", r.Outcome)
	}
	db := find(t, r, "module", "db")
	for _, c := range []struct{ name, key, want string }{
		{"a variable with a default is its value", "ns", "shop-prod"},
		{"a type constraint converts", "size", "3"},
		{"a variable without a value stays a reference", "vpc", "${var.vpc}"},
		{"a part of a local whose other parts are unknown", "owner", "api"},
		{"a call with what does not exist stays text", "tags", `${merge(local.tags2, {a = 1})}`},
		{"a merge of partly unknown maps is a map", "tags3", "{a=X b=${aws_x.y.z}}"},
		{"a known condition takes its branch", "cond", "${module.a.b}"},
		{"jsonencode is its argument", "json", "{arn=${aws_x.y.arn} n=api-shop-prod}"},
		{"a heredoc keeps its lines, known parts written out", "text", "hello api-shop-prod\n  ${aws_x.y.id}\n"},
		{"white space of a call is put in order", "call", "${cidrsubnet(var.vpc, 4)}"},
		{"a for expression over what is known", "each", "[a-api b-api]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(db.Tree().Child(c.key)); got != c.want {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
	for _, c := range []struct{ name, kind, resource, want string }{
		{"blocks become lists, single ones maps", "aws_security_group", "sg", "{count=2 dynamic={egress={content={port=${egress.value}} for_each=${var.vpc}}} ingress=[{from_port=80} {from_port=443}] lifecycle={prevent_destroy=true} tags={Owner=api}}"},
		{"a secret whose changes are ignored is set by hand", "aws_ssm_parameter", "by_hand", "{lifecycle={ignore_changes=[${value}]} type=SecureString value=unknown(set by hand: its changes are ignored)}"},
		{"descriptions are for people", "variable", "namespace", "{default=shop-prod}"},
		{"a type is its text", "variable", "size", "{default=3 type=string}"},
		{"a local of one block", "local", "app", "{app=api}"},
		{"a local of another block", "local", "name", "{name=api-shop-prod}"},
		{"a local that is a map", "local", "tags", "{tags={app=api ns=shop-prod vpc=${var.vpc}}}"},
		{"so are terraform blocks", "terraform", "terraform", "{backend={bucket=state-prod type=s3} required_providers={aws={source=hashicorp/aws version=~> 5.0}} required_version=>= 1.5}"},
		{"a provider by its alias", "provider_config", "aws.london", "{alias=london region=eu-west-2}"},
		{"data apart", "data.aws_x", "y", "{big=1e3}"},
		{"outputs", "output", "o", "{value=${module.db.url}}"},
		{"references to secrets stay readable, literals do not", "kubernetes_secret", "s", "{data={key=secret ref=${module.db.password} url=postgres://${module.db.user}:${module.db.password}@${module.db.host}/x}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(find(t, r, c.kind, c.resource).Tree()); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if l := db.Tree().Child("ns").Line; l != 33 {
		t.Errorf("line of ns is %d", l)
	}
	if sg := find(t, r, "aws_security_group", "sg"); sg.Labels["Owner"] != "api" || sg.Source.Address != "aws_security_group.sg" {
		t.Errorf("%+v", sg)
	}
}

func TestAVariableEqualsItsLiteralValue(t *testing.T) {
	a := read(t, `config = "m"`, map[string]string{"m/a.tf": "variable \"r\" {\n default = \"x\"\n}\nresource \"t\" \"n\" {\n v = var.r\n w = \"${var.r}-1\"\n}"})
	b := read(t, `config = "m"`, map[string]string{"m/other.tf": "resource \"t\" \"n\" {\n v = \"x\"\n w = \"x-1\"\n}"})
	if x, y := show(find(t, a, "t", "n").Tree()), show(find(t, b, "t", "n").Tree()); x != y {
		t.Errorf("%s is not %s", x, y)
	}
}

func TestValuesOfVariables(t *testing.T) {
	files := map[string]string{
		"m/main.tf":       "variable \"a\" { default = 1 }\nvariable \"b\" { default = \"d\" }\nresource \"t\" \"n\" { a = var.a }\n",
		"m/x.auto.tfvars": "a = 2\n", "m/other.tfvars": "a = 9\n", "prod.tfvars": "\n\na = 3\nstray = \"s\"\n",
	}
	r := read(t, `config = "m"`, files)
	if got := show(find(t, r, "t", "n").Tree()); got != "{a=2}" {
		t.Error(got)
	}
	r = read(t, "config = \"m\"\nvar_files = \"prod.tfvars\"", files)
	if got := show(find(t, r, "t", "n").Tree()); got != "{a=3}" {
		t.Error(got)
	}
	a := find(t, r, "variable", "a")
	if got := show(a.Tree()); got != "{default=1 value=3}" {
		t.Error(got)
	}
	if s := a.SourceOf(a.Tree().Child("value")); s.File != "prod.tfvars" || s.Line != 3 {
		t.Errorf("%+v", s)
	}
	if got := show(find(t, r, "variable", "b").Tree()); got != "{default=d value=d}" {
		t.Error(got)
	}
	alone := read(t, `config = "prod.tfvars"`, files)
	if got := show(find(t, alone, "variable", "stray").Tree()); got != "{value=s}" {
		t.Error(got)
	}
}

func TestTerragrunt(t *testing.T) {
	r := read(t, `config = "env"`, map[string]string{
		"env/rds/terragrunt.hcl": `
terraform { source = "../../../aws//rds" }
dependency "common" {
  config_path  = "../common"
  mock_outputs = { a = "" }
}
include { path = find_in_parent_folders() }
inputs = {
  kms = dependency.common.outputs.kms_arn
  n   = 3
}`,
		"env/rds/.terraform.lock.hcl": "provider \"registry.terraform.io/hashicorp/aws\" {\n version = \"1.2.3\"\n}\n",
	})
	if got := show(find(t, r, "terragrunt", "rds").Tree()); got != "{dependency={common={config_path=../common}} include={path=${find_in_parent_folders()}} inputs={kms=${dependency.common.outputs.kms_arn} n=3} terraform={source=../../../aws//rds}}" {
		t.Error(got)
	}
	if p := find(t, r, "provider", "hashicorp/aws"); p.Scope != "rds" {
		t.Errorf("%+v", p)
	}
}

func TestConfigurationThatIsHardToSwallow(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"a number too large to write out", "locals {\n a = 1e999999999\n b = \"${local.a}\"\n c = \"${1e999999999}\"\n}\nvariable \"v\" { default = 1e999999999 }\nresource \"a\" \"b\" { x = \"${var.v}\" }"},
		{"locals in a ring", "locals {\n a = local.b\n b = local.a\n}"},
		{"deep nesting", "locals { a = " + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + " }"},
		{"locals that explode", "locals {\n" + explode(40) + "}"},
		{"declared twice", "resource \"a\" \"b\" { x = 1 }\nresource \"a\" \"b\" { x = 2 }"},
		{"control bytes", "locals { a = \"\x1b[31m\x00\" }"},
		{"invalid utf-8", "locals { a = \"\xff\xfe\" }"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, `config = "m"`, map[string]string{"m/a.tf": c.text, "m/good.tf": `resource "good" "one" {}`})
			find(t, r, "good", "one")
		})
	}
}

// explode makes n locals, each a hundred times the one before.
func explode(n int) string {
	b := strings.Builder{}
	b.WriteString("l0 = \"xxxxxxxxxxxxxxxx\"\n")
	for i := 1; i < n; i++ {
		ref := fmt.Sprintf("${local.l%d}", i-1)
		fmt.Fprintf(&b, "l%d = \"%s\"\n", i, strings.Repeat(ref, 100))
	}
	return b.String()
}

func FuzzConfiguration(f *testing.F) {
	f.Add(sampleModule)
	f.Add("a {\n b \"c\" {}\n}")
	f.Fuzz(func(t *testing.T, text string) {
		if hugeExponent([]byte(text)) || len(text) > 4096 {
			t.Skip()
		}
		r := read(t, `config = "m"`, map[string]string{"m/a.tf": text})
		if strings.Contains(r.Outcome.Error, "panicked") {
			t.Error(r.Outcome.Error)
		}
	})
}

func FuzzState(f *testing.F) {
	f.Add(rawState)
	f.Add(`{"format_version":"1.0","values":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		r := collectortest.Collect(t.Context(), t, Type(), writeOne(t, text), `state = "x.tfstate"`)
		if strings.Contains(r.Outcome.Error, "panicked") {
			t.Error(r.Outcome.Error)
		}
	})
}

func TestAModuleOfTheRepositoryIsNamedByItsFolder(t *testing.T) {
	files := map[string]string{
		"tf/prod/main.tf":       "module \"db\" {\n  source = \"../modules/db\"\n}\nmodule \"own\" {\n  source = \"./parts\"\n}\nmodule \"far\" {\n  source = \"git::https://example.com/x//y\"\n}\n",
		"tf/envs/dev/a/main.tf": "module \"db\" {\n  source = \"../../../modules/db\"\n}\n",
	}
	for config, want := range map[string]map[string]string{
		"config = \"tf/prod\"":       {"db": "tf/modules/db", "own": "./parts", "far": "git::https://example.com/x//y"},
		"config = \"tf/envs/dev/a\"": {"db": "tf/modules/db"},
	} {
		r := read(t, config, files)
		for _, res := range r.Resources {
			if got := res.Tree().Child("source"); got == nil || got.Text != want[res.Name] {
				t.Errorf("%s: module %s: %+v, want %q", config, res.Name, got, want[res.Name])
			}
		}
	}
}

// A provider's version means the same in its block, as it used to be written, and in required_providers.
func TestTheVersionOfAProviderBlockIsOneThatTheFolderRequires(t *testing.T) {
	for name, x := range map[string]struct{ code, terraform, provider string }{
		"no other requires it":             {"terraform {\n  required_version = \"1.5\"\n}\nprovider \"aws\" {\n  version = \"~> 2.0\"\n  region = \"x\"\n}\n", "{required_providers={aws={source=hashicorp/aws version=~> 2.0}} required_version=1.5}", "{region=x}"},
		"another provider is required":     {"provider \"aws\" {\n  version = \"~> 2.0\"\n}\nterraform {\n  required_providers {\n    x = { source = \"a/x\" }\n  }\n}\n", "{required_providers={aws={source=hashicorp/aws version=~> 2.0} x={source=a/x}}}", "{}"},
		"required without a version":       {"provider \"aws\" {\n  version = \"~> 2.0\"\n}\nterraform {\n  required_providers {\n    aws = { source = \"a/aws\" }\n  }\n}\n", "{required_providers={aws={source=a/aws version=~> 2.0}}}", "{}"},
		"required with a version":          {"provider \"aws\" {\n  version = \"~> 2.0\"\n}\nterraform {\n  required_providers {\n    aws = { version = \"3\" }\n  }\n}\n", "{required_providers={aws={version=3}}}", "{version=~> 2.0}"},
		"no terraform block to require it": {"provider \"aws\" {\n  version = \"~> 2.0\"\n}\n", "", "{version=~> 2.0}"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, `config = "prod"`, map[string]string{"prod/main.tf": x.code})
			if got := show(find(t, r, "provider_config", "aws").Tree()); got != x.provider {
				t.Errorf("provider %s, want %s", got, x.provider)
			}
			if x.terraform == "" {
				return
			}
			if got := show(find(t, r, "terraform", "terraform").Tree()); got != x.terraform {
				t.Errorf("terraform %s, want %s", got, x.terraform)
			}
		})
	}
}
