package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/report"
)

// smallCase is a small input in two environments and more, with all that is to be reported of it.
type smallCase struct {
	config string // envparity.hcl without its environments; "" for none
	files  map[string]string
	want   string // "resource path kind" of every finding, sorted, with "; " between
	says   string // a text of the notes and errors of the sources, "" for any
}

// smallCases are inputs that were once answered wrongly, each as its program reads it.
func smallCases() map[string]smallCase {
	module := "variable \"p\" { default = \"default\" }\noutput \"p\" { value = var.p }\n"
	terraform := "collect \"terraform\" {\n  config = \"${env.name}\"\n}\n"
	app := func(dev, prod string) map[string]string {
		return map[string]string{"dev/app.yaml": dev, "prod/app.yaml": prod}
	}
	files := "collect \"files\" { path = \"${env.name}\" }\n"
	manifests := "collect \"kubernetes\" { path = \"${env.name}\" }\n"
	pod := func(line string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: x}]\n  volumes:\n  - name: v\n    secret: {secretName: s, defaultMode: 0400}\n  " + line + "\n"
	}
	env := func(text string) string { return "collect \"envvars\" {\n  file = \"" + text + "\"\n}\n" }
	compose := "collect \"envvars\" { compose = \"compose.${env.name}.yaml\" }\n"
	return map[string]smallCase{
		"an env file that is not there takes no other service along": {
			compose,
			map[string]string{
				"compose.dev.yaml":  "services:\n  api: {image: a, env_file: api.env, environment: {MODE: slow}}\n  db: {image: \"postgres:15\"}\n",
				"compose.prod.yaml": "services:\n  api: {image: a, env_file: sealed.env, environment: {MODE: fast}}\n  db: {image: \"postgres:16\"}\n",
				"api.env":           "ONLY_HERE=1\n", "sealed.env": "$ANSIBLE_VAULT;1.1;AES256\n6638643\n",
			},
			"api MODE changed; db image changed", "is encrypted by ansible-vault, so the variables that it sets are unknown",
		},
		"a variable that nothing defines makes its value unknown, not the file": {
			compose,
			map[string]string{
				"compose.dev.yaml":  "services:\n  web: {image: \"shop:${V:?err}\", ports: [\"${PORT}:80\", \"8443:443\"], mem_limit: \"${MEM}m\", environment: {MODE: slow}}\n",
				"compose.prod.yaml": "services:\n  web: {image: \"shop:${V:?err}\", ports: [\"80:80\", \"8443:443\"], mem_limit: 512m, environment: {MODE: fast}}\n",
			},
			"web MODE changed", "",
		},
		"an encrypted file is unknown, not empty": {
			env(".env.${env.name}"),
			map[string]string{".env.dev": "A=1\nB=2\n", ".env.prod": "U2FsdGVkX1+Vj4jGkOwy3Ta5J1\nDq8gW0PjvCBYbQ==\n"},
			"", ".env.prod: encrypted by OpenSSL or transcrypt, not read",
		},
		"a variable of a list in which another is given twice has its name": {
			files,
			app("env:\n- {name: A, value: one}\n- {name: B, value: x}\n- {name: C, value: y}\n- {name: A, value: two}\n- {name: D, value: z}\n",
				"env:\n- {name: A, value: one}\n- {name: D, value: z}\n- {name: B, value: other}\n- {name: C, value: y}\n- {name: A, value: two}\n"),
			"app.yaml env[name=B].value changed", "",
		},
		"variable files count in the order given": {
			"collect \"terraform\" {\n  config = \"m\"\n  var_files = [\"global.tfvars\", \"${env.name}.tfvars\"]\n}\n",
			map[string]string{"m/main.tf": module, "global.tfvars": "p = \"global\"\n", "dev.tfvars": "p = \"own-of-dev\"\n", "prod.tfvars": "# nothing\n"},
			"p value changed", "",
		},
		"variable files in JSON load by themselves": {
			terraform,
			map[string]string{"dev/main.tf": module, "prod/main.tf": module, "dev/terraform.tfvars.json": `{"p": "one"}`, "prod/terraform.tfvars.json": `{"p": "other"}`},
			"p value changed", "",
		},
		"the default of optional() counts": {
			terraform,
			map[string]string{
				"dev/main.tf":  "variable \"db\" {\n  type = object({ size = optional(number, 5) })\n  default = {}\n}\noutput \"size\" { value = var.db.size }\n",
				"prod/main.tf": "variable \"db\" {\n  type = object({ size = optional(number, 5) })\n  default = { size = 5 }\n}\noutput \"size\" { value = var.db.size }\n",
			},
			"db default.size missing", "",
		},
		"an override file counts over all others": {
			terraform,
			map[string]string{"dev/main.tf": module, "dev/dev_override.tf": "variable \"p\" { default = \"over\" }\n", "prod/main.tf": module},
			"p value changed", "",
		},
		"compose fills in as compose does": {
			"collect \"envvars\" { compose = \"${env.name}/compose.yaml\" }\n",
			map[string]string{
				"dev/compose.yaml": "services:\n  web:\n    image: x\n    environment:\n      COLOR: ${COLOR}\n      SAID: ${SAID-unset}\n", "dev/.env": "COLOR=#fff\nSAID=\n",
				"prod/compose.yaml": "services:\n  web:\n    image: x\n    environment:\n      COLOR: ${COLOR}\n      SAID: ${SAID-unset}\n", "prod/.env": "COLOR=#000\nSAID=\n",
			},
			"web COLOR changed", "",
		},
		"what follows a document's end is not dropped": {files, app("  a: 1\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 3\n"), "", "dev/app.yaml"},
		"tags of lists and maps are kept": {
			files, app("a: !And [x, y]\nb: !Sub [t, {k: v}]\n", "a: !Or [x, y]\nb: !Sub [t, {k: v}]\n"), `app.yaml a["!"] changed`, "",
		},
		"a value that begins with a hash is one": {env("${env.name}.env"), map[string]string{"dev.env": "A=1\nCOLOR='#fff'\n", "prod.env": "A=1\nCOLOR='#000'\n"}, "prod.env COLOR changed", ""},
		"an escaped quote ends no value": {
			"collect \"envvars\" {\n  file = \"${env.name}.env\"\n  dialect = \"compose\"\n}\n",
			map[string]string{"dev.env": "A='it\\'s one'\nB=2\n", "prod.env": "A='it\\'s two'\nB=2\n"},
			"prod.env A changed", "",
		},
		"drop-ins count over their unit, and an empty list resets it": {
			"collect \"envvars\" { systemd = \"${env.name}\" }\n",
			map[string]string{
				"dev/shop.service": "[Service]\nEnvironment=LEVEL=info\n", "dev/shop.service.d/a.conf": "[Service]\nEnvironment=LEVEL=debug\n",
				"prod/shop.service": "[Service]\nEnvironment=LEVEL=info\n",
			},
			"shop LEVEL changed", "",
		},
		"an octal number of Kubernetes is a number": {manifests, map[string]string{"dev/p.yaml": pod("restartPolicy: Never"), "prod/p.yaml": strings.Replace(pod("restartPolicy: Never"), "0400", "256", 1)}, "", ""},
		"off is false to Kubernetes":                {manifests, map[string]string{"dev/p.yaml": pod("hostNetwork: off"), "prod/p.yaml": pod("hostNetwork: false")}, "", ""},
		"two halves of a character of properties": {
			"collect \"files\" { path = \"${env.name}.properties\" }\n",
			map[string]string{"dev.properties": "face=\\uD83D\\uDE00\n", "prod.properties": "face=\\uD83D\\uDE80\n"},
			"prod.properties face changed", "",
		},
		"a line of INI that goes on": {
			"collect \"files\" { path = \"${env.name}.ini\" }\n",
			map[string]string{"dev.ini": "[a]\nenvironment =\n  A=1,\n  B=2\n", "prod.ini": "[a]\nenvironment =\n  A=1,\n  B=3\n"},
			"prod.ini a.environment:B changed", "",
		},
		"a directive of YAML 1.2 is none of the text": {files, app("%YAML 1.2\n---\na: 1\n", "a: 2\n"), "app.yaml a changed", ""},
		"the path of a local backend is for the default workspace": {
			"collect \"terraform\" {\n  dir = \".\"\n  workspace = env.name\n}\n",
			map[string]string{
				"main.tf": "terraform {\n  backend \"local\" { path = \"x.tfstate\" }\n}\n",
				"terraform.tfstate.d/dev/terraform.tfstate":  `{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{"w":{"value":"one","type":"string"}},"resources":[]}`,
				"terraform.tfstate.d/prod/terraform.tfstate": `{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{"w":{"value":"two","type":"string"}},"resources":[]}`,
			},
			"w value changed", "",
		},
		"a table of TOML that is given twice": {"collect \"files\" { path = \"${env.name}.toml\" }\n", map[string]string{"dev.toml": "[a]\nb = 1\n[a]\nc = 2\n", "prod.toml": "[a]\nb = 2\n"}, "", "dev.toml"},
		"a file that fails is compared with no other": {
			"",
			map[string]string{
				"src/Api/appsettings.Development.json": "{\n // why\n \"Level\": \"Debug\",\n}", "src/Api/appsettings.Production.json": "{ \"Level\": \"Warning\" }",
				"src/Worker/appsettings.Development.json": "{ \"Queue\": [ }", "src/Worker/appsettings.Production.json": "{ \"Queue\": \"jobs\" }",
			},
			"appsettings.Production.json Level changed", "src/Worker/appsettings.Development.json",
		},
		"folders of a cluster and an environment": {
			"",
			map[string]string{
				"api/overlays/test/kustomization.yaml": "resources: [c.yaml]\n", "api/overlays/test/c.yaml": configMap("1"), "api/overlays/ocp-stage/kustomization.yaml": "resources: [c.yaml]\n", "api/overlays/ocp-stage/c.yaml": configMap("1"),
				"api/overlays/aws-prod/kustomization.yaml": "resources: [c.yaml]\n", "api/overlays/aws-prod/c.yaml": configMap("2"),
				"sync/overlays/stage-to-prod/kustomization.yaml": "resources: [c.yaml]\n", "sync/overlays/stage-to-prod/c.yaml": configMap("7"),
			},
			"shop data.SIZE changed", "",
		},
		"the word is glued to a site": {
			"",
			map[string]string{"values-idfdev.yaml": "index: shop-idfdev\nsize: 1\n", "values-idfint.yaml": "index: shop-idfint\nsize: 1\n", "values-idfprod.yaml": "index: shop-idfprod\nsize: 2\n"},
			"values-idfprod.yaml size changed", "",
		},
		"environments of a Worker inherit what Wrangler says": {
			"",
			map[string]string{"wrangler.jsonc": "{\n // why\n \"workers_dev\": true, \"logpush\": true,\n \"vars\": {\"LEVEL\": \"x\"},\n \"env\": {\n  \"dev\": {\"vars\": {\"LEVEL\": \"x\"}},\n  \"prod\": {\"logpush\": false, \"vars\": {\"LEVEL\": \"x\", \"MODE\": \"y\"}},\n },\n}"},
			"wrangler.jsonc logpush changed; wrangler.jsonc vars.MODE missing", "its top level is deployed too",
		},
		"a manifest called .tmpl": {
			"", map[string]string{"deploy-dev.tmpl": configMap("{{ size }}1"), "deploy-prod.tmpl": configMap("{{ size }}2")}, "shop data.SIZE changed", "",
		},
		"a folder too deep is no full search": {
			"", map[string]string{".env.dev": "A=1\nB=1\n", ".env.prod": "A=2\nB=1\n", "a/b/c/d/e/f/g/h/i/j/k/x.txt": "x"}, ".env.prod A changed", "",
		},
	}
}

