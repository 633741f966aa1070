package kubernetes

import (
	"fmt"
	"strings"
)

// RBAC returns the YAML of the least rights that an identity needs: a ClusterRole for whole clusters if namespaces is empty, else a Role in each
// namespace. It allows only list, and get of Namespaces. "get" of every resource would also allow subresources (a shell by pods/exec, the kubelet
// by nodes/proxy), but list does not. Secrets are needed for fingerprints; without them values from Secrets are unknown.
func RBAC(namespaces []string) string {
	if len(namespaces) == 0 {
		return "# All kinds, custom ones included; nothing but reading lists. No get of everything: that would open pods/exec and nodes/proxy.\n" + role("ClusterRole", "") + binding("ClusterRole", "")
	}
	var b strings.Builder
	b.WriteString("# All kinds in these namespaces, custom ones included; nothing but reading lists. No get of everything: that would open pods/exec.\n")
	for i, ns := range namespaces {
		if i > 0 {
			b.WriteString("---\n")
		}
		b.WriteString(role("Role", ns) + binding("Role", ns))
	}
	return b.String()
}

func role(kind, namespace string) string {
	return fmt.Sprintf(`apiVersion: rbac.authorization.k8s.io/v1
kind: %s
metadata:
  name: envparity-read%s
rules:
  - apiGroups: ["*"]
    resources: ["*"]
    verbs: ["list"]
  - apiGroups: [""]
    resources: ["namespaces"]
    verbs: ["get"]
`, kind, in(namespace))
}

func binding(kind, namespace string) string {
	subject := namespace
	if subject == "" {
		subject = "envparity"
	}
	return fmt.Sprintf(`---
apiVersion: rbac.authorization.k8s.io/v1
kind: %sBinding
metadata:
  name: envparity-read%s
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: %s
  name: envparity-read
subjects:
  - kind: ServiceAccount
    name: envparity
    namespace: %s
`, kind, in(namespace), kind, subject)
}

func in(namespace string) string {
	if namespace == "" {
		return ""
	}
	return "\n  namespace: " + namespace
}
