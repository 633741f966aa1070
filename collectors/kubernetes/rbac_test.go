package kubernetes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/collectors/parse"
)

func TestRBACGrantsGetAndListAlone(t *testing.T) {
	for _, namespaces := range [][]string{nil, {"shop"}, {"shop", "pay"}} {
		text := kubernetes.RBAC(namespaces)
		res := parse.YAML([]byte(text))
		if len(res.Problems) > 0 {
			t.Fatalf("%v\n%s", res.Problems, text)
		}
		kinds := map[string]int{}
		for _, d := range res.Docs {
			kinds[d.Root.Child("kind").Text]++
			if rules := d.Root.Child("rules"); rules != nil {
				for _, v := range rules.Children[0].Child("verbs").Children {
					if !slices.Contains([]string{"get", "list"}, v.Text) {
						t.Errorf("verb %s", v.Text)
					}
				}
			}
		}
		if len(namespaces) == 0 && (kinds["ClusterRole"] != 1 || kinds["ClusterRoleBinding"] != 1) || kinds["Role"] != len(namespaces) || strings.Contains(text, "*\"]\n    verbs: [\"*") {
			t.Errorf("%v: %v", namespaces, kinds)
		}
	}
}
