package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/snapshot"
)

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  uid: 1234
  creationTimestamp: null
  labels: {app: api}
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: "{}"
spec:
  replicas: 2
  template:
    metadata:
      creationTimestamp: null
    spec:
      containers:
        - name: api
          image: shop/api:1.2.3
          env:
            - {name: API_TOKEN, value: planted-secret-1}
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
status: {replicas: 2}
`

const secret = `apiVersion: v1
kind: Secret
metadata: {name: db}
type: Opaque
data:
  password: cGxhbnRlZC1zZWNyZXQtMg==
  a: bm90LWEtbmFtZS1idXQtYS1zZWNyZXQ=
stringData:
  url: postgres://app:planted-secret-3@db/x
`

func TestManifestsConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: kubernetes.Type(),
		Files: map[string]string{
			"good/app.yaml":     deployment + "---\n" + secret,
			"good/list.json":    `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"app.yaml":"password: planted-secret-4\nlog: info\n"}}]}`,
			"cut/app.yaml":      deployment[:len(deployment)-20] + " [",
			"empty/app.yaml":    "# nothing\n",
			"good/notes/a.yaml": "just: values\n",
		},
		Config:    `path = "good"`,
		Missing:   `path = "nowhere/*.yaml"`,
		Truncated: `path = "cut"`,
		Empty:     `path = "empty"`,
		Secrets:   []string{"planted-secret-1", "planted-secret-2", "planted-secret-3", "planted-secret-4", "not-a-name-but-a-secret"},
	})
}

// TestAFileThatIsNamedIsReadWhateverItsEnding: manifests with a placeholder are kept as .tmpl and the like. A folder's other files are not asked.
func TestAFileThatIsNamedIsReadWhateverItsEnding(t *testing.T) {
	for _, tt := range []struct {
		name, config string
		resources    int
		status       snapshot.Status
		says         string
	}{
		{"the file itself", `path = "k/app.tmpl"`, 1, snapshot.Complete, ""},
		{"its ending", `path = "k/*.tmpl"`, 1, snapshot.Complete, ""},
		{"JSON with an ending of its own", `path = "k/list.manifest"`, 1, snapshot.Complete, ""},
		{"the folder it lies in", `path = "k"`, 1, snapshot.Complete, ""},
		{"all files below a folder", `path = "k/**"`, 1, snapshot.Complete, ""},
		{"a folder of other files", `path = "other"`, 0, snapshot.Failed, "found 1 file, and none is YAML or JSON by its name"},
		{"a file that holds no object", `path = "other/notes.txt"`, 0, snapshot.Failed, "Kubernetes object"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "k/app.tmpl", deployment)
			write(t, dir, "k/_helpers.tpl", "{{- define \"x\" -}}\n")
			write(t, dir, "k/list.manifest", `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"b"}}`)
			write(t, dir, "k/secret.yaml", secret)
			write(t, dir, "other/notes.txt", "colour: red\n")
			r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, tt.config)
			if len(r.Resources) != tt.resources || r.Outcome.Status != tt.status || !strings.Contains(r.Outcome.Error, tt.says) {
				t.Errorf("%d resources, outcome %+v", len(r.Resources), r.Outcome)
			}
		})
	}
}

func TestObjectsAreReadAsTheyAre(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "k/app.yaml", "# the api\n"+deployment)
	write(t, dir, "k/secret.yaml", secret)
	write(t, dir, "k/rule.yaml", "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\n")
	write(t, dir, "k/values.yaml", "replicas: 2\n")
	r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `path = "k/*.yaml"`)
	if r.Outcome.Status != snapshot.Complete || len(r.Outcome.Notes) != 1 || !strings.Contains(r.Outcome.Notes[0], "k/values.yaml") {
		t.Errorf("outcome %+v", r.Outcome)
	}
	if len(r.Resources) != 3 {
		t.Fatalf("%d resources", len(r.Resources))
	}
	d := r.Resources[0]
	if d.Kind != "Deployment" || d.Name != "api" || d.Scope != "shop" || d.Labels["app"] != "api" || d.Pillar != snapshot.Infrastructure || d.Source.Line != 2 || d.Source.File != "k/app.yaml" {
		t.Errorf("%+v", d)
	}
	for _, gone := range [][]string{{"status"}, {"metadata", "uid"}, {"metadata", "annotations"}, {"spec", "template", "metadata"}} {
		if d.Tree().Get(gone...) != nil {
			t.Errorf("%v is still there", gone)
		}
	}
	env := d.Tree().Get("spec", "template", "spec", "containers").Children[0].Child("env")
	if ref := env.Children[1].Get("valueFrom", "secretKeyRef", "key"); ref == nil || ref.Text != "password" {
		t.Errorf("a reference to a secret stays readable: %+v", ref)
	}
	if r.Resources[1].Pillar != snapshot.Observability {
		t.Errorf("pillar %s", r.Resources[1].Pillar)
	}
	s := r.Resources[2].Tree()
	if s.Child("stringData") != nil || len(s.Child("data").Children) != 3 || s.Get("data", "password").Kind != snapshot.Secret || s.Get("data", "password").Line != 6 {
		t.Errorf("secret: %+v", s)
	}
}
