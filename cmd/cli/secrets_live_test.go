//go:build unix

package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/report"
)

// field plants secrets and remembers them.
type field struct{ planted []string }

func (f *field) s() string {
	p := fmt.Sprintf("Planted%03dx7Qz", len(f.planted))
	f.planted = append(f.planted, p)
	return p
}

// cluster is what is applied to an environment's namespace.
func (f *field) cluster(env string) string {
	s := f.s
	record := `{"name":"shop","version":1,"info":{"status":"deployed","notes":"password: ` + s() + `"},"chart":{"metadata":{"name":"c","version":"1.0.0"},"values":{"token":"` + s() + `"}},"config":{"db":{"password":"` + s() + `"},"list":[{"apiKey":"` + s() + `"}],"url":"postgres://u:` + s() + `@h/d"}}`
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(record))
	_ = z.Close()
	data := base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString(packed.Bytes())))
	b64 := func() string { return base64.StdEncoding.EncodeToString([]byte(s())) }
	return `apiVersion: v1
kind: Namespace
metadata: {name: shop-` + env + `}
---
apiVersion: v1
kind: Secret
metadata: {name: plain, namespace: shop-` + env + `}
data: {one: ` + b64() + `, two: ` + b64() + `, three: ` + b64() + `, tls.key: ` + b64() + `, anything: ` + b64() + `}
stringData: {four: ` + s() + `, five: ` + s() + `, six: ` + s() + `, seven: ` + s() + `, url: "amqp://u:` + s() + `@mq"}
---
apiVersion: v1
kind: Secret
metadata: {name: sh.helm.release.v1.shop.v1, namespace: shop-` + env + `, labels: {owner: helm, name: shop, status: deployed, version: "1"}}
type: helm.sh/release.v1
data: {release: ` + data + `}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop-` + env + `}
data:
  app.properties: "spring.datasource.password=` + s() + `\nx=1\n"
  app.yaml: "db:\n  password: ` + s() + `\n"
  .env: "export TOKEN='` + s() + `'\n"
  app.json: '{"clientSecret":"` + s() + `"}'
  DSN: "Server=db;Password=` + s() + `;Port=1"
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop-` + env + `, annotations: {note: 'curl -H "Authorization: Bearer ` + s() + `" x'}}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: shop/api:1
          args: [--token, ` + s() + `, --db-password=` + s() + `]
          envFrom: [{secretRef: {name: plain, optional: true}, prefix: S_}]
          env:
            - {name: API_TOKEN, value: ` + s() + `}
            - {name: DATABASE_URL, value: "postgres://u:` + s() + `@h/d"}
            - {name: CONFIG, value: '{"clientSecret":"` + s() + `"}'}
            - {name: FOUR, valueFrom: {secretKeyRef: {name: plain, key: four}}}
            - {name: COMBINED, value: "u:$(FOUR)@h"}
`
}

// files is what lies on disk for an environment.
func (f *field) files(env string) map[string]string {
	s := f.s
	return map[string]string{
		env + "/over/kustomization.yaml": "resources: [app.yaml]\nsecretGenerator:\n- name: g\n  literals: [a=" + s() + ", b=" + s() + "]\n  envs: [secret.env]\n  files: [key.pem]\nconfigMapGenerator:\n- name: c\n  literals: [DB_PASSWORD=" + s() + "]\n",
		env + "/over/secret.env":         "C=" + s() + "\nD=" + s() + "\n",
		env + "/over/key.pem":            s(),
		env + "/over/app.yaml":           "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: k}\nspec: {template: {spec: {containers: [{name: k, env: [{name: SMTP_PASSWORD, value: " + s() + "}]}]}}}\n",
		env + "/values.yaml":             "db: {password: " + s() + "}\nauth: {token: " + s() + "}\n",
		env + "/terraform.tfstate":       `{"version":4,"serial":3,"lineage":"x","outputs":{"o":{"value":"` + s() + `","type":"string","sensitive":true}},"resources":[{"mode":"managed","type":"aws_db_instance","name":"d","provider":"provider[\"registry.opentofu.org/hashicorp/aws\"]","instances":[{"attributes":{"password":"` + s() + `","master":"` + s() + `"},"sensitive_attributes":[[{"type":"get_attr","value":"master"}]]}]}]}`,
		env + "/config/main.tf":          "variable \"db_password\" {}\nvariable \"api_token\" {\n  default = \"" + s() + "\"\n}\nlocals {\n  dsn = \"app:x?password=${var.db_password}\"\n}\n",
		env + "/config/x.tfvars":         "db_password = \"" + s() + "\"\n",
		env + "/infra/main.tf": `terraform {
  required_providers {
    probe = { source = "test/probe" }
  }
}
variable "secret" { sensitive = true }
resource "probe_file" "x" {
  path    = "` + "${path.root}" + `/../thing"
  content = "as applied"
  secret  = var.secret
}
output "out" {
  value     = "` + s() + `"
  sensitive = true
}
`,
		env + "/infra/terraform.tfvars": "secret = \"" + s() + "\"\n",
		env + "/remote/main.tf":         "terraform {\n  backend \"s3\" {\n    bucket = \"states\"\n    key    = \"x\"\n    region = \"us-east-1\"\n  }\n}\n",
		env + "/garbled":                "apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: " + s() + "}}\nclusters: [\n",
		env + "/dead":                   "apiVersion: v1\nkind: Config\ncurrent-context: d\nclusters: [{name: d, cluster: {server: 'https://127.0.0.1:9', proxy-url: 'http://u:" + s() + "@127.0.0.1:9'}}]\nusers: [{name: a, user: {token: " + s() + "}}]\ncontexts: [{name: d, context: {cluster: d, user: a}}]\n",
		env + "/basic":                  "apiVersion: v1\nkind: Config\ncurrent-context: d\nclusters: [{name: d, cluster: {server: 'https://u:" + s() + "@127.0.0.1:9/x'}}]\nusers: [{name: a, user: {username: u, password: " + s() + "}}]\ncontexts: [{name: d, context: {cluster: d, user: a}}]\n",
	}
}

