package kubernetes_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/snapshot"
)

func overlay() map[string]string {
	return map[string]string{
		"base/kustomization.yaml":          "resources: [app.yaml]\n",
		"base/app.yaml":                    "# base\n" + strings.Replace(deployment, "  namespace: shop\n", "", 1),
		"overlays/prod/kustomization.yaml": "resources: [../../base]\nnamePrefix: prod-\nnamespace: shop-prod\npatches:\n- path: replicas.yaml\nconfigMapGenerator:\n- name: settings\n  literals: [LOG_LEVEL=info]\nsecretGenerator:\n- name: db\n  literals: [password=planted-secret-2]\n",
		"overlays/prod/replicas.yaml":      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 5\n",
		"remote/kustomization.yaml":        "resources:\n- https://github.com/org/repo//base?ref=v1\n- app.yaml\n",
		"remote/app.yaml":                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
		"charts/kustomization.yaml":        "helmCharts:\n- name: x\n  repo: https://charts.example\nresources: [app.yaml]\n",
		"charts/app.yaml":                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
		"old/kustomization.yaml":           "bases: [../base]\ncommonLabels: {team: shop}\npatchesStrategicMerge:\n- ../overlays/prod/replicas.yaml\n- |\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: api}\n  spec: {paused: true}\npatchesJson6902:\n- target: {version: v1, group: apps, kind: Deployment, name: api}\n  patch: '[{\"op\": \"add\", \"path\": \"/spec/minReadySeconds\", \"value\": 7}]'\n",
		"broken/kustomization.yaml":        "resources: [nothing-here.yaml]\n",
		"empty/kustomization.yaml":         "resources: []\n",
	}
}

func TestKustomizeConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type:      kubernetes.Type(),
		Files:     overlay(),
		Config:    `kustomize = "overlays/${env.name}"`,
		Missing:   `kustomize = "nowhere"`,
		Truncated: `kustomize = "broken"`,
		Empty:     `kustomize = "empty"`,
		Secrets:   []string{"planted-secret-1", "planted-secret-2"},
	})
}

func TestAKustomizationIsBuiltAndItsValuesKeepTheirPlace(t *testing.T) {
	dir := t.TempDir()
	for name, content := range overlay() {
		write(t, dir, name, content)
	}
	r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = "overlays/prod"`)
	if len(r.Resources) != 3 {
		t.Fatalf("%d resources: %+v", len(r.Resources), r.Outcome)
	}
	d := find(r, "Deployment")
	if d.Name != "prod-api" || d.Scope != "shop-prod" {
		t.Errorf("%s in %s", d.Name, d.Scope)
	}
	for path, want := range map[string]string{
		"spec.replicas":            "overlays/prod/replicas.yaml:6",
		"spec.template.spec":       "base/app.yaml:16",
		"metadata.namespace":       "base/app.yaml:2", // set by the kustomization: no document says it
		"spec.template":            "base/app.yaml:13",
		"metadata.labels":          "base/app.yaml:8",
		"spec.template.containers": "base/app.yaml:2",
	} {
		src := d.SourceOf(d.Tree().Get(strings.Split(path, ".")...))
		if got := src.File + ":" + strconv.Itoa(src.Line); got != want {
			t.Errorf("%s is at %s, want %s", path, got, want)
		}
	}
	if c := find(r, "ConfigMap"); c.Source.File != "overlays/prod/kustomization.yaml" || !strings.HasPrefix(c.Name, "prod-settings-") {
		t.Errorf("%s of %+v", c.Name, c.Source)
	}
	if s := find(r, "Secret"); s.Tree().Get("data", "password").Kind != snapshot.Secret {
		t.Errorf("%+v", s.Tree())
	}
}

func TestDeprecatedFieldsBuildAsTheyAlwaysDid(t *testing.T) {
	dir := t.TempDir()
	for name, content := range overlay() {
		write(t, dir, name, content)
	}
	r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = "old"`)
	spec := find(r, "Deployment").Tree().Child("spec")
	for field, want := range map[string]string{"replicas": "5", "paused": "true", "minReadySeconds": "7"} {
		if n := spec.Child(field); n == nil || n.Text != want {
			t.Errorf("%s is %+v, want %s (%+v)", field, n, want, r.Outcome)
		}
	}
	if n := spec.Get("template", "metadata", "labels", "team"); n == nil || n.Text != "shop" {
		t.Errorf("labels: %+v", n)
	}
}

func TestRemoteBasesAreSaidAndNotFetched(t *testing.T) {
	dir := t.TempDir()
	for name, content := range overlay() {
		write(t, dir, name, content)
	}
	for folder, says := range map[string]string{"remote": "https://github.com/org/repo//base?ref=v1", "charts": "helmCharts are not rendered here"} {
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = "`+folder+`"`)
		if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, says) || len(r.Resources) != 1 || len(r.Outcome.Gaps) != 1 {
			t.Errorf("%s: %d resources, %+v", folder, len(r.Resources), r.Outcome)
		}
	}
}

// The library writes the address of a value in memory into this error.
func TestAnErrorOfKustomizeHasTheSameBytesTwice(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "common/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nconfigMapGenerator:\n- name: settings\n  behavior: merge\n  literals: [A=1]\n")
	first := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = "common"`).Outcome.Error
	second := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = "common"`).Outcome.Error
	if first != second || strings.Contains(first, "0x") || !strings.Contains(first, "cannot merge or replace") {
		t.Errorf("first:  %s\nsecond: %s", first, second)
	}
}

func TestKustomizeLeavesTheFolderAsItWas(t *testing.T) {
	dir := t.TempDir()
	for name, content := range overlay() {
		write(t, dir, name, content)
	}
	before := listing(t, dir)
	collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, `kustomize = ["overlays/prod", "remote", "broken"]`)
	if after := listing(t, dir); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(p string, i os.FileInfo, err error) error {
		if err == nil {
			b.WriteString(p + " " + i.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func find(r collectors.Result, kind string) *snapshot.Resource {
	for i := range r.Resources {
		if r.Resources[i].Kind == kind {
			return &r.Resources[i]
		}
	}
	return &snapshot.Resource{}
}
