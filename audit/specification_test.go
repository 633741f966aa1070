package audit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/rules"
)

// told is all findings of a small system: in each text, E stands for the environment's own name. An environment's own text comes before
// the common one. The file is called name in each environment's folder.
func told(t *testing.T, name, common string, own map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	envs := []string{"dev", "staging", "prod"}
	for _, env := range envs {
		text, ok := own[env]
		if !ok {
			text = common
		}
		if err := os.MkdirAll(filepath.Join(dir, env), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, env, name), []byte(strings.ReplaceAll(text, "‹E›", env)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source := map[string]string{
		".tf": `collect "terraform" { config = env.name }`, ".env": `collect "envvars" { file = "${env.name}/` + name + `" }`,
		".yaml": `collect "kubernetes" { path = env.name }`, ".yml": `collect "files" { path = "${env.name}/` + name + `" }`,
		".hcl": `collect "terraform" { config = env.name }`,
	}[filepath.Ext(name)]
	hcl := "project = \"shop\"\nenvironment \"dev\" {}\nenvironment \"staging\" {}\nenvironment \"prod\" { reference = true }\n" + source + "\n"
	file := filepath.Join(dir, "envparity.hcl")
	if err := os.WriteFile(file, []byte(hcl), 0o600); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range auditFile(t, file).Findings {
		line := fmt.Sprintf("%s %s %s", f.Verdict, f.Drift.Kind, f.Drift.Path)
		if f.Drift.Path == "" {
			line += f.Drift.Resource.Kind + "/" + f.Drift.Resource.Name
		}
		for _, s := range f.Drift.Sides {
			if s.Word != "" {
				line += " speaks " + s.WordOf
			}
		}
		if n := len(f.Drift.Places); n > 0 {
			line += fmt.Sprintf(" +%d", n)
		}
		out = append(out, line)
	}
	return out
}

// TestWhatRealDifferencesLookLike holds the whole program to what was seen in real repositories, a line for each kind of difference.
// Where nothing is wanted, nothing must be told that a person is asked to read: acceptable findings are left out, unless they are wanted.
func TestWhatRealDifferencesLookLike(t *testing.T) {
	for _, c := range []struct {
		name, file, common string
		own                map[string]string
		want               []string
	}{
		// Leaks, in the places where they were found.
		{"a leak in the default of a variable, the line the same as in the leaked file", "main.tf", "variable \"host\" { default = \"db.‹E›.shop.example\" }\n", map[string]string{"prod": "variable \"host\" { default = \"db.staging.shop.example\" }\n"}, []string{"must-fix leaked default speaks staging"}},
		{"a leak in a subject of RBAC", "rbac.yaml", rbac("shop-‹E›"), map[string]string{"prod": rbac("shop-dev")}, []string{"must-fix leaked subjects[name=ci].namespace speaks dev"}},
		{"a leak in an IAM role", "main.tf", "resource \"aws_iam_role_policy\" \"x\" {\n  role = \"orders-‹E›-role\"\n}\n", map[string]string{"prod": "resource \"aws_iam_role_policy\" \"x\" {\n  role = \"orders-staging-role\"\n}\n"}, []string{"must-fix leaked role speaks staging"}},
		{"a leak in a certificate", "cert.yaml", cert("‹E›.shop.example"), map[string]string{"prod": cert("dev.shop.example")}, []string{"must-fix leaked spec.dnsNames[=dev.shop.example] speaks dev"}},
		{"a leak in a registry", "env.yml", "image: registry.example/shop-‹E›/api:1\n", map[string]string{"prod": "image: registry.example/shop-dev/api:1\n"}, []string{"must-fix leaked image speaks dev"}},
		{"a leak in a bucket policy", "main.tf", bucket("‹E›"), map[string]string{"prod": bucket("staging")}, []string{"must-fix leaked policy.Statement[0].Resource speaks staging"}},

		// Words that are no leaks.
		{"development in a description", "main.tf", "variable \"team\" {\n  default = \"x\"\n  description = \"The name of the development team\"\n}\n", nil, nil},
		{"a system whose name has an environment's word in it", "env.yml", "upstream: staging-api\nname: staging-api\n", map[string]string{"dev": "upstream: staging-api\nname: staging-api\n"}, nil},
		{"chat channels, owners and runbooks", "env.yml", "slack_channel: shop-staging-alerts\nowner: dev-team\nrunbook_url: https://wiki.example/staging-runbook\n", nil, nil},
		{"a key that names an environment", "env.yml", "env:\n  - {name: SR_PROD_BACKEND_URL, value: x}\n", nil, nil},

		// How environments name themselves.
		{"a suffix that prod lacks", "env.yml", "host: api-‹E›.shop.example\n", map[string]string{"prod": "host: api.shop.example\n"}, nil},
		{"a prefix that prod lacks", "env.yml", "host: ‹E›.shop.example\n", map[string]string{"prod": "host: shop.example\n"}, nil},
		{"an infix", "env.yml", "bucket: shop-‹E›-data\n", nil, nil},
		{"another order of words", "env.yml", "cluster: eaas-‹E›\nother: eaas-‹E›-x\n", map[string]string{"prod": "cluster: prod-eaas\nother: eaas-prod-x\n"}, nil},
		{"no delimiter", "env.yml", "bucket: NotificationCanadaCa‹E›\n", map[string]string{"dev": "bucket: NotificationCanadaCadevelopment\n", "prod": "bucket: NotificationCanadaCaproduction\n"}, nil},
		{"synonyms in one file", "env.yml", "a: shop-‹E›\nb: shop-‹E›-x\nc: shop/‹E›\n", map[string]string{"prod": "a: shop-production\nb: shop-prd-x\nc: shop/prod\n"}, nil},

		// Equal in meaning.
		{"10m is 0.01", "env.yml", "resources:\n  requests:\n    cpu: 10m\n", map[string]string{"prod": "resources:\n  requests:\n    cpu: 0.01\n"}, nil},
		{"a default port is no port", "env.yml", "url: redis://h:6379/1\n", map[string]string{"prod": "url: redis://h/1\n"}, nil},
		{"a variable is its literal value", "main.tf", "variable \"repo\" { default = \"shop\" }\nmodule \"m\" { name = var.repo }\n", map[string]string{"prod": "variable \"repo\" { default = \"shop\" }\nmodule \"m\" { name = \"shop\" }\n"}, nil},
		{"RBAC rules in another order", "rbac.yaml", role("get", "list") + role2("pods", "services"), map[string]string{"prod": role2("services", "pods") + role("list", "get")}, nil},
		{"hashes of a lock file", ".terraform.lock.hcl", lock("5.1.0", "h1:a"), map[string]string{"prod": lock("5.1.0", "h1:b")}, nil},
		{"the minute of a cron line", "env.yml", "cronTasks:\n  - {name: sweep, schedule: \"3 2 * * *\"}\n", map[string]string{"prod": "cronTasks:\n  - {name: sweep, schedule: \"47 2 * * *\"}\n"}, nil},
		{"weekly turned yearly", "env.yml", "cronTasks:\n  - {name: sweep, schedule: \"3 2 * * 0\"}\n", map[string]string{"prod": "cronTasks:\n  - {name: sweep, schedule: \"3 2 1 1 *\"}\n"}, []string{"should-fix changed cronTasks[name=sweep].schedule"}},

		// Intended.
		{"downtime outside prod", "main.tf", "module \"scheduled_downtime\" { source = \"x\" }\n", map[string]string{"prod": "variable \"x\" { default = 1 }\n", "dev": "module \"scheduled_downtime\" { source = \"x\" }\nvariable \"x\" { default = 1 }\n", "staging": "module \"scheduled_downtime\" { source = \"x\" }\nvariable \"x\" { default = 1 }\n"}, nil},
		{"auto-stop outside prod", "main.tf", "module \"rds\" {\n  a = 1\n  enable_rds_auto_start_stop = true\n}\n", map[string]string{"prod": "module \"rds\" {\n  a = 1\n}\n"}, nil},
		{"DNS only in prod", "main.tf", "variable \"x\" { default = 1 }\n", map[string]string{"prod": "variable \"x\" { default = 1 }\nresource \"aws_route53_zone\" \"z\" { name = \"shop.example\" }\n"}, nil},
		{"an uptime check only in prod", "main.tf", "variable \"x\" { default = 1 }\n", map[string]string{"prod": "variable \"x\" { default = 1 }\nresource \"pingdom_check\" \"z\" { host = \"shop.example\" }\n"}, nil},
		{"a simulator, a debug route and catch-all mail outside prod", ".env", "A=1\nPAYMENT_SIMULATOR_URL=http://simulator\nDEBUG_ROUTES=true\nEMAIL_ADDRESS_OVERRIDE=qa@shop.example\n", map[string]string{"prod": "A=1\n"}, nil},
		{"analytics ids", ".env", "A=1\nGA4_MEASUREMENT_ID=G-1\n", map[string]string{"prod": "A=1\nGA4_MEASUREMENT_ID=G-2\n"}, nil},
		{"a job that copies data back", "main.tf", "variable \"x\" { default = 1 }\nmodule \"copy-back\" { source = \"x\" }\n", map[string]string{"prod": "variable \"x\" { default = 1 }\n"}, nil},

		// Worth a word.
		{"sizes inverted", "main.tf", "module \"rds\" { db_allocated_storage = 50 }\n", map[string]string{"staging": "module \"rds\" { db_allocated_storage = 100 }\n", "dev": "module \"rds\" { db_allocated_storage = 50 }\n"}, []string{"should-fix changed db_allocated_storage"}},
		{"an old version", ".env", "API_DOCKER_TAG=1.4.2\n", map[string]string{"prod": "API_DOCKER_TAG=1.2.0\n"}, []string{"should-fix changed API_DOCKER_TAG"}},
		{"a flag on here and off there", ".env", "FF_NEW=true\n", map[string]string{"prod": "FF_NEW=false\n"}, []string{"should-fix changed FF_NEW"}},
		{"a flag declared everywhere but in staging", ".env", "A=1\nFF_NEW=true\n", map[string]string{"staging": "A=1\n"}, []string{"should-fix missing FF_NEW"}},
		{"a placeholder", ".env", "A=1\nSERVICE_ID=changeme\n", map[string]string{"prod": "A=1\nSERVICE_ID=3e2589c4-a0d7-4592-9eb9-c178cddf2b1f\n"}, []string{"should-fix changed SERVICE_ID"}},
		{"a tag that was never put in", ".env", "A=1\nAPP_IMAGE=DOCKER_TAG\n", map[string]string{"prod": "A=1\nAPP_IMAGE=1.2.3\n"}, []string{"should-fix changed APP_IMAGE"}},
		{"a key with a space before =", ".env", "A=1\nFLAG_X =on\n", map[string]string{"prod": "A=1\nFLAG_X=on\n"}, []string{"must-fix misspelt FLAG_X"}},
		{"a probe on one side", "app.yaml", deployment(""), map[string]string{"prod": deployment("\n        livenessProbe: {httpGet: {path: /health, port: 8080}}")}, []string{"should-fix missing spec.template.spec.containers[name=api].livenessProbe"}},
		{"a security context on one side", "app.yaml", deployment(""), map[string]string{"prod": deployment("\n        securityContext: {runAsNonRoot: true}")}, []string{"should-fix missing spec.template.spec.containers[name=api].securityContext"}},
		{"one key under two accounts", "env.yml", kms("111122223333"), map[string]string{"staging": kms("333344445555"), "prod": kms("777788889999")}, []string{"should-fix shared kms_key_id"}},

		// One cause.
		{"one anchor's change in many places", "env.yml", anchors("1.2.0"), map[string]string{"prod": anchors("1.1.0")}, []string{"should-fix changed apps[name=a].image +2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, line := range told(t, c.file, c.common, c.own) {
				if !strings.HasPrefix(line, string(rules.Acceptable)) {
					got = append(got, line)
				}
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("told\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

func rbac(namespace string) string {
	return "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: deployer}\nroleRef: {kind: Role, name: deployer}\nsubjects:\n- {kind: ServiceAccount, name: ci, namespace: " + namespace + "}\n"
}

func cert(host string) string {
	return "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: shop}\nspec:\n  dnsNames: [" + host + "]\n"
}

func bucket(env string) string {
	return "resource \"aws_s3_bucket_policy\" \"p\" {\n  policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::shop-" + env + "-data/*\" }] })\n}\n"
}

func role(verbs ...string) string {
	return "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: one}\nrules:\n- {apiGroups: [\"\"], resources: [pods], verbs: [" + strings.Join(verbs, ", ") + "]}\n---\n"
}

func role2(resources ...string) string {
	text := "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: two}\nrules:\n"
	for _, r := range resources {
		text += "- {apiGroups: [\"\"], resources: [" + r + "], verbs: [get]}\n"
	}
	return text + "---\n"
}

func lock(version, hash string) string {
	return "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"" + version + "\"\n  constraints = \"~> 5.0\"\n  hashes = [\"" + hash + "\"]\n}\n"
}

func deployment(more string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        image: registry.example/api:1.0.0" + more + "\n"
}

func kms(account string) string {
	return "kms_key_id: arn:aws:kms:eu-west-1:" + account + ":key/15bdd743-ecd7-4059-86ff-b8b6a72054c4\n"
}

func anchors(version string) string {
	text := "apps:\n"
	for _, app := range []string{"a", "b", "c"} {
		text += "  - name: " + app + "\n    image: registry.example/sidecar:" + version + "\n"
	}
	return text
}
