package kubernetes_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// TestReleasesThatHelmMadeAreRead lets helm itself keep releases in a real API server, and reads them.
func TestReleasesThatHelmMadeAreRead(t *testing.T) {
	c := real.StartCluster(t)
	post(t, c, "/api/v1/namespaces", `{"metadata":{"name":"shop"}}`)
	dir := t.TempDir()
	write(t, dir, "chart/Chart.yaml", "apiVersion: v2\nname: store\nversion: 1.2.3\nappVersion: 4.5.6\n")
	write(t, dir, "chart/values.yaml", "replicas: 1\ntoken: planted-default-secret\n")
	write(t, dir, "chart/templates/app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-app'}\ndata: {REPLICAS: '{{ .Values.replicas }}'}\n{{ if .Values.broken }}\nbroken: [\n{{ end }}")
	write(t, dir, "chart/templates/NOTES.txt", "password: planted-notes-secret")
	write(t, dir, "values.yaml", "replicas: 2\ndb: {password: planted-values-secret, host: db}\nlist: [{apiKey: planted-list-secret}]\n")
	chart, values := filepath.Join(dir, "chart"), filepath.Join(dir, "values.yaml")
	c.Helm(t, false, "install", "shop", chart, "-n", "shop", "-f", values)
	for i := range 10 { // the tenth does not come after the ninth by its name
		c.Helm(t, false, "upgrade", "shop", chart, "-n", "shop", "-f", values, "--set", fmt.Sprintf("replicas=%d", 3+i))
	}
	c.Helm(t, false, "install", "failed", chart, "-n", "shop")
	write(t, dir, "chart/templates/bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'Not a name'}\n")
	write(t, dir, "chart/Chart.yaml", "apiVersion: v2\nname: store\nversion: 2.0.0\nappVersion: 5.0.0\n")
	c.Helm(t, true, "upgrade", "failed", chart, "-n", "shop")
	c.Helm(t, true, "install", "gone", chart, "-n", "shop")
	c.Helm(t, false, "uninstall", "gone", "-n", "shop", "--keep-history")

	kubeconfig := c.Kubeconfig(t, c.Admin, "test")
	r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\nnamespace = \"shop\"\n", kubeconfig))
	if r.Outcome.Status != snapshot.Complete {
		t.Fatalf("%+v", r.Outcome)
	}
	shop := pick(t, r, "Release", "shop")
	if got := shop.Tree(); got.Child("chart").Text != "store" || got.Child("version").Text != "1.2.3" || got.Child("appVersion").Text != "4.5.6" || got.Child("status").Text != "deployed" ||
		got.Get("values", "replicas").Text != "12" || got.Get("values", "db", "password").Kind != snapshot.Secret || got.Get("values", "db", "host").Text != "db" || shop.Scope != "shop" {
		t.Errorf("%+v", got)
	}
	if got := pick(t, r, "Release", "failed").Tree(); got.Child("version").Text != "2.0.0" || got.Child("status").Text != "failed" {
		t.Errorf("%+v", got)
	}
	for _, res := range r.Resources {
		if res.Kind == "Release" && res.Name == "gone" || res.Kind == "Secret" && strings.HasPrefix(res.Name, "sh.helm.release") {
			t.Errorf("%s %s", res.Kind, res.Name)
		}
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-values-secret", "planted-list-secret", "planted-default-secret", "planted-notes-secret"})
}
