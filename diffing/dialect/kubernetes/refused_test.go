package kubernetes_test

import (
	"testing"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/diffing/dialect/kubernetes"
)

func TestWhatTheServerDoesNotAcceptTogether(t *testing.T) {
	for name, c := range map[string]struct {
		kind string
		path []string
		yaml string
		want string
	}{
		"a value beside a reference":           {"Deployment", []string{"env", "HOST"}, "{name: HOST, value: a, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}", "value and valueFrom"},
		"an empty value counts as none":        {"Deployment", []string{"env", "HOST"}, "{name: HOST, value: '', valueFrom: {fieldRef: {fieldPath: status.hostIP}}}", ""},
		"a null value is none":                 {"Deployment", []string{"env", "HOST"}, "{name: HOST, value: null, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}", ""},
		"a value alone":                        {"Deployment", []string{"env", "HOST"}, "{name: HOST, value: a}", ""},
		"two references":                       {"Deployment", []string{"HOST", "valueFrom"}, "{secretKeyRef: {name: a}, configMapKeyRef: {name: a}}", "configMapKeyRef and secretKeyRef"},
		"two handlers of a probe":              {"Deployment", []string{"api", "livenessProbe"}, "{httpGet: {path: /}, exec: {command: [a]}, periodSeconds: 3}", "exec and httpGet"},
		"one handler":                          {"Deployment", []string{"api", "livenessProbe"}, "{httpGet: {path: /}, periodSeconds: 3}", ""},
		"two sources of a volume":              {"Deployment", []string{"volumes", "data"}, "{name: data, emptyDir: {}, persistentVolumeClaim: {claimName: a}}", "emptyDir and persistentVolumeClaim"},
		"one source of a volume":               {"Deployment", []string{"volumes", "data"}, "{name: data, emptyDir: {}}", ""},
		"Recreate with a rolling update":       {"Deployment", []string{"spec", "strategy"}, "{type: Recreate, rollingUpdate: {maxSurge: 1}}", "type Recreate and rollingUpdate"},
		"a StatefulSet has no strategy":        {"Rollout", []string{"spec", "strategy"}, "{type: Recreate, rollingUpdate: {maxSurge: 1}}", ""},
		"both bounds of a disruption budget":   {"PodDisruptionBudget", []string{"", "spec"}, "{minAvailable: 1, maxUnavailable: 1}", "minAvailable and maxUnavailable"},
		"a network policy's block and pods":    {"NetworkPolicy", []string{"from", "[0]"}, "{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}", "ipBlock and podSelector"},
		"a network policy's pods and their ns": {"NetworkPolicy", []string{"from", "[0]"}, "{podSelector: {}, namespaceSelector: {}}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := parse.Text(parse.FormatYAML, []byte(c.yaml))
			if got := (kubernetes.Dialect{}).Refused(c.kind, c.path, &res.Docs[0].Root); got != c.want {
				t.Errorf("refused because of %q, want %q", got, c.want)
			}
		})
	}
}
