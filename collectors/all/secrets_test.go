package all_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// plant hands out secrets and remembers them.
type plant struct{ all []string }

func (p *plant) secret() string {
	s := fmt.Sprintf("Planted%02dx7Qz", len(p.all))
	p.all = append(p.all, s)
	return s
}

func (p *plant) base64() string { return base64.StdEncoding.EncodeToString([]byte(p.secret())) }

// sources lays fifty-odd secrets into every kind of file.
func sources(p *plant) map[string]string {
	s := p.secret
	return map[string]string{
		"k8s/app.yaml":               "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {note: 'curl -H \"Authorization: Bearer " + s() + "\" x'}}\nspec: {template: {spec: {containers: [{name: a, args: [--token, " + s() + ", --db-password=" + s() + "], env: [{name: API_KEY, value: " + s() + "}, {name: URL, value: 'amqp://u:" + s() + "@mq/v'}, {name: CFG, value: '{\"clientSecret\":\"" + s() + "\"}'}]}]}}}\n",
		"k8s/secret.yaml":            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {anything: " + p.base64() + ", 'tls.key': " + p.base64() + "}\nstringData: {plain: " + s() + "}\n",
		"k8s/config.yaml":            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.properties: |\n    spring.datasource.password=" + s() + "\n    x=1\n  app.yaml: |\n    db:\n      password: \"" + s() + "\"\n  .env: |\n    export TOKEN='" + s() + "'\n  dsn: Server=db;Password=" + s() + ";Port=1\n",
		"k8s/broken.yaml":            "password: " + s() + "\nx: [\n",
		"overlay/kustomization.yaml": "secretGenerator:\n- name: g\n  literals: [a=" + s() + "]\nconfigMapGenerator:\n- name: c\n  literals: [DB_PASSWORD=" + s() + "]\n",
		"chart/Chart.yaml":           "apiVersion: v2\nname: c\nversion: 1.0.0\n",
		"chart/values.yaml":          "db: {password: " + s() + "}\nauth: {token: " + s() + "}\n",
		"chart/templates/x.yaml":     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {a: 'x {{ .Values.db.password }} y', b: '{{ .Values.auth.token }}'}\n",
		"env/.env":                   "DB_PASSWORD=" + s() + "\nDATABASE_URL=postgres://u:" + s() + "@h/d\nMULTI_SECRET=\"" + s() + "\"\nCOPY=$DB_PASSWORD\nAWS_SECRET_ACCESS_KEY=" + s() + "\n",
		"env/.env.cut":               "API_TOKEN=\"" + s() + "\n",
		"compose.yaml":               "services:\n  a:\n    image: x\n    environment:\n      - PASSWORD=" + s() + "\n      - SENTRY_AUTH_TOKEN=" + s() + "\n  b:\n    image: y\n    environment: {SMTP_PASS: " + s() + "}\n",
		"api.service":                "[Service]\nEnvironment=\"API_SECRET=" + s() + "\"\n",
		"conf/a.json":                `{"password":"` + s() + `","nested":[{"name":"api_key","value":"` + s() + `"}],"text":"token=` + s() + `"}`,
		"conf/b.toml":                "secret_key = \"" + s() + "\"\n[db]\npasswd = '" + s() + "'\n",
		"conf/c.ini":                 "[db]\npassword = " + s() + "\n",
		"conf/d.properties":          "jdbc.password=" + s() + "\nurl=jdbc:mysql://h/d?user=a&password=" + s() + "\n",
		"conf/e.hcl":                 "password = \"" + s() + "\"\nvariable \"api_token\" {\n  default = \"" + s() + "\"\n}\nlocals {\n  dsn = \"app:x?password=" + s() + "&h=${var.h}\"\n}\n",
		"conf/f.yaml":                "users:\n- {login: a, password: " + s() + "}\ntokens: [" + s() + "]\nxml: <a><password>" + s() + "</password></a>\ncredentials: {user: a, privateKey: " + s() + "}\n",
		"conf/g.yaml":                "smtp: {pass: " + s() + "}\nwebhook_secret: " + s() + "\nargs: ['--api-key', '" + s() + "']\n",
		"conf/cut.json":              `{"password":"` + s() + `","x":`,
		"tf/terraform.tfstate":       `{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"x","outputs":{"o":{"value":"` + s() + `","type":"string","sensitive":true}},"resources":[{"mode":"managed","type":"aws_db_instance","name":"d","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":1,"attributes":{"password":"` + s() + `","id":"x","master":"` + s() + `"},"sensitive_attributes":[[{"type":"get_attr","value":"master"}]]}]}]}`,
		"flags.json":                 `{"flags":{"f":{"state":"ENABLED","variants":{"a":{"apiKey":"` + s() + `"},"b":{"apiKey":"` + s() + `"}},"defaultVariant":"a"}}}`,
	}
}

func TestNoPlantedSecretComesOutOfAnySource(t *testing.T) {
	var p plant
	dir := t.TempDir()
	for name, content := range sources(&p) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.all) < 50 {
		t.Fatalf("%d secrets planted, want 50", len(p.all))
	}
	var jobs []collectors.Job
	for _, c := range []struct{ typ, config string }{
		{"kubernetes", `path = "k8s"`},
		{"kubernetes", `kustomize = "overlay"`},
		{"helm", `chart = "chart"`},
		{"envvars", `file = "env"`},
		{"envvars", `compose = "compose.yaml"`},
		{"envvars", `systemd = "api.service"`},
		{"files", `path = ["conf", "k8s", "env", "compose.yaml", "chart/values.yaml"]`},
		{"terraform", `state = "tf/terraform.tfstate"`},
		{"featureflags", `flagd = "flags.json"`},
	} {
		for _, typ := range all.Types() {
			if typ.Name != c.typ {
				continue
			}
			made, diags := collectortest.Make(t, typ, c.config)
			if diags.HasErrors() {
				t.Fatal(c, diags)
			}
			jobs = append(jobs, collectors.Job{Collector: made, Name: c.typ})
		}
	}
	var told strings.Builder
	opt := collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("k")), Parallel: 1, Event: func(e collectors.Event) {
		if e.Outcome != nil {
			told.WriteString(e.Outcome.Error)
		}
		told.WriteString(e.What)
	}}
	for _, r := range collectors.Run(t.Context(), jobs, opt) {
		if len(r.Resources) == 0 {
			t.Errorf("%s read nothing: %+v", r.Job.Name, r.Outcome)
		}
		t.Run(r.Job.Name+" "+r.Outcome.Source, func(t *testing.T) { collectortest.NoSecrets(t, collectortest.Bytes(t, r), p.all) })
	}
	collectortest.NoSecrets(t, told.String(), p.all)
}
