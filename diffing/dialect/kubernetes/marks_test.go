package kubernetes

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestAnAnnotationThatAToolWritesMeansNothing(t *testing.T) {
	for _, c := range []struct {
		parent, key, text string
		want              bool
	}{
		{"labels", "helm.sh/chart", "web-1.4.0", true},
		{"labels", "app.kubernetes.io/managed-by", "Helm", true},
		{"labels", "chart", "web-1.4.0", true},
		{"labels", "chart", "pie", false},
		{"labels", "heritage", "Tiller", true},
		{"labels", "heritage", "unesco", false},
		{"labels", "app", "web", false},
		{"annotations", "prometheus-operator-validated", "true", true},
		{"annotations", "kustomize.toolkit.fluxcd.io/checksum", "1", true},
		{"annotations", "kustomize.toolkit.fluxcd.io/prune", "disabled", false},
		{"annotations", "velero.io/exclude-from-backup", "true", false},
		{"annotations", "helm.sh/resource-policy", "keep", false},
		{"annotations", "k8s.v1.cni.cncf.io/networks", "a", false},
		{"clientConfig", "caBundle", "LS0t", true},
		{"data", "helm.sh/chart", "web-1.4.0", false},
	} {
		if got := (Dialect{}).Default("ConfigMap", []string{"metadata", c.parent, c.key}, &snapshot.Node{Kind: snapshot.String, Text: c.text}); got != c.want {
			t.Errorf("%s %s: %s is %v, want %v", c.parent, c.key, c.text, got, c.want)
		}
	}
	labels := &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "helm.sh/chart", Kind: snapshot.String, Text: "web-1"}}}
	path := []string{"metadata", "labels"}
	if !(Dialect{}).Default("ConfigMap", path, labels) {
		t.Error("a map with annotations of tools only is reported as missing")
	}
	labels.Children = append(labels.Children, snapshot.Node{Key: "team", Kind: snapshot.String, Text: "a"})
	if (Dialect{}).Default("ConfigMap", path, labels) {
		t.Error("a label that people wrote is taken for a mark")
	}
}
