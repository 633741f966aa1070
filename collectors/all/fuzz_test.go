package all_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// fuzzSource reads one file of a source with whatever the fuzzer writes into it. The reader has to end, with an outcome and with resources that
// are well formed.
func fuzzSource(f *testing.F, s stranger, file string, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Add(bomb())
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		layOut(t, dir, s.files)
		layOut(t, dir, map[string]string{".git/HEAD": "ref: refs/heads/main\n"})
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := collectOne(t, dir, s.typ, s.config)
		switch r.Outcome.Status {
		case snapshot.Complete, snapshot.Partial, snapshot.Failed:
		default:
			t.Errorf("status %q", r.Outcome.Status)
		}
		for i := range r.Resources {
			collectortest.WellFormed(t, &r.Resources[i])
		}
	})
}

func FuzzCompose(f *testing.F) {
	fuzzSource(f, stranger{"envvars", `compose = "compose.yaml"`, map[string]string{".env": "A=1\n"}}, "compose.yaml",
		"services:\n  a:\n    image: x:${A:-2}\n    environment: {B: '${A}', C: }\n    env_file: .env\n    ports: ['80-81:80-81']\n    extends: {service: b}\n  b: {image: y}\ninclude: [other.yaml]\n")
}

func FuzzKustomization(f *testing.F) {
	fuzzSource(f, stranger{"kubernetes", `kustomize = "."`, map[string]string{"app.yaml": deploymentOf}}, "kustomization.yaml",
		"resources: [app.yaml]\npatches:\n- patch: '[{\"op\": \"copy\", \"from\": \"/spec\", \"path\": \"/x\"}]'\n  target: {kind: Deployment}\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n",
		"resources: [app.yaml]\nreplacements:\n- source: {kind: Deployment, fieldPath: spec}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.x], options: {create: true}}]\nreplicas: [{name: a, count: 2}]\nimages: [{name: x, newTag: y}]\n")
}

func FuzzManifest(f *testing.F) {
	fuzzSource(f, stranger{"kubernetes", `path = "app.yaml"`, nil}, "app.yaml", deploymentOf, "apiVersion: v1\nkind: List\nitems: [{kind: Secret, data: {a: eA==}}]\n")
}

func FuzzChartTemplate(f *testing.F) {
	fuzzSource(f, stranger{"helm", "chart = \".\"\nvalues = \"values.yaml\"", map[string]string{"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "values.yaml": "a: 1\n", "templates/x.yaml": ""}}, "templates/x.yaml",
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {{ dict \"a\" (repeat 3 \"x\") | toYaml | nindent 2 }}\n", "{{ range $i := until 3 }}{{ printf \"%03d\" $i }}{{ end }}")
}

func FuzzFlagd(f *testing.F) {
	fuzzSource(f, stranger{"featureflags", `flagd = "flags.json"`, nil}, "flags.json",
		`{"$evaluators": {"e": {"in": ["a", {"var": "b"}]}}, "flags": {"x": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on", "targeting": {"if": [{"$ref": "e"}, "on", "off"]}}}}`)
}

func FuzzUnit(f *testing.F) {
	fuzzSource(f, stranger{"envvars", `systemd = "a.service"`, map[string]string{"a.env": "A=1\n"}}, "a.service", "[Service]\nEnvironment=A=1 \"B=2 3\"\nEnvironmentFile=-a.env\nPassEnvironment=C\n")
}

func FuzzSchema(f *testing.F) {
	fuzzSource(f, stranger{"database", "schema = \"s.sql\"\ndatabase = \"d\"", nil}, "s.sql", "CREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'x' NOT NULL, c int REFERENCES a(id));\nCREATE INDEX i ON a (b);\nALTER TABLE a ADD d numeric(3,2);\n")
}

func FuzzLocks(f *testing.F) {
	fuzzSource(f, stranger{"dependencies", `path = "package-lock.json"`, nil}, "package-lock.json", `{"lockfileVersion": 3, "packages": {"": {"name": "a"}, "node_modules/b": {"version": "1.0.0"}}}`)
}

func FuzzTerraformCode(f *testing.F) {
	fuzzSource(f, stranger{"terraform", `config = "."`, map[string]string{"terraform.tfvars": "v = [1]\n"}}, "main.tf",
		"variable \"v\" {\n  type = list(number)\n}\nlocals {\n  l = [for x in var.v : x * 2]\n}\nresource \"a\" \"b\" {\n  n = join(\",\", formatlist(\"%02d\", local.l))\n}\n")
}
