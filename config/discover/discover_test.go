package discover

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/envparity/envparity/config"
)

const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"

// tree makes a file system of "path" or "path=content" entries.
func tree(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range files {
		name, text, _ := strings.Cut(f, "=")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestLayoutsPeopleHave(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		envs  string
		want  []string
	}{
		{
			"kustomize overlays",
			[]string{"k8s/overlays/dev/kustomization.yaml", "k8s/overlays/prod/kustomization.yaml", "k8s/base/kustomization.yaml"},
			"dev prod",
			[]string{`kustomize = "k8s/overlays/${env.name}"`},
		},
		{
			"components that the overlays of environments build with",
			[]string{
				"k8s/components/dev-common/kustomization.yaml=apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n", "k8s/components/dev-common/a.yaml=" + manifest,
				"k8s/components/prod-common/kustomization.yaml=apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n", "k8s/components/prod-common/a.yaml=" + manifest,
				"k8s/overlays/dev/kustomization.yaml=components:\n- ../../components/dev-common\n", "k8s/overlays/prod/kustomization.yaml=components:\n- ../../components/prod-common\n",
			},
			"dev prod",
			[]string{`kustomize = "k8s/overlays/${env.name}"`, "without components/"},
		},
		{
			"plain manifests in a folder an environment",
			[]string{"apps/staging/a.yaml=" + manifest, "apps/production/a.yaml=" + manifest},
			"staging production",
			[]string{`path = "apps/${env.name}"`, `collect "kubernetes"`},
		},
		{
			"values files whose values hold manifests",
			[]string{"chart/values-integration.yaml=x:\n  apiVersion: v1\n  kind: A\n", "chart/values-staging.yaml=x: 1", "chart/values-production.yaml=x: 1"},
			"integration staging production",
			[]string{`collect "files"`, `path = "chart/values-${env.name}.yaml"`},
		},
		{
			"env files in front and behind",
			[]string{".env.staging", ".env.prod", "conf/staging.env", "conf/prod.env"},
			"staging prod",
			[]string{`file = ".env.${env.name}"`, `file = "conf/${env.name}.env"`},
		},
		{
			"deploy configurations of Cloud Foundry",
			[]string{"deploy-config/sandbox.yml", "deploy-config/staging.yml", "deploy-config/production.yml"},
			"sandbox staging production",
			[]string{`path = "deploy-config/${env.name}.yml"`},
		},
		{
			"manifests beside what a developer runs",
			[]string{"hokusai/development.yml=services: {}", "hokusai/staging.yml=" + manifest, "hokusai/production.yml=" + manifest, "hokusai/test.yml=services: {}", ".nais/app-staging.yaml=a: 1", ".nais/app-production.yaml=a: 2"},
			"staging production",
			[]string{`path = "hokusai/${env.name}.yml"`, `path = ".nais/app-${env.name}.yaml"`},
		},
		{
			"a terragrunt tree with locks and variables",
			[]string{
				"env/dev/eks/terragrunt.hcl", "env/dev/eks/.terraform.lock.hcl", "env/staging/eks/terragrunt.hcl", "env/staging/eks/.terraform.lock.hcl",
				"env/dev_config.tfvars", "env/staging_config.tfvars",
			},
			"dev staging",
			[]string{`config = "env/${env.name}"`, `env/${env.name}_config.tfvars`},
		},
		{
			"folders named after system and environment",
			[]string{
				"ns/shop-preprod/a.yaml=" + manifest, "ns/shop-preprod/resources/rds.tf", "ns/shop-prod/a.yaml=" + manifest, "ns/shop-prod/resources/rds.tf",
			},
			"preprod prod",
			[]string{`path = "ns/shop-${env.name}"`, `config = "ns/shop-${env.name}/resources"`},
		},
		{
			"members of environments",
			[]string{
				"envs/prod-eu/kustomization.yml", "envs/prod-us/kustomization.yml", "envs/staging-eu/kustomization.yml", "envs/qa/kustomization.yml",
			},
			"qa staging prod",
			[]string{`member "eu" {`, `kustomize = "envs/${env.name}-${member.name}"`, `only      = ["qa"]`},
		},
		{
			"what only environments without members have",
			[]string{
				"tf/nonprod/monitoring/main.tf", "tf/prod/monitoring/main.tf", "tf/nonprod/network/main.tf", "tf/prod/network/main.tf",
				"tf/nonprod-k8s/network/main.tf", "tf/prod-k8s/network/main.tf",
			},
			"nonprod prod",
			[]string{`config = "tf/${env.name}/monitoring"`, `config = "tf/${env.name}-${member.name}/network"`, `without -${member.name}/monitoring`},
		},
		{
			"places that call one environment differently",
			[]string{"a/prod.env", "a/staging.env", "b/prod.env", "b/staging.env", "c/production.env", "c/staging.env"},
			"staging prod",
			[]string{`alias = "production"`, `file = "c/${env.vars.alias}.env"`},
		},
		{
			"two words that are one",
			[]string{"x/pre-prod.env", "x/prod.env"},
			"pre-prod prod",
			[]string{`file = "x/${env.name}.env"`},
		},
		{
			"formats whose names do not tell them",
			[]string{
				"nginx/nginx.staging.conf=server {\n  listen 80;\n}\n", "nginx/nginx.prod.conf=server {\n  listen 80;\n}\n", "db/staging.conf=shared_buffers = 1GB\n",
				"db/prod.conf=shared_buffers = 2GB\n", "log/log4j2-staging.xml=<Configuration/>", "log/log4j2-prod.xml=<Configuration/>",
			},
			"staging prod",
			[]string{"path   = \"nginx/nginx.${env.name}.conf\"\n  format = \"nginx\"", "path   = \"db/${env.name}.conf\"\n  format = \"conf\"", `path = "log/log4j2-${env.name}.xml"`},
		},
		{
			"a base that stands for production",
			[]string{"app.yaml=runtime: go\nenv: x\nport: 1\n", "app.staging.yaml=runtime: go\nenv: y\nport: 1\n", "other.yaml=a: 1\n", "other.dev.yaml=b: 1\nc: 2\n"},
			"staging prod",
			[]string{"path = \"app.yaml\"\n  only = [\"prod\"]", "path = \"app.${env.name}.yaml\"\n  only = [\"staging\"]"},
		},
		{
			"overlays that are built alike, of which one is named for its platform",
			[]string{"o/overlays/preview/kustomization.yaml=resources:\n- ../../base\n", "o/overlays/acceptance/kustomization.yaml=resources:\n- ../../base\n", "o/overlays/openshift/kustomization.yaml=resources:\n  - ../../base\n", "o/overlays/tools/kustomization.yaml=resources:\n- ../../other\n"},
			"preview acceptance prod",
			[]string{`alias = "openshift"`, `kustomize = "o/overlays/${env.vars.alias}"`},
		},
		{
			"an overlay over another one",
			[]string{"o/overlays/devenv/kustomization.yaml=resources:\n- ../staging\n", "o/overlays/staging/kustomization.yaml=resources:\n- ../../base\n", "o/overlays/production/kustomization.yaml=resources:\n- ../../base\n"},
			"devenv staging production",
			[]string{`kustomize = "o/overlays/${env.name}"`},
		},
		{
			"words that workflows name",
			[]string{".github/workflows/deploy.yml=on:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        options:\n          - intg\n          - staging\n      other:\n        options:\n          - h2\n", "conf/application.intg.conf=a = 1\n", "conf/application.h2.conf=a = 1\n", "conf/application.staging.conf=a = 2\n", "conf/application.prod.conf=a = 3\n"},
			"staging intg prod",
			[]string{`path   = "conf/application.${env.name}.conf"`},
		},
		{
			"workflows where there is nothing else",
			[]string{".github/workflows/deploy-staging.yml=on: push\n", ".github/workflows/deploy-production.yml=on: push\n"},
			"staging production",
			[]string{`path = ".github/workflows/deploy-${env.name}.yml"`},
		},
		{
			"an inventory of Ansible",
			[]string{"inventories/staging/hosts=[web]\nw1 ansible_host=10.0.0.1\n", "inventories/staging/group_vars/all.yml=a: 1\n", "inventories/production/hosts=[web]\nw2\n", "inventories/production/group_vars/all.yml=a: 2\n"},
			"staging production",
			[]string{"path   = \"inventories/${env.name}/hosts\"\n  format = \"inventory\"", `path = "inventories/${env.name}/**/*.yml"`},
		},
		{
			"values beside manifests",
			[]string{"environments/dev/app.yaml=" + manifest, "environments/dev/values.yaml=a: 1\n", "environments/dev/rendered/x.yaml=b: 1\n", "environments/prod/app.yaml=" + manifest, "environments/prod/values.yaml=a: 2\n", "environments/prod/rendered/x.yaml=b: 2\n"},
			"dev prod",
			[]string{`path = "environments/${env.name}"`, `path = "environments/${env.name}/values.yaml"`, `path = "environments/${env.name}/rendered/*.yaml"`},
		},
		{
			"templates",
			[]string{"deploy/staging.yaml.j2=a: {{ a }}\n", "deploy/prod.yaml.j2=a: {{ a }}\n"},
			"staging prod",
			[]string{`path = "deploy/${env.name}.yaml.j2"`},
		},
		{
			"keys of JSON and TOML that are environments",
			[]string{`config/config.json={"staging": {"host": "a"}, "production": {"host": "b", "dev": [{"prod": {}}]}}`, "wrangler.toml=name = \"x\"\n[env.staging]\na = 1\n[env.production.vars]\na = 2\n", `cdk.json={"app": "x", "context": {"staging": {"a": 1}, "production": {"a": 2}, "@aws-cdk/x": true}}`, "samconfig.toml=version = 0.1\n[staging.deploy.parameters]\na = 1\n[production.deploy.parameters]\na = 1\n"},
			"staging production",
			[]string{"path = \"config/config.json\"\n  key  = \"${env.name}\"", "path = \"wrangler.toml\"\n  key  = \"env.${env.name}\"", "path = \"cdk.json\"\n  key  = \"context.${env.name}\"", "path = \"samconfig.toml\"\n  key  = \"${env.name}\""},
		},
		{
			"keys of which two spell one word, which makes two environments",
			[]string{"config/deploy.dev.yml=a: 1\n", "config/deploy.production.yml=a: 1\n", "config/app.yml=development:\n  a: 1\ndev:\n  a: 1\nproduction:\n  a: 1\n", "config/cable.yml=development:\n  a: 1\ntest:\n  a: 1\nproduction:\n  a: 1\n"},
			"development dev test production",
			[]string{"path = \"config/app.yml\"\n  key  = \"${env.name}\"\n  only = [\"development\", \"dev\", \"production\"]", "path = \"config/cable.yml\"\n  key  = \"${env.name}\"\n  only = [\"development\", \"test\", \"production\"]", "only = [\"dev\", \"production\"]"},
		},
		{
			"keys beside what they share",
			[]string{"config/database.yml=default: &default\n  a: 1\nother: &other\n  b: 1\nthird: &third\n  c: 1\nstaging:\n  <<: *default\nproduction:\n  <<: *other\n"},
			"staging production",
			[]string{"path = \"config/database.yml\"\n  key  = \"${env.name}\""},
		},
		{
			"a compose file over the one without a word",
			[]string{"compose.yaml=services:\n  web:\n    image: x\n", "compose.staging.yaml=services:\n  web:\n    environment:\n      A: 1\n", "compose.prod.yaml=services:\n  web:\n    environment:\n      A: 2\n"},
			"staging prod",
			[]string{`compose = ["compose.yaml", "compose.${env.name}.yaml"]`},
		},
		{
			"a compose file for production beside that of developers",
			[]string{"docker-compose.yml=services:\n  web:\n    image: x\n", "docker-compose.prod.yml=services:\n  web:\n    image: y\n"},
			"dev prod",
			[]string{"compose = \"docker-compose.yml\"\n  only    = [\"dev\"]", "compose = \"docker-compose.${env.name}.yml\"\n  only    = [\"prod\"]"},
		},
		{
			"a chart with values an environment",
			[]string{"c/Chart.yaml", "c/values-staging.yaml=a: 1", "c/values-prod.yaml=a: 2"},
			"staging prod",
			[]string{"# collect \"helm\" {\n#   chart  = \"c\"\n#   values = [\"c/values-${env.name}.yaml\"]"},
		},
		{
			"what differs from a chart's values",
			[]string{"c/values.yaml=a: 0", "c/values-staging.yaml=a: 1", "c/values-prod.yaml=a: 2"},
			"staging prod",
			[]string{"path     = \"c/values-${env.name}.yaml\"\n  defaults = \"c/values.yaml\""},
		},
		{
			"what differs from settings",
			[]string{"config/settings.yml=a: 0", "config/settings/staging.yml=a: 1", "config/settings/production.yml=a: 2", "src/main/resources/application.properties=a=0", "src/main/resources/application-staging.properties=a=1", "src/main/resources/application-production.properties=a=2", "conf/default.json={}", "conf/staging.json={}", "conf/production.json={}"},
			"staging production",
			[]string{`defaults = "config/settings.yml"`, `defaults = "src/main/resources/application.properties"`, `defaults = "conf/default.json"`},
		},
		{
			"files of a form that says more, and left-overs of one that says less",
			[]string{"a/appsettings.json={}", "a/appsettings.Production.json={}", "a/appsettings.Staging.json={}", "a/appsettings.DeployedDev.json={}", "a/appsettings.DeployedUAT.json={}", "a/appsettings.DeployedProd.json={}"},
			"Dev UAT Prod",
			[]string{"path     = \"a/appsettings.Deployed${env.name}.json\""},
		},
		{
			"two programs of which one is called as the other is with a word more",
			[]string{"a/values-staging.yaml=a: 1", "a/values-prod.yaml=a: 2", "a/values-eustaging.yaml=a: 1", "a/values-euprod.yaml=a: 2"},
			"staging prod",
			[]string{"path = \"a/values-${env.name}.yaml\""},
		},
		{
			"values that a helmfile loads for every environment first",
			[]string{
				"k8s/helmfile.yaml.gotmpl=templates:\n  default: &default\n    values:\n      # first\n      - env/production/{{`{{ .Release.Name }}`}}.yaml.gotmpl\n      - env/{{`{{ .Environment.Name }}`}}/{{`{{ .Release.Name }}`}}.yaml.gotmpl\n",
				"k8s/env/staging/api.yaml.gotmpl=a: 1", "k8s/env/production/api.yaml.gotmpl=a: 2", "k8s/env/staging/all.json={}", "k8s/env/production/all.json={}",
			},
			"staging production",
			[]string{"path          = \"k8s/env/${env.name}/*.gotmpl\"\n  defaults_from = \"k8s/env/production\"", "path = \"k8s/env/${env.name}/*.json\"\n}"},
		},
		{
			"a file that a helmfile loads for every environment first",
			[]string{"helmfile.yaml=releases:\n- name: a\n  values:\n  - vals/eu.yaml\n  - vals/{{ .Environment.Name }}.yaml\n", "vals/eu.yaml=a: 0", "vals/staging.yaml=a: 1", "vals/prod.yaml=a: 2"},
			"staging prod",
			[]string{"path     = \"vals/${env.name}.yaml\"\n  defaults = \"vals/eu.yaml\""},
		},
		{
			"the values of Kontinuous",
			[]string{".kontinuous/values.yaml=a: 0", ".kontinuous/env/dev/values.yaml=a: 1", ".kontinuous/env/preprod/values.yaml=a: 1", ".kontinuous/env/prod/values.yaml=a: 2"},
			"dev preprod prod",
			[]string{"path          = \".kontinuous/env/${env.name}/*.yaml\"\n  defaults_from = \".kontinuous\""},
		},
		{
			"files of the same names above, and nothing that says what they are",
			[]string{"config/app.yaml=a: 0", "config/staging/app.yaml=a: 1", "config/prod/app.yaml=a: 2"},
			"staging prod",
			[]string{"perhaps_from = \"config\""},
		},
		{
			"variables below the code they are for",
			[]string{"src/core/main.tf=variable \"size\" {}", "src/core/env/uat/terraform.tfvars=size = 1", "src/core/env/uat/backend.tfvars=a = 1", "src/core/env/prod/terraform.tfvars=size = 2", "src/core/env/prod/backend.tfvars=a = 1"},
			"uat prod",
			[]string{"config    = \"src/core\"\n  exclude   = [\"env/**\"]\n  var_files = \"src/core/env/${env.name}/terraform.tfvars\""},
		},
		{
			"variables beside the code they are for",
			[]string{"main.tf=variable \"size\" {}", "staging.tfvars=size = 1", "production.tfvars=size = 2", "staging.backend.tfvars=a = 1", "production.backend.tfvars=a = 1"},
			"staging production",
			[]string{"config    = \".\"\n  var_files = \"${env.name}.tfvars\"", `path = "${env.name}.backend.tfvars"`},
		},
		{
			"variables without code",
			[]string{"vars/staging/a.tfvars=size = 1", "vars/prod/a.tfvars=size = 2"},
			"staging prod",
			[]string{`config = "vars/${env.name}"`},
		},
		{
			"variables in files named for their environments, without code",
			[]string{"env/dev/dev.tfvars=size = 1", "env/prod/prod.tfvars=size = 2"},
			"dev prod",
			[]string{`config = "env/${env.name}"`},
		},
		{
			"variables in files named for their environments, below the code they are for",
			[]string{"main.tf=variable \"size\" {}", "env/dev/dev.tfvars=size = 1", "env/prod/prod.tfvars=size = 2"},
			"dev prod",
			[]string{"config    = \".\"\n  exclude   = [\"env/**\"]\n  var_files = \"env/${env.name}/*.tfvars\""},
		},
		{
			"variables that one environment splits",
			[]string{"main.tf=variable \"size\" {}", "env/dev/terraform.tfvars=size = 1", "env/prod/terraform.tfvars=size = 2", "env/prod/more.tfvars=extra = 2"},
			"dev prod",
			[]string{`var_files = "env/${env.name}/*.tfvars"`},
		},
		{
			"variables here and code there",
			[]string{"env/staging/main.tf=variable \"size\" {}", "env/staging/staging.tfvars=size = 1", "env/prod/prod.tfvars=size = 2"},
			"staging prod",
			[]string{`config = "env/${env.name}"`},
		},
		{
			"variables of different names beside a backend's",
			[]string{"main.tf=variable \"size\" {}", "env/dev/dev.tfvars=size = 1", "env/dev/backend.tfvars=a = 1", "env/prod/prod.tfvars=size = 2", "env/prod/backend.tfvars=a = 2"},
			"dev prod",
			[]string{`config = "env/${env.name}"`},
		},
		{
			"environments that all carry one number",
			[]string{"aks/dev01/a.tf", "aks/prod01/a.tf", "core/dev/a.tf", "core/prod/a.tf"},
			"dev prod",
			[]string{`config = "aks/${env.vars.alias}"`, `config = "core/${env.name}"`},
		},
		{
			"a folder that only says something to people",
			[]string{"tf/staging/a.tf", "tf/staging1/README.md", "tf/prod/a.tf"},
			"staging prod",
			[]string{`config = "tf/${env.name}"`},
		},
		{
			"environments below production alone",
			[]string{"src/main/resources/application-dev2.yml=a: 1", "src/main/resources/application-int.yml=a: 2", "src/main/resources/application-tst2.yml=a: 3"},
			"dev2 tst2 int",
			[]string{`path = "src/main/resources/application-${env.name}.yml"`},
		},
		{
			"files here and in folders there",
			[]string{"env/staging/a.json={}", "env/prod/a.json={}", "env/prod/more/b.json={}"},
			"staging prod",
			[]string{`path = "env/${env.name}/**/*.json"`},
		},
		{
			"variables of terragrunt",
			[]string{"config/staging.hcl=locals {}", "config/prod.hcl=locals {}"},
			"staging prod",
			[]string{`path = "config/${env.name}.hcl"`},
		},
		{
			"compose files",
			[]string{"docker-compose.staging.yml", "docker-compose.prod.yml"},
			"staging prod",
			[]string{`compose = "docker-compose.${env.name}.yml"`},
		},
		{
			"feature flags of flagd",
			[]string{`f/dev.json={"flags":{"a":{"defaultVariant":"on"}}}`, `f/prod.json={"flags":{"a":{"defaultVariant":"on"}}}`},
			"dev prod",
			[]string{`flagd = "f/${env.name}.json"`},
		},
		{
			"overlays named after a cluster and an environment",
			[]string{"a/overlays/test/kustomization.yaml", "a/overlays/ocp-stage/kustomization.yaml", "a/overlays/aws-prod/kustomization.yaml", "s/overlays/stage-to-prod/kustomization.yaml", "s/overlays/prod-to-stage/kustomization.yaml"},
			"test stage prod",
			[]string{`alias = "ocp-stage"`, `kustomize = "a/overlays/${env.vars.alias}"`},
		},
		{
			"members before the word",
			[]string{"envs/eu-prod/kustomization.yml", "envs/us-prod/kustomization.yml", "envs/asia-staging/kustomization.yml", "envs/eu-staging/kustomization.yml"},
			"staging prod",
			[]string{`kustomize = "envs/`},
		},
		{
			"words glued to a site",
			[]string{"p/values-idfdev.yaml=a: 1", "p/values-idfprod.yaml=a: 1", "p/values-latest.yaml=a: 1"},
			"dev prod",
			[]string{`path = "p/values-idf${env.name}.yaml"`},
		},
		{
			"a base that is production",
			[]string{"c/values.yaml=a: 1", "c/values-staging.yaml=a: 2"},
			"staging prod",
			[]string{"path     = \"c/values-${env.name}.yaml\"\n  defaults = \"c/values.yaml\"\n  only     = [\"staging\"]", "path = \"c/values.yaml\"\n  only = [\"prod\"]"},
		},
		{
			"two spellings side by side",
			[]string{"dev.tfvars=a = 1", "prod.tfvars=a = 1", "production.tfvars=a = 1"},
			"dev prod",
			[]string{`path = "${env.name}.tfvars"`},
		},
		{
			"words in capitals",
			[]string{"conf/PROD.yaml=a: 1", "conf/STAGING.yaml=a: 1"},
			"STAGING PROD",
			[]string{`path = "conf/${env.name}.yaml"`},
		},
		{
			"words nobody listed, in a form that is kept for environments",
			[]string{".env.amber=A=1\nB=2", ".env.cobalt=A=1\nB=3"},
			"amber cobalt",
			[]string{`file = ".env.${env.name}"`},
		},
		{
			"a word nobody listed beside listed ones",
			[]string{"envs/staging/a.yaml=x: 1\ny: 1", "envs/prod/a.yaml=x: 1\ny: 2", "envs/quokka/a.yaml=x: 1\ny: 3", "envs/shared/a.yaml=x: 1\ny: 3"},
			"staging quokka prod",
			[]string{`path         = "envs/${env.name}/*.yaml"`},
		},
		{
			"one file whose keys are environments",
			[]string{"backend/env.yml=staging:\n  A: 1\nprod:\n  A: 2\n", "t.yml=Mappings:\n  Config:\n    staging:\n      A: 1\n    prod:\n      A: 2\n"},
			"staging prod",
			[]string{"path = \"backend/env.yml\"\n  key  = \"${env.name}\"", "path = \"t.yml\"\n  key  = \"Mappings.Config.${env.name}\""},
		},
		{
			"environments of a Worker, and its top level by what it calls itself",
			[]string{"w/wrangler.jsonc={\n // why\n \"vars\": {\"STAGE\": \"dev\", \"X\": \"test\"},\n \"env\": {\"staging\": {\"vars\": {\"STAGE\": \"staging\"}}, \"prod\": {\"vars\": {\"STAGE\": \"prod\"}},},}"},
			"dev staging prod",
			[]string{"path = \"w/wrangler.jsonc\"\n  key  = \"env.${env.name}\"", "key  = \".\"\n  only = [\"dev\"]"},
		},
		{
			"one environment of a Worker, whose top level is production",
			[]string{"wrangler.toml=name = \"w\"\nroute = \"a\"\n[env.staging]\nroute = \"b\"\n[[env.staging.kv_namespaces]]\nbinding = \"B\"\nid = \"1\"\n"},
			"staging prod",
			[]string{`key  = "env.${env.name}"`, "key  = \".\"\n  only = [\"prod\"]"},
		},
		{
			"one environment of a Worker that is production, whose top level is development",
			[]string{"wrangler.toml=name = \"w\"\nvars = {A = \"0\"}\n[env.production]\nvars = {A = \"1\"}\n"},
			"dev production",
			[]string{"key  = \".\"\n  only = [\"dev\"]"},
		},
		{
			"a helmfile lays a component's own values beneath",
			[]string{"c/a/helmfile.yaml.gotmpl=releases:\n  - name: a\n    values:\n      - values.yaml\n      {{ if .Values.own }}\n      - {{ .Environment.Name }}/values.yaml\n      {{ end }}\n", "c/a/values.yaml=a: 1\nb: 2\n", "c/a/qa/values.yaml=a: 2\n", "c/a/production/values.yaml=a: 3\n"},
			"qa production",
			[]string{"path          = \"c/a/${env.name}/*.yaml\"\n  defaults_from = \"c/a\""},
		},
		{
			"a chart's own values lie beneath those of a folder",
			[]string{"c/Chart.yaml=name: c\n", "c/values.yaml=a: 1\nb: 2\n", "c/envs/qa/values.yaml=a: 2\n", "c/envs/production/values.yaml=a: 3\n"},
			"qa production",
			[]string{`defaults_from = "c"`},
		},
		{
			"a chart's own values lie beneath files with the names of environments",
			[]string{"c/Chart.yaml=name: c\n", "c/values.yaml=a: 1\nb: 2\n", "c/env/qa.yaml=a: 2\n", "c/env/production.yaml=a: 3\n"},
			"qa production",
			[]string{`defaults = "c/values.yaml"`},
		},
		{
			"a chart's own values do not lie beneath files with other keys",
			[]string{"c/Chart.yaml=name: c\n", "c/values.yaml=a: 1\nb: 2\n", "c/env/qa.yaml=x: 2\ny: 1\n", "c/env/production.yaml=x: 3\ny: 2\n"},
			"qa production",
			[]string{"without defaults"},
		},
		{
			"a developer's own settings are not those of the deployed dev",
			[]string{`appsettings.Development.json={"Db": "http://localhost:1", "Mode": "App.Auth.Shop"}`, `appsettings.Staging.json={"Db": "http://db.staging.shop.example", "Mode": 2}`, `appsettings.Production.json={"Db": "http://db.shop.example", "Mode": 3}`, "deploy/dev.yaml=db: http://db.dev.shop.example\nmode: 1\n", "deploy/production.yaml=db: http://db.shop.example\nmode: 1\n"},
			"dev Staging Production",
			[]string{`path = "deploy/${env.vars.alias}.yaml"`, `only = ["Staging", "Production"]`, `without "Development"`},
		},
		{
			"settings with hosts of the machine are dev's where nothing else is",
			[]string{`appsettings.Development.json={"Db": "http://localhost:1", "Mode": 1}`, `appsettings.Staging.json={"Db": "http://db.staging.shop.example", "Mode": 2}`, `appsettings.Production.json={"Db": "http://db.shop.example", "Mode": 3}`},
			"Development Staging Production",
			[]string{`appsettings.${env.name}.json`},
		},
		{
			"JSON with comments whose keys are environments",
			[]string{"hosts.jsonc={\n // why\n \"staging\": {\"a\": 1},\n \"prod\": {\"a\": 2},}"},
			"staging prod",
			[]string{"path = \"hosts.jsonc\"\n  key  = \"${env.name}\""},
		},
		{
			"a department called development",
			[]string{"development/k/staging.yaml=a: 1", "development/k/prod.yaml=a: 1", "development/o/overlays/staging/kustomization.yaml", "development/o/overlays/prod/kustomization.yaml", "production/o/overlays/staging/kustomization.yaml", "production/o/overlays/prod/kustomization.yaml", "sales/o/overlays/staging/kustomization.yaml", "sales/o/overlays/prod/kustomization.yaml"},
			"staging prod",
			[]string{`kustomize = "development/o/overlays/${env.name}"`, `kustomize = "sales/o/overlays/${env.name}"`},
		},
		{
			"manifests with gaps in them",
			[]string{"k/deploy-staging.tmpl=" + manifest, "k/deploy-production.tmpl=" + manifest},
			"staging production",
			[]string{`path = "k/deploy-${env.name}.tmpl"`},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Look(tree(tt.files...), Options{Project: "p"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(f.Environments, " "); got != tt.envs {
				t.Errorf("environments %q, want %q", got, tt.envs)
			}
			for _, w := range tt.want {
				if not, without := strings.CutPrefix(w, "without "); without && strings.Contains(string(f.HCL), not) || !without && !strings.Contains(string(f.HCL), w) {
					t.Errorf("no %s in\n%s", w, f.HCL)
				}
			}
			c, err := config.Parse(f.HCL, "x", "/", config.Options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, f.HCL)
			}
			if c.Ref().Name != f.Environments[len(f.Environments)-1] {
				t.Errorf("the reference is %q", c.Ref().Name)
			}
		})
	}
}

func TestWhatIsNoEnvironmentIsLeftAlone(t *testing.T) {
	for name, files := range map[string][]string{
		"requirements of developers and testers": {"requirements-dev.txt", "requirements-test.txt"},
		"source folders":                         {"src/test/a.yaml", "src/dev/a.yaml", "node_modules/x/prod.yaml", "node_modules/x/staging.yaml"},
		"one environment alone":                  {"deploy/prod/a.yaml=" + manifest},
		"folders of anything":                    {"prod/README", "staging/README"},
		"nothing":                                {},
		"what developers run":                    {".env.development=A=1", ".env.test=A=1"},
		"what is to be copied":                   {"chart/values.yaml=a: 1", "chart/values-dev-example.yaml=a: 1"},
		"what leads from one to another":         {"s/overlays/stage-to-prod/kustomization.yaml", "s/overlays/prod-to-stage/kustomization.yaml"},
		"services with files of their own":       {"api/.env=PORT=1\nDB=2", "api/package.json={}", "web/.env=HOST=1\nURL=2", "web/package.json={}"},
		"services whose settings differ":         {"api.env=PORT=1\nDB=2\nX=1", "web.env=HOST=1\nURL=2"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Look(tree(files...), Options{})
			if !errors.As(err, new(Nothing)) {
				t.Errorf("got %v and %+v", err, f)
			}
		})
	}
}