// TestNoPlantedSecretLeavesTheProgram runs the program over every source that holds secrets, sound and out of order, prints all it can in every format,
// and looks for them in whatever came out.
func TestNoPlantedSecretLeavesTheProgram(t *testing.T) {
	tofu, c := real.Tofu(t), real.StartCluster(t)
	var f field
	dir, tmp := t.TempDir(), shortDir(t)
	files := map[string]string{
		"chart/Chart.yaml":       "apiVersion: v2\nname: c\nversion: 1.0.0\n",
		"chart/values.yaml":      "db: {password: " + f.s() + "}\n",
		"chart/templates/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {a: 'x {{ .Values.db.password }} y', b: '{{ .Values.auth.token }}', c: '{{ .Values.set.password }}'}\n",
	}
	setPassword := f.s()
	for _, env := range []string{"one", "two"} {
		c.Apply(t, real.ClientSide, f.cluster(env))
		for name, text := range f.files(env) {
			files[name] = text
		}
	}
	wrong, backend := f.s(), f.s()
	files["envparity.hcl"] = fmt.Sprintf(`project = "planted"
environment "one" {}
environment "two" { reference = true }
collect "kubernetes" {
  kubeconfig = %q
  namespace  = "shop-${env.name}"
}
collect "kubernetes" {
  as        = "overlay"
  kustomize = "${env.name}/over"
}
collect "helm" {
  chart  = "chart"
  values = "${env.name}/values.yaml"
  set    = { "set.password" = %q }
}
collect "terraform" { state = "${env.name}/terraform.tfstate" }
collect "terraform" {
  as        = "config"
  config    = "${env.name}/config"
  var_files = "${env.name}/config/x.tfvars"
}
collect "terraform" {
  as           = "drifting"
  dir          = "${env.name}/infra"
  refresh_only = true
  binary       = %q
}
collect "terraform" {
  as             = "remote"
  dir            = "${env.name}/remote"
  binary         = %q
  backend_config = ["secret_key=%s", "access_key=a", "endpoints={s3=\"http://127.0.0.1:9\"}", "skip_credentials_validation=true", "skip_requesting_account_id=true", "max_retries=1"]
  timeout        = "20s"
}
collect "terraform" {
  as      = "bucket"
  state   = "s3://nowhere/x"
  timeout = "20s"
}
collect "kubernetes" {
  as         = "garbled"
  kubeconfig = "${env.name}/garbled"
}
collect "kubernetes" {
  as         = "dead"
  kubeconfig = "${env.name}/dead"
}
collect "kubernetes" {
  as         = "basic"
  kubeconfig = "${env.name}/basic"
}
`, c.Kubeconfig(t, c.Admin, "test"), setPassword, tofu, tofu, backend)
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := append(os.Environ(), "TF_CLI_CONFIG_FILE="+real.ProbeProvider(t), "TF_LOG=TRACE", "TMPDIR="+tmp, "HOME="+dir, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef",
		"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY="+wrong, "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL_S3=http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED=true")
	for _, e := range []string{"one", "two"} {
		for _, args := range [][]string{{"init", "-no-color"}, {"apply", "-auto-approve", "-no-color"}} {
			cmd := exec.Command(tofu, args...)
			cmd.Dir, cmd.Env = filepath.Join(dir, e, "infra"), append(env, "TF_LOG=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, e, "thing"), []byte(`{"Content":"by hand","Secret":"`+f.s()+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f.planted = append(f.planted, c.Token(c.Admin))
	if len(f.planted) < 100 {
		t.Fatalf("%d secrets planted, want 100", len(f.planted))
	}
	out := t.TempDir()
	run := func(args ...string) string { return sayAll(t, dir, env, args...) }
	said := run("snapshot", "-o", filepath.Join(out, "snaps"))
	for _, broken := range []string{"garbled", "dead", "basic", "remote", "bucket"} {
		if !strings.Contains(said, " "+broken+" ") {
			t.Errorf("%s is not told:\n%s", broken, said)
		}
	}
	t.Logf("%d secrets planted; %s", len(f.planted), said)
	collectortest.NoSecrets(t, said, f.planted)
	for _, format := range report.Names() {
		said := run("check", "--from", filepath.Join(out, "snaps"), "--all", "--format", format)
		if len(said) < 100 {
			t.Errorf("%s says %q", format, said)
		}
		collectortest.NoSecrets(t, said, f.planted)
	}
	collectortest.NoSecrets(t, run("check", "--all", "--format", "json", "-o", filepath.Join(out, "report.json")), f.planted)
	noSecretsBelow(t, f.planted, out, tmp, filepath.Join(dir, ".envparity"))
}

// shortDir is a temporary folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "e")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
