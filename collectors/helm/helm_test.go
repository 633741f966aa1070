package helm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/helm"
	"github.com/envparity/envparity/snapshot"
)

func chart() map[string]string {
	return map[string]string{
		"chart/Chart.yaml":  "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: 4.5.6\n",
		"chart/values.yaml": "replicas: 1\nimage: {tag: latest}\ndb: {password: planted-secret-1, host: db}\n",
		"chart/templates/app.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-api
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: api
          image: shop/api:{{ .Values.image.tag }}
          args: ["--dsn", "app/{{ .Values.db.password }}@{{ .Values.db.host }}"]
`,
		"chart/templates/secret.yaml":     "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata:\n  x: {{ .Values.db.password | b64enc }}\n  random: {{ randAlphaNum 20 | b64enc }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {made: \"{{ randAlphaNum 12 }}\", kept: \"1\"}\n",
		"chart/templates/tests/test.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations: {\"helm.sh/hook\": test}\n",
		"chart/templates/_helpers.tpl":    "{{ define \"x\" }}y{{ end }}",
		"chart/templates/NOTES.txt":       "thanks",
		"values-prod.yaml":                "replicas: 5\ndb: {password: planted-secret-2x, host: db.prod}\n",
		"broken/Chart.yaml":               "apiVersion: v2\nname: broken\nversion: 1.0.0\n",
		"broken/templates/x.yaml":         "a: {{ fail (printf \"no %s\" .Values.password) }}\n",
		"broken/values.yaml":              "password: planted-secret-3\n",
		"needs/Chart.yaml":                "apiVersion: v2\nname: needs\nversion: 1.0.0\ndependencies:\n- {name: redis, version: 1.0.0, repository: https://charts.example}\n",
		"needs/templates/x.yaml":          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
		"empty/Chart.yaml":                "apiVersion: v2\nname: empty\nversion: 1.0.0\n",
		"nochart/templates/x.yaml":        "a: 1\n",
		"values-cut.yaml":                 "replicas: [1,\n",
	}
}

func TestConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type:      helm.Type(),
		Files:     chart(),
		Config:    "chart = \"chart\"\nvalues = [\"values-${env.name}.yaml\"]\nnamespace = \"shop\"\n",
		Missing:   "chart = \"chart\"\nvalues = \"values-nowhere.yaml\"\n",
		Truncated: "chart = \"chart\"\nvalues = \"values-cut.yaml\"\n",
		Denied:    "chart = \"broken\"\n",
		Empty:     "chart = \"empty\"\n",
		Secrets:   []string{"planted-secret-1", "planted-secret-2x", "planted-secret-3"},
	})
}

func lay(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range chart() {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func find(t *testing.T, r collectors.Result, kind string) *snapshot.Resource {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Kind == kind {
			return &r.Resources[i]
		}
	}
	t.Fatalf("no %s in %+v", kind, r.Outcome)
	return nil
}

func TestAChartIsRenderedWithTheEnvironmentsValues(t *testing.T) {
	r := collectortest.Collect(t.Context(), t, helm.Type(), lay(t), "chart = \"chart\"\nvalues = [\"values-prod.yaml\"]\nset = { \"image.tag\" = \"1.5.0\" }\nrelease = \"shop-prod\"\nnamespace = \"shop\"\n")
	if len(r.Resources) != 3 || r.Outcome.Status != snapshot.Complete {
		t.Fatalf("%d resources, %+v", len(r.Resources), r.Outcome)
	}
	d := find(t, r, "Deployment")
	if d.Name != "shop-prod-api" || d.Scope != "shop" || d.Source.File != "chart/templates/app.yaml" || d.Source.Line != 0 {
		t.Errorf("%s in %s of %+v", d.Name, d.Scope, d.Source)
	}
	if n := d.Tree().Get("spec", "replicas"); n.Text != "5" {
		t.Errorf("replicas: %+v", n)
	}
	c := d.Tree().Get("spec", "template", "spec", "containers").Children[0]
	if got := c.Child("image").Text; got != "shop/api:1.5.0" {
		t.Errorf("image %s", got)
	}
	if got := c.Child("args").Children[1]; !strings.HasSuffix(got.Text, "@db.prod") || got.Flags&snapshot.FlagPartSealed == 0 {
		t.Errorf("args %+v", got)
	}
}

func TestWhatAChartMakesUpIsUnknown(t *testing.T) {
	r := collectortest.Collect(t.Context(), t, helm.Type(), lay(t), `chart = "chart"`)
	data := find(t, r, "ConfigMap").Tree().Child("data")
	if data.Child("made").Kind != snapshot.Unknown || data.Child("kept").Text != "1" {
		t.Errorf("%+v", data)
	}
	secret := find(t, r, "Secret").Tree().Child("data")
	if secret.Child("random").Kind != snapshot.Unknown || secret.Child("x").Kind != snapshot.Secret {
		t.Errorf("%+v", secret)
	}
}

func TestWhatIsMissingInAChartIsSaid(t *testing.T) {
	dir := lay(t)
	for config, says := range map[string]string{
		`chart = "needs"`:   `needs "redis"`,
		`chart = "nochart"`: "no Chart.yaml",
		`chart = "broken"`:  "does not render",
		"chart = \"chart\"\nkube_version = \"nonsense\"": "kube_version",
	} {
		r := collectortest.Collect(t.Context(), t, helm.Type(), dir, config)
		if r.Outcome.Status == snapshot.Complete || !strings.Contains(r.Outcome.Error, says) {
			t.Errorf("%s: %+v", config, r.Outcome)
		}
	}
}