func TestAnAuthoritysStagingIsNoEnvironment(t *testing.T) {
	issuer := func(kind, host string) string {
		return "apiVersion: cert-manager.io/v1\nkind: " + kind + "\nmetadata: {name: x}\nspec:\n  acme:\n    server: https://" + host + "/directory\n"
	}
	staging, prod := issuer("ClusterIssuer", "acme-staging-v02.api.letsencrypt.org"), issuer("ClusterIssuer", "acme-v02.api.letsencrypt.org")
	for name, c := range map[string]struct {
		files []string
		found bool
	}{
		"issuers by authority":     {[]string{"cert/clusterissuer-staging.yaml=" + staging, "cert/clusterissuer-prod.yaml=" + prod}, false},
		"manifests by environment": {[]string{"cert/app-staging.yaml=" + manifest, "cert/app-prod.yaml=" + manifest}, true},
		"issuers and more":         {[]string{"cert/all-staging.yaml=" + staging + "---\n" + manifest, "cert/all-prod.yaml=" + prod + "---\n" + manifest}, true},
	} {
		_, err := Look(tree(c.files...), Options{})
		if (err == nil) != c.found {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestManySystemsAskWhichOne(t *testing.T) {
	var files []string
	for i := range alikeSystems + 1 {
		for _, e := range []string{"dev", "prod"} {
			files = append(files, fmt.Sprintf("ns/s%02d-%s/a.yaml=%s", i, e, manifest))
		}
	}
	_, err := Look(tree(files...), Options{})
	var many *Systems
	if !errors.As(err, &many) || len(many.Names) != alikeSystems+1 || many.Names[0] != "s00" {
		t.Fatalf("got %v", err)
	}
	if f, err := Look(tree(files...), Options{System: "S03"}); err != nil || !strings.Contains(string(f.HCL), `"ns/s03-${env.name}"`) {
		t.Errorf("%v", err)
	}
	if _, err := Look(tree(files...), Options{System: "s99"}); err == nil {
		t.Error("a system that is not there was found")
	}
	f, err := Look(tree(append(files, "own/staging.env", "own/prod.env")...), Options{})
	if err != nil || !strings.Contains(strings.Join(f.Notes, "\n"), `left out "ns"`) {
		t.Errorf("%v %+v", err, f)
	}
}

func TestSystemsSideBySideWithTheSameEnvironmentsAreOneAudit(t *testing.T) {
	alike, mixed := []string{}, []string{}
	systems := []string{"orders", "users", "mail", "search", "cart", "stock", "ratings", "invoices", "images"}
	for i, name := range systems {
		lowest := "dev"
		if i == manySystems {
			lowest = "staging"
		}
		alike = append(alike, fmt.Sprintf("apps/%s-dev/a.yaml=%s", name, manifest), fmt.Sprintf("apps/%s-prod/a.yaml=%s", name, manifest))
		mixed = append(mixed, fmt.Sprintf("apps/%s-%s/a.yaml=%s", name, lowest, manifest), fmt.Sprintf("apps/%s-prod/a.yaml=%s", name, manifest))
	}
	f, err := Look(tree(alike...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(f.HCL), "-${env.name}"); n != len(systems) {
		t.Errorf("%d systems are collected, want %d:\n%s", n, len(systems), f.HCL)
	}
	var many *Systems
	if _, err := Look(tree(mixed...), Options{}); !errors.As(err, &many) {
		t.Errorf("systems with other environments are taken together: %v", err)
	}
}

func TestCollectorsThatAreNotBuiltInAreNotSuggested(t *testing.T) {
	f, err := Look(tree("prod.env", "staging.env", "tf/prod/a.tf", "tf/staging/a.tf"), Options{Types: []string{"envvars"}})
	if err != nil || strings.Contains(string(f.HCL), "terraform") {
		t.Errorf("%v\n%s", err, f.HCL)
	}
}

func TestClustersAreSuggestedInCommentsOnly(t *testing.T) {
	f, err := Look(tree("prod.env", "staging.env"), Options{Contexts: []string{"eks-prod", "minikube"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(f.HCL), "\n") {
		if strings.Contains(line, "eks-prod") && !strings.HasPrefix(line, "#") {
			t.Errorf("live: %s", line)
		}
	}
	if !strings.Contains(string(f.HCL), `"eks-prod"`) || strings.Contains(string(f.HCL), "minikube") {
		t.Errorf("%s", f.HCL)
	}
}

// Names with everything HCL reads must not end a string or begin an expression.
func TestHostileNamesStayNames(t *testing.T) {
	f, err := Look(tree(`a"b${x}/prod.env`, `a"b${x}/staging.env`), Options{Project: "p\"\n${x}"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Parse(f.HCL, "x", "/", config.Options{}); err != nil {
		t.Errorf("%v\n%s", err, f.HCL)
	}
}

func TestNamesThatATerminalObeysAreEscapes(t *testing.T) {
	f, err := Look(tree("e\x1b]0;PWN\ax/prod.env", "e\x1b]0;PWN\ax/staging.env", "n\u202ex/prod.env", "n\u202ex/staging.env"), Options{Project: "p\u009b"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(f.HCL), "\x1b\a\u202e\u009b") || !strings.Contains(string(f.HCL), `\u001b]0;PWN\u0007x/`) {
		t.Errorf("%q", f.HCL)
	}
	if _, err := config.Parse(f.HCL, "x", "/", config.Options{}); err != nil {
		t.Errorf("%v\n%s", err, f.HCL)
	}
}

func TestNamesWithSignsOfGlobsAreNames(t *testing.T) {
	f, err := Look(tree("i[ab/prod/a.yaml", "i[ab/staging/a.yaml", "s{*/prod.yaml", "s{*/staging.yaml"), Options{Project: "p"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"i\\[ab/${env.name}`, `"s\\{\\*/${env.name}.yaml"`} {
		if !strings.Contains(string(f.HCL), want) {
			t.Errorf("%s is not in\n%s", want, f.HCL)
		}
	}
}

// TestAFolderOfTerraformIsReadWithItsLockFile: one that stands elsewhere is listed.
func TestAFolderOfTerraformIsReadWithItsLockFile(t *testing.T) {
	for name, want := range map[string]bool{"main.tf": false, "sub/main.tf": true} {
		var files []string
		for _, env := range []string{"dev", "prod"} {
			files = append(files, "tf/"+env+"/"+name, "tf/"+env+"/.terraform.lock.hcl")
		}
		f, err := Look(tree(files...), Options{Project: "p"})
		if err != nil || strings.Contains(string(f.HCL), "lock") != want || !strings.Contains(string(f.HCL), "config =") && name == "main.tf" {
			t.Errorf("%s: %v\n%s", name, err, f.HCL)
		}
	}
}

// TestWhatIsNotTakenIsMentioned: a line each, with the reason.
func TestWhatIsNotTakenIsMentioned(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		path  string
		why   string
		small bool
	}{
		{"a name beside", []string{"c/values-staging.yaml=a: 1", "c/values-prod.yaml=a: 1", "c/values-minikube.yaml=a: 1"}, "c/values-minikube.yaml", "beside c/", false},
		{"components of kustomize", []string{"prod.env", "staging.env", "k/prod-c/kustomization.yaml=kind: Component\n", "k/staging-c/kustomization.yaml=kind: Component\n"}, "k/{staging-c,prod-c}/", "where an overlay builds with them", false},
		{"a format nobody reads", []string{"prod.env", "staging.env", "c/prod.cue", "c/staging.cue"}, "c/{staging,prod}.cue", "nothing reads .cue", false},
		{"code that holds settings", []string{"prod.env", "staging.env", "environments/prod.rb", "environments/staging.rb"}, "environments/{staging,prod}.rb", "code of a program", false},
		{"only one environment, in folders", []string{"prod.env", "staging.env", "inventories/production/group_vars/all.yml=a: 1"}, "inventories/production", "no other environment", false},
		{"workflows beside what runs", []string{"prod.env", "staging.env", ".github/workflows/deploy-prod.yml=on: x\n", ".github/workflows/deploy-staging.yml=on: x\n"}, ".github/workflows/deploy-{staging,prod}.yml", "workflows, which deploy", false},
		{"a workflow for several environments", []string{"prod.env", "staging.env", ".github/workflows/d.yml=jobs:\n  a:\n    environment: staging\n  b:\n    environment:\n      name: prod\n"}, ".github/workflows/d.yml", "a workflow for staging, prod", false},
		{"files that nothing reads in environments' folders", []string{"environments/dev/a.json={}", "environments/dev/main.jsonnet={}", "environments/prod/a.json={}", "environments/prod/main.jsonnet={}"}, "environments/{dev,prod}/**/*.jsonnet", "2 .jsonnet files in these folders are not read", false},
		{"a file without a word beside those of environments", []string{"manifest.yml=applications: []\n", "manifest-staging.yml=inherit: x\n", "manifest-production.yml=inherit: x\n"}, "manifest.yml", "beside manifest-{staging,production}.yml", false},
		{"a pipeline of GitLab", []string{"prod.env", "staging.env", "k/.gitlab-ci.yml=a:\n  environment:\n    name: staging\nb:\n  environment: production\n"}, "k/.gitlab-ci.yml", "a workflow for staging, production", false},
		{"an env file without a word", []string{"prod.env", "staging.env", "app/.env=A=1\n"}, "app/.env", "names no environment", false},
		{"what is shared by its name", []string{"conf/app.prod.conf=a 1\n", "conf/app.staging.conf=a 1\n", "conf/app.local-base.conf=a 1\n"}, "conf/app.local-base.conf", "a sample to be copied, or for all", false},
		{"a sample of one environment", []string{"prod.env", "staging.env", "c/.env.production.template=A=1\n"}, "c/.env.production.template", "a sample", false},
		{"a word that is an environment elsewhere", []string{"dev.env", "prod.env", "aws/dev/service.yml=a: 1"}, "aws/dev", "no other environment", false},
		{"a direction", []string{"prod.env", "staging.env", "s/stage-to-prod.yaml"}, "s/stage-to-prod.yaml", "leads from one", false},
		{"one environment alone", []string{"prod.env", "staging.env", "k/prod.yaml=a: 1"}, "k/prod.yaml", "no other environment", false},
		{"a folder of tests", []string{"prod.env", "staging.env", "tests/prod.yaml=a: 1"}, "tests", "documents, examples or tests", false},
		{"a second spelling", []string{"dev.env", "prod.env", "production.env"}, "production.env", "second spelling", false},
		{"most of it", []string{"prod.env", "staging.env", "a/prod.cue", "a/staging.cue", "b/prod.cue", "b/staging.cue", "c/prod.cue", "c/staging.cue"}, "a/{staging,prod}.cue", "nothing reads .cue", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Look(tree(tt.files...), Options{Project: "p"})
			if err != nil {
				t.Fatal(err)
			}
			found, there := false, 0
			for _, m := range f.Coverage.NotTaken {
				found = found || m.Path == tt.path && strings.Contains(m.Why, tt.why)
				if path.Dir(m.Path) == path.Dir(tt.path) {
					there++
				}
			}
			if there != 1 {
				t.Errorf("mentioned %d times: %+v", there, f.Coverage.NotTaken)
			}
			if !found || f.Coverage.Small() != tt.small {
				t.Errorf("%+v", f.Coverage)
			}
		})
	}
}
