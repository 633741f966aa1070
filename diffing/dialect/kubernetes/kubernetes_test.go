package kubernetes_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/dialect/kubernetes"
	"github.com/envparity/envparity/snapshot"
)

func TestReferencesByName(t *testing.T) {
	for _, c := range []struct {
		above, key string
		want       bool
	}{
		{"secret", "secretName", true}, {"configMap", "name", true}, {"secretKeyRef", "name", true}, {"metadata", "name", false}, {"configMap", "optional", false},
	} {
		if got := (kubernetes.Dialect{}).NamesObject(c.above, c.key); got != c.want {
			t.Errorf("%s.%s: %v", c.above, c.key, got)
		}
	}
}

func TestDefaultsHoldWhereTheServerFillsThemIn(t *testing.T) {
	text := func(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.String, Text: s} }
	for name, c := range map[string]struct {
		kind string
		path []string
		node *snapshot.Node
		want bool
	}{
		"the default":             {"Deployment", []string{"spec", "dnsPolicy"}, text("ClusterFirst"), true},
		"another value":           {"Deployment", []string{"spec", "dnsPolicy"}, text("Default"), false},
		"a value of the same key": {"ConfigMap", []string{"data", "dnsPolicy"}, text("ClusterFirst"), false},
		"of another kind":         {"Ingress", []string{"spec", "type"}, text("ClusterIP"), false},
		"of its kind":             {"Service", []string{"spec", "type"}, text("ClusterIP"), true},
		"null":                    {"Service", []string{"spec", "x"}, &snapshot.Node{Kind: snapshot.Null}, true},
		"an empty map of no use":  {"Pod", []string{"spec", "affinity"}, &snapshot.Node{Kind: snapshot.Map}, true},
		"an empty list":           {"Application", []string{"spec", "ignoreDifferences"}, &snapshot.Node{Kind: snapshot.List}, true},
		"an empty map that means": {"Pod", []string{"spec", "emptyDir"}, &snapshot.Node{Kind: snapshot.Map}, false},
	} {
		if got := (kubernetes.Dialect{}).Default(c.kind, c.path, c.node); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