func configMap(size string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  SIZE: \"" + size + "\"\n"
}

func TestSmallInputsAreReadAsTheirProgramsReadThem(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	for name, c := range smallCases() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, dir, c.files)
			if c.config != "" {
				lay(t, dir, map[string]string{"envparity.hcl": "environment \"dev\" {}\nenvironment \"prod\" { reference = true }\n" + c.config})
			}
			d := smallReport(t, dir)
			var got []string
			for _, f := range d.Findings {
				got = append(got, fmt.Sprintf("%s %s %s", f.Resource.Name, f.Path, f.Kind))
			}
			slices.Sort(got)
			if all := strings.Join(got, "; "); all != c.want {
				t.Errorf("findings %q\nwant     %q", all, c.want)
			}
			unknown := 0
			for _, u := range d.Coverage.Unknown {
				if u.Why == "" {
					t.Errorf("no reason for what is unknown in %s", u.Source)
				}
				unknown += u.Attributes
			}
			if unknown != d.Summary.Unknown {
				t.Errorf("%d attributes are unknown, and the reasons stand for %d", d.Summary.Unknown, unknown)
			}
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), c.says) {
				t.Errorf("%q is not in %s", c.says, text)
			}
		})
	}
}

// smallReport audits dir and returns the report, whatever the exit code.
func smallReport(t *testing.T, dir string) *report.Document {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &out, err: &errs, term: term.Facts{Width: 80}, getenv: os.Getenv,
		clock: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }, types: collectorTypes(),
	}
	a.run(context.Background(), []string{"check", "--format", "json", "--fail-on", "never"})
	var d report.Document
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	return &d
}
