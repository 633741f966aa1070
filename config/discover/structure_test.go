package discover

import (
	"errors"
	"strings"
	"testing"

	"github.com/envparity/envparity/config"
)

// at makes one file of a text for each name.
func at(text string, names ...string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n + "=" + text
	}
	return out
}

func TestEnvironmentsAreFoundByStructure(t *testing.T) {
	const backend, vars = "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n    key = \"k\"\n  }\n}\n", "size = 1\nname = \"x\"\n"
	cut := func(dirs ...string) []string {
		var out []string
		for _, d := range dirs {
			out = append(out, at(backend, d+"/backend.tf")...)
			out = append(out, at("provider \"aws\" {\n  region = \"eu\"\n}\n", d+"/provider.tf")...)
		}
		return out
	}
	join := func(lists ...[]string) (out []string) {
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	for _, tt := range []struct {
		name  string
		files []string
		envs  string
		want  []string // texts of the config
		not   []string
	}{
		{
			"two members of production in files", join([]string{"main.tf=variable \"size\" {}"}, at(vars, "w/qa.tfvars", "w/staging.tfvars", "w/production-red.tfvars", "w/production-black.tfvars")),
			"qa staging production",
			[]string{`member "black" {`, `member "red" {`, `var_files = "w/${env.name}-${member.name}.tfvars"`, `var_files = "w/${env.name}.tfvars"`},
			nil,
		},
		{
			"members in front of the word", at("A=1\nB=2\n", ".env.eu-prod", ".env.us-prod", ".env.eu-staging"),
			"staging prod",
			[]string{`file = ".env.${member.name}-${env.name}"`},
			nil,
		},
		{
			"a site with a longer name is no environment of the shorter one",
			at("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", "p/values.yaml", "p/values-usdfdev.yaml", "p/values-usdfint.yaml", "p/values-usdfprod.yaml", "p/values-usdf-tel-rsp.yaml",
				"q/values.yaml", "q/values-usdfdev.yaml", "q/values-usdfint.yaml", "q/values-usdfprod.yaml", "q/values-usdf-tel-rsp.yaml"),
			"dev int prod",
			[]string{`path     = "p/values-usdf${env.name}.yaml"`},
			[]string{`"-tel-rsp"`},
		},
		{
			"countries are members, one of which is spelled in two ways", join(
				at("a: 1\nb: 2\n", "environments/india-production/values/app.yaml", "environments/india-staging/values/app.yaml", "environments/sri-lanka-production/values/app.yaml",
					"environments/sri-lanka-staging/values/app.yaml", "environments/india-production-mis/values/app.yaml"),
				cut("terraform/india-production", "terraform/srilanka-staging", "terraform/sandbox", "terraform/modules/x"),
			),
			"sandbox staging production",
			[]string{
				"member \"sri-lanka\" {\n    vars = {\n      alias = \"srilanka\"", `path = "environments/${member.name}-${env.name}/**/*.yaml"`, `config = "terraform/${member.vars.alias}-${env.name}"`,
				`only   = ["staging/sri-lanka", "production/india"]`, `only = ["staging", "production"]`,
			},
			nil,
		},
		{
			"countries as folders around the environments",
			at("a: 1\nb: 2\n", "deploy/india/production/app.yaml", "deploy/india/staging/app.yaml", "deploy/kenya/production/app.yaml", "deploy/kenya/staging/app.yaml", "deploy/nepal/production/app.yaml"),
			"staging production",
			[]string{`path = "deploy/${member.name}/${env.name}/*.yaml"`, `member "nepal" {`},
			[]string{"only"},
		},
		{
			"regions as folders around the environments' files",
			at("a: 1\nb: 2\n", "deploy/eu/values-prod.yaml", "deploy/eu/values-staging.yaml", "deploy/us/values-prod.yaml", "deploy/us/values-staging.yaml"),
			"staging prod",
			[]string{`path = "deploy/${member.name}/values-${env.name}.yaml"`},
			nil,
		},
		{
			"parts of a system as folders around the environments",
			at("a: 1\nb: 2\n", "deploy/api/values-prod.yaml", "deploy/api/values-staging.yaml", "deploy/web/values-prod.yaml", "deploy/web/values-staging.yaml"),
			"staging prod",
			[]string{`path = "deploy/api/values-${env.name}.yaml"`},
			[]string{"member"},
		},
		{
			"regions that all environments have", at("A=1\nB=2\n", ".env.eu-prod", ".env.us-prod", ".env.eu-staging", ".env.us-staging"),
			"staging prod",
			[]string{`file = ".env.${member.name}-${env.name}"`, `member "eu" {`, `member "us" {`},
			[]string{"only"},
		},
		{
			"systems side by side are no members", at("a: 1\nb: 2\n", "envs/staging-api.yaml", "envs/staging-web.yaml", "envs/prod-api.yaml", "envs/prod-web.yaml"),
			"staging prod",
			[]string{`path = "envs/${env.name}-api.yaml"`, `path = "envs/${env.name}-web.yaml"`},
			[]string{"member"},
		},
		{
			"a folder that is cut otherwise than all others", join(cut("envs/dev", "envs/stg", "envs/prd", "envs/administrator"), at("module \"organizations\" {\n  source = \"../../m\"\n}\n", "envs/administrator/main.tf")),
			"dev stg prd", nil,
			[]string{"administrator"},
		},
		{
			"a folder nobody listed that is cut as the others", cut("envs/dev", "envs/stg", "envs/prd", "envs/marten"),
			"dev stg marten prd", nil, nil,
		},
		{
			"names of a crowd are parts of the system", join(
				at("- hosts: all\n  roles: [a]\n  vars: {b: 1}\n", "dev_playbook.yml", "staging_playbook.yml", "mail_playbook.yml", "web_playbook.yml", "db_playbook.yml", "queue_playbook.yml"),
				at("a: 1\nb: 2\n", "dev_workers.yml", "staging_workers.yml", "mail_workers.yml"),
			),
			"dev staging", nil,
			[]string{"mail", "queue"},
		},
		{
			"one environment under two names, one of which says more", join(
				at("A=1\nB=2\n", "envs/.env.customer-prod", "envs/.env.dev", "envs/.env.stg", "envs/.env.prod"),
				at("a: 1\nb: 2\n", "copilot/environments/customer/m.yml", "copilot/environments/dev/m.yml", "copilot/environments/staging/m.yml", "copilot/environments/production/m.yml"),
			),
			"dev stg customer prod",
			[]string{`file = "envs/.env.${env.vars.alias`, `= "customer-prod"`},
			[]string{`environment "customer-prod"`},
		},
		{
			"production under another name, in two places", join(
				at("a: 1\nb: 2\n", "config/settings-dev.yml", "config/settings-staging.yml", "config/settings-marten.yml"),
				at("a: 1\nb: 2\n", "jobs/run-dev.yml", "jobs/run-staging.yml", "jobs/run-marten.yml"),
				at("a: 1\nb: 2\n", "rules/dev/a.yml", "rules/staging/a.yml", "rules/production/a.yml"),
			),
			"dev staging marten",
			[]string{`path = "rules/${env.vars.alias}/*.yml"`},
			[]string{`environment "production"`},
		},
		{
			"a folder over the files beside it", at("job \"x\" {\n  count = 1\n  type = \"service\"\n}\n", "jobs/api.nomad", "jobs/web.nomad", "jobs/backup.nomad", "jobs/development/api.nomad", "jobs/development/web.nomad"),
			"development prod",
			[]string{`path = "jobs/*.nomad"`, `path = "jobs/${env.name}/*.nomad"`},
			nil,
		},
		{
			"a folder for production over the files beside it", at("a: 1\nb: 2\n", "conf/api.yml", "conf/web.yml", "conf/prod/api.yml", "conf/prod/web.yml"),
			"dev prod",
			[]string{`path = "conf/*.yml"`, `path = "conf/${env.name}/*.yml"`},
			nil,
		},
		{
			"documents of Spring's profiles",
			[]string{"src/main/resources/application.yml=a: 1\n---\nspring:\n  config:\n    activate:\n      on-profile: staging\n---\nspring:\n  profiles: prod\n"},
			"staging prod",
			[]string{"path    = \"src/main/resources/application.yml\"\n  profile = \"${env.name}\""},
			nil,
		},
		{
			"elements of an ApplicationSet",
			[]string{"apps.yaml=apiVersion: x\nkind: ApplicationSet\nspec:\n  generators:\n  - matrix:\n      generators:\n      - list:\n          elements:\n          - {env: staging, url: a}\n          - {env: prod, url: b}\n"},
			"staging prod",
			[]string{`key  = "spec.generators.matrix.generators.list.elements[env=${env.name}]"`},
			nil,
		},
		{
			"parameters of Bicep", at("using 'main.bicep'\nparam a = 1\n", "infra/main.dev.bicepparam", "infra/main.prod.bicepparam"),
			"dev prod",
			[]string{`path = "infra/main.${env.name}.bicepparam"`},
			nil,
		},
		{
			"transforms of a Web.config", append(at("<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"/>", "site/Web.Debug.config", "site/Web.Staging.config", "site/Web.Release.config"), "site/Web.config=<configuration/>"),
			"Debug Staging Release",
			[]string{`path     = "site/Web.${env.name}.config"`, `defaults = "site/Web.config"`},
			nil,
		},
		{
			"files of variables under a name that does not say so", append(at("set -a\nA=1\nexport B=2\nif [ -f x ]; then\n  source x\nfi\n", "environment.staging", "environment.prod", "environment.integration"), "environment=A=1\nB=2\n"),
			"integration staging prod",
			[]string{"file    = \"environment.${env.name}\"\n  dialect = \"shell\""},
			nil,
		},
		{
			"files of variables without an ending in a folder of environments", at("A=1\nB=2\n", "api/environments/dev", "api/environments/prod", "api/environments/local"),
			"local dev prod",
			[]string{`file = "api/environments/${env.name}"`},
			nil,
		},
		{
			"files of Terraform for one environment each", at("module \"app\" {\n  source = \"../app\"\n  size = 1\n}\n", "shop/environment-dev.tf", "shop/environment-prod.tf", "blog/environment-qa.tf"),
			"dev prod",
			[]string{`path = "shop/environment-${env.name}.tf"`},
			nil,
		},
		{
			"keys that stand for another, and one nobody listed in two files",
			at("default: &default\n  a: 1\n  b: 2\ndevelopment: *default\nmarten: *default\nstaging: *default\nproduction:\n  <<: *default\n", "config/cable.yml", "config/queue.yml"),
			"development staging marten production",
			[]string{`path = "config/cable.yml"`, `key  = "${env.name}"`},
			nil,
		},
		{
			"overrides of a compose file",
			[]string{
				"docker-compose.yml=services:\n  web:\n    image: x\n", "docker-compose.override.staging.yml=services:\n  web:\n    environment:\n      A: 1\n",
				"docker-compose.override.prod.yml=services:\n  web:\n    environment:\n      A: 2\n",
			},
			"staging prod",
			[]string{`compose = ["docker-compose.yml", "docker-compose.override.${env.name}.yml"]`},
			nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := Look(tree(tt.files...), Options{Project: "x"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(found.Environments, " "); got != tt.envs {
				t.Errorf("environments %q, want %q", got, tt.envs)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(found.HCL), want) {
					t.Errorf("%q is not in\n%s", want, found.HCL)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(string(found.HCL), not) {
					t.Errorf("%q is in\n%s", not, found.HCL)
				}
			}
		})
	}
}

// What is not taken is mentioned, whatever else is found.
func TestWhatStandsAloneIsMentioned(t *testing.T) {
	for name, tt := range map[string]struct {
		files []string
		want  string
	}{
		"a developer's file where nothing else is found":       {[]string{"samconfig-dev.toml=a = 1\n", "template.yaml=a: 1\n"}, "samconfig-dev.toml"},
		"a template by its name":                               {[]string{"template-dev.yaml=a: 1\n"}, "template-dev.yaml"},
		"an inventory without an ending":                       {[]string{"inventories/production/hosts=[web]\nw1 ansible_host=10.0.0.1\n"}, "inventories/production"},
		"an environment of tests in a folder for documents":    {[]string{"docs/values-prod.yaml=a: 1\n"}, "docs"},
		"a folder that holds what the environments hold":       {[]string{"live/dev/env.hcl=a = 1\n", "live/prod/env.hcl=a = 1\n", "live/org/env.hcl=a = 1\n", "live/dev/x/terragrunt.hcl=a = 1\n", "live/prod/x/terragrunt.hcl=a = 1\n", "live/org/y/terragrunt.hcl=b = 1\n"}, "live/org"},
		"a word that begins with an environment's":             {at("a: 1\nb: 2\n", "group_vars/dev.yml", "group_vars/production.yml", "group_vars/productionnorth.yml"), "group_vars/productionnorth.yml"},
		"an inventory that begins with an environment's":       {at("[web]\nw1 ansible_host=10.0.0.1\n", "dev", "production", "productionnorth"), "productionnorth"},
		"code for one environment":                             {[]string{"a.staging.yml=a: 1\n", "a.production.yml=a: 1\n", "config/deploy/production.rb=server 'x'\n"}, "config/deploy/production.rb"},
		"keys below one that may be anything":                  {[]string{"inventory.yaml=all:\n  children:\n    prod:\n      hosts:\n    staging:\n      hosts:\n"}, "inventory.yaml: all.children.{staging,prod}"},
		"a folder of files without an ending":                  {[]string{"nginx/files/production/shop.example=server {}\n"}, "nginx/files/production"},
		"code beside the environments' code":                   {[]string{"config/environments/staging.rb=x", "config/environments/production.rb=x", "config/environments/review_app.rb=x"}, "config/environments/{staging,production}.rb"},
		"a job for development where nothing else is found":    {[]string{"nomad/api-development.nomad=job \"a\" {}\n"}, "nomad/api-development.nomad"},
		"an ApplicationSet of several elements an environment": {[]string{".env.staging=A=1\n", ".env.prod=A=1\n", "apps.yaml=apiVersion: x\nkind: ApplicationSet\nspec:\n  generators:\n  - list:\n      elements:\n      - {env: staging, app: a}\n      - {env: staging, app: b}\n      - {env: prod, app: a}\n"}, "apps.yaml"},
		"the builds of every project":                          {[]string{".env.staging=A=1\n", ".env.prod=A=1\n", "docs/Web.Release.config=<c/>", "docs/values-prod.yaml=a: 1\n"}, "docs"},
		"a word in an env file that nobody listed":             {[]string{".env=A=1\n", ".env.kubernetes=A=1\nB=2\n"}, ".env.kubernetes"},
		"overrides for a place to run":                         {append(at("{\n\"a\": 1,\n\"b\": {\n\"c\": 2},\n\"d\": 3}", "config/default.json", "config/production.json", "config/staging.json"), "config/docker.json={\n\"a\": 1,\n\"d\": 3}"), "config/docker.json"},
		"a file of a form that others have":                    {at("module \"app\" {\n  source = \"../app\"\n  size = 1\n}\n", "shop/environment-dev.tf", "shop/environment-prod.tf", "blog/environment-qa.tf"), "blog/environment-qa.tf"},
		"an app of the CDK":                                    {[]string{"cdk.json={\"app\": \"x\"}", "lib/stack.ts=x"}, "cdk.json"},
		"stages that are chosen when one deploys":              {[]string{"serverless.yml=provider:\n  stage: ${opt:stage, 'dev'}\n"}, "serverless.yml"},
		"a pipeline that names environments":                   {[]string{".drone.yml=kind: pipeline\nenvironment:\n  PROD_ENV: shop-prod\n  STG_ENV: shop-staging\n"}, ".drone.yml"},
		"workflows that name environments in what they run":    {[]string{".github/workflows/cd.yml=jobs:\n  a:\n    steps:\n    - run: ./deploy staging\n    - run: ./deploy prod\n"}, ".github/workflows/cd.yml"},
		"an unlisted name of a form with the word secrets":     {at("A=1\nB=2\n", ".kamal/secrets.staging", ".kamal/secrets.production", ".kamal/secrets.marten"), ".kamal/secrets.marten"},
		"the file without a word beside files of variables":    {append(at("A=1\nB=2\n", "environment.staging", "environment.prod"), "environment=A=1\nB=2\n"), "environment"},
		"developers' files without an ending":                  {at("A=1\nB=2\n", "api/environments/local", "api/environments/test", ".env.staging", ".env.prod"), "api/environments/{local,test}"},
		"names of a crowd, of which the first few are named":   {at("a: 1\nb: 2\n", "x-dev.yml", "x-staging.yml", "x-a1.yml", "x-a2.yml", "x-a3.yml", "x-a4.yml"), "x-{a1,a2,a3,a4}.yml"},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Look(tree(tt.files...), Options{Project: "x"})
			var none Nothing
			var missed []config.NotTaken
			switch {
			case errors.As(err, &none):
				missed = none.Missed
			case err != nil:
				t.Fatal(err)
			default:
				missed = found.Coverage.NotTaken
			}
			var paths []string
			for _, m := range missed {
				if m.Path == tt.want {
					return
				}
				paths = append(paths, m.Path+": "+m.Why)
			}
			t.Errorf("%s is not mentioned in\n%s", tt.want, strings.Join(paths, "\n"))
		})
	}
}

func TestFilesOfTwoProgramsAreNoEnvironments(t *testing.T) {
	_, err := Look(tree(at("es.url: {{ url }}\ncluster.name: x\nport: 1\n", "roles/events/templates/es-api.env", "roles/events/templates/es2vt.env")...), Options{Project: "x"})
	var none Nothing
	if !errors.As(err, &none) {
		t.Errorf("%v", err)
	}
}
