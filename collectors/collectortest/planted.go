package collectortest

import (
	"encoding/base64"
	"fmt"
)

// plant generates secrets and remembers them.
type plant struct {
	suffix string
	all    []string
}

func (p *plant) secret() string {
	s := fmt.Sprintf("Planted%02dx7Qz%s", len(p.all), p.suffix)
	p.all = append(p.all, s)
	return s
}

func (p *plant) base64() string { return base64.StdEncoding.EncodeToString([]byte(p.secret())) }

// Planted returns more than fifty files of every kind with secrets in them, and the secrets. Some of the files are damaged on the line of a
// secret. The secrets of two calls differ by suffix, so that two environments share none.
func Planted(suffix string) (files map[string]string, secrets []string) {
	p := &plant{suffix: suffix}
	files = planted(p)
	return files, p.all
}

func planted(p *plant) map[string]string {
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
		// damaged, with a visible secret
		"broken/a.env":                     "A=1\nPASSWORD " + s() + "\n" + s() + "\nB=2\n",
		"broken/b.env":                     "TLS_KEY=\"-----BEGIN PRIVATE KEY-----\n" + s() + "=\n" + s() + "\n",
		"broken/a.yaml":                    "password: *" + s() + "\n",
		"broken/b.yaml":                    "password: \"" + s() + "\n",
		"broken/c.yaml":                    "password: " + s() + ": x\n",
		"broken/d.yaml":                    "db:\n  password: " + s() + "\n bad\n",
		"broken/a.json":                    "{\"password\": " + s() + "}",
		"broken/b.json":                    "{\"password\": \"" + s() + "\" \"x\"}",
		"broken/c.json":                    "{\"value\": \"" + s() + "\", \"name\": \"api_key",
		"broken/a.toml":                    "password = " + s() + "\n",
		"broken/b.toml":                    "password = '" + s() + "\n",
		"broken/c.toml":                    "[[env]]\nvalue = \"" + s() + "\"\nname = \"API_KEY",
		"broken/a.ini":                     "[db]\npassword " + s() + "\n",
		"broken/a.hcl":                     "password = " + s() + "\ntoken = \"" + s() + "\n",
		"broken/b.hcl":                     "password " + s() + "\n",
		"broken/a.properties":              "db.password=" + s() + "\xff\n",
		"tfcut/main.tf":                    "variable \"db_password\" {\n  sensitive = true\n  default = \"" + s() + "\n}\nresource \"aws_db_instance\" \"d\" {\n  password = " + s() + "\n",
		"tfcut/terraform.tfvars":           "db_password = \"" + s() + "\nother_token = " + s() + "\n",
		"statecut.tfstate":                 `{"version":4,"serial":3,"outputs":{"o":{"value":"` + s() + `","type":"string","sensitive":true}},"resources":[{"mode":"managed","type":"aws_db_instance","name":"d","instances":[{"attributes":{"password":"` + s() + `","x`,
		"showcut.json":                     `{"format_version":"1.0","values":{"root_module":{"resources":[{"address":"a.b","mode":"managed","type":"a","name":"b","values":{"master":"` + s() + `"},"sensi`,
		"flagscut.json":                    `{"flags":{"f":{"state":"ENABLED","variants":{"a":{"apiKey":"` + s() + `"}},"x"`,
		"broken/compose.yaml":              "services:\n  a:\n    image: x\n    environment:\n      - PASSWORD=" + s() + "\n     bad: [" + s() + "\n",
		"broken/api.service":               "[Service]\nEnvironment=" + s() + "\nEnvironment=\"API_SECRET=" + s() + "\n",
		"brokenchart/Chart.yaml":           "apiVersion: v2\nname: c\nversion: 1.0.0\n",
		"brokenchart/values.yaml":          "db: {password: " + s() + "}\n",
		"brokenchart/templates/x.yaml":     "a: {{ fail .Values.db.password }}\n",
		"brokenoverlay/kustomization.yaml": "secretGenerator:\n- name: g\n  literals: [" + s() + "]\n",
		"locks/requirements.txt":           "--extra-index-url https://u:" + s() + "@pypi.example/simple\na==1.0\n?? https://u:" + s() + "@h/x\n",
		"locks/package-lock.json":          `{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","resolved":"https://u:` + s() + `@h/a.tgz"},`,
		"locks/go.mod":                     "module x\nrequire " + s() + "\n",
	}
}
