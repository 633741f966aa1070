package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Refused returns which attributes of the map n the API server does not accept together, "" if it accepts the map. Tools that merge, such as
// kustomize's patches, leave both in. The pairs are those of the validation in k8s.io/kubernetes/pkg/apis, and of the API reference.
func (Dialect) Refused(kind string, path []string, n *snapshot.Node) string {
	if n.Kind != snapshot.Map || len(path) < 2 {
		return ""
	}
	key, above := path[len(path)-1], path[len(path)-2]
	switch {
	case above == "env": // of a container; a value of "" counts as none
		return oneOf(n, "value", "valueFrom")
	case key == "valueFrom":
		return oneOf(n, "fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
	case key == "livenessProbe" || key == "readinessProbe" || key == "startupProbe" || key == "postStart" || key == "preStop":
		return oneOf(n, "exec", "httpGet", "tcpSocket", "grpc", "sleep")
	case above == "volumes":
		return oneVolume(n)
	case key == "strategy" && kind == "Deployment":
		if t := n.Child("type"); t != nil && t.Text == "Recreate" && set(n.Child("rollingUpdate")) {
			return "type Recreate and rollingUpdate"
		}
	case key == "spec" && kind == "PodDisruptionBudget":
		return oneOf(n, "minAvailable", "maxUnavailable")
	case above == "from" || above == "to":
		if kind == "NetworkPolicy" && set(n.Child("ipBlock")) {
			return oneOf(n, "ipBlock", "podSelector", "namespaceSelector")
		}
	}
	return ""
}

// set reports whether the API server treats n as given.
func set(n *snapshot.Node) bool {
	return n != nil && n.Kind != snapshot.Null && (n.Kind != snapshot.String || n.Text != "")
}

// oneOf returns the keys that are given, if more than one is.
func oneOf(n *snapshot.Node, keys ...string) string {
	var given []string
	for _, k := range keys {
		if set(n.Child(k)) {
			given = append(given, k)
		}
	}
	return together(given)
}

// oneVolume returns the sources of a volume, if it has more than one. Every key but its name is a source.
func oneVolume(n *snapshot.Node) string {
	var given []string
	for i := range n.Children {
		if c := &n.Children[i]; c.Key != "name" && set(c) {
			given = append(given, c.Key)
		}
	}
	slices.Sort(given)
	return together(given)
}

func together(given []string) string {
	if len(given) < 2 {
		return ""
	}
	last := len(given) - 1
	return fmt.Sprintf("%s and %s", strings.Join(given[:last], ", "), given[last])
}
