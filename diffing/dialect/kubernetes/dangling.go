package kubernetes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Refers is true for the selectors of Services, PodDisruptionBudgets and NetworkPolicies, the target of an autoscaler, the Services of an Ingress,
// and the volumes of a pod. References to ConfigMaps and Secrets are none of them, because operators make such objects.
func (Dialect) Refers(kind string, path []string) bool {
	if len(path) < 2 {
		return false
	}
	switch kind {
	case "Service":
		return path[0] == "spec" && path[1] == "selector"
	case "PodDisruptionBudget", "NetworkPolicy":
		return len(path) > 2 && path[0] == "spec" && (path[1] == "selector" || path[1] == "podSelector") && path[2] == "matchLabels"
	case "HorizontalPodAutoscaler":
		return path[0] == "spec" && path[1] == "scaleTargetRef"
	case "Ingress":
		return serviceOf(path)
	}
	return slices.Contains(path, "volumeMounts") && path[len(path)-1] == "name"
}

// serviceOf reports whether a path of an Ingress names a Service: backend.service.name, or backend.serviceName of the API before v1.
func serviceOf(path []string) bool {
	n := len(path)
	if path[n-1] == "serviceName" {
		return true
	}
	return n > 2 && path[n-1] == "name" && path[n-2] == "service" && strings.HasSuffix(strings.ToLower(path[n-3]), "backend")
}

// Dangling looks for the pods, the workload, the Service or the volume that an attribute refers to, in the namespace of r. An environment that has
// no resource of the kind at all was not read for it.
func (Dialect) Dangling(r *snapshot.Resource, path []string, n *snapshot.Node, all []*snapshot.Resource) string {
	tree := r.Tree()
	switch r.Kind {
	case "Service":
		return noPods(r, at(tree, "spec", "selector"), all)
	case "PodDisruptionBudget", "NetworkPolicy":
		selector := at(tree, "spec", path[1])
		if at(selector, "matchExpressions") != nil {
			return ""
		}
		return noPods(r, at(selector, "matchLabels"), all)
	case "HorizontalPodAutoscaler":
		target := at(tree, "spec", "scaleTargetRef")
		if kind, name := at(target, "kind"), at(target, "name"); plain(kind) && plain(name) {
			return none(r, kind.Text, name.Text, all)
		}
	case "Ingress":
		if plain(n) {
			return none(r, "Service", n.Text, all)
		}
	default:
		return noVolume(tree, path, n)
	}
	return ""
}

func at(n *snapshot.Node, keys ...string) *snapshot.Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.Child(k)
	}
	return n
}

// plain reports whether n is a text without a placeholder.
func plain(n *snapshot.Node) bool {
	return n != nil && n.Kind == snapshot.String && n.Text != "" && !strings.ContainsAny(n.Text, "${}")
}

// none returns the kind and the name where the namespace of r has resources of that kind and none of that name.
func none(r *snapshot.Resource, kind, name string, all []*snapshot.Resource) string {
	some := false
	for _, x := range all {
		if x.Kind == kind && x.Scope == r.Scope {
			if x.Name == name {
				return ""
			}
			some = true
		}
	}
	if !some {
		return ""
	}
	return kind + " " + name
}

// noPods returns the labels of a selector that no pod of the namespace has, if workloads make pods there.
func noPods(r *snapshot.Resource, selector *snapshot.Node, all []*snapshot.Resource) string {
	if selector == nil || len(selector.Children) == 0 {
		return ""
	}
	some := false
	for _, x := range all {
		if x.Scope != r.Scope {
			continue
		}
		labels := podLabels(x)
		if labels == nil {
			continue
		}
		if some = true; carries(labels, selector) {
			return ""
		}
	}
	if !some {
		return ""
	}
	var out []string
	for i := range selector.Children {
		if c := &selector.Children[i]; !plain(c) {
			return ""
		}
		out = append(out, selector.Children[i].Key+"="+selector.Children[i].Text)
	}
	slices.Sort(out)
	return "pod with " + strings.Join(out, ", ")
}

// podLabels returns the labels of the pods that x is or makes, nil if it makes none.
func podLabels(x *snapshot.Resource) *snapshot.Node {
	switch x.Kind {
	case "Pod":
		return at(x.Tree(), "metadata", "labels")
	case "CronJob":
		return at(x.Tree(), "spec", "jobTemplate", "spec", "template", "metadata", "labels")
	case "Service", "ConfigMap", "Secret", "Ingress", "NetworkPolicy":
		return nil
	}
	return at(x.Tree(), "spec", "template", "metadata", "labels")
}

// carries reports whether labels have everything that a selector asks for.
func carries(labels, selector *snapshot.Node) bool {
	for i := range selector.Children {
		want := &selector.Children[i]
		if got := labels.Child(want.Key); got == nil || got.Text != want.Text {
			return false
		}
	}
	return true
}

// noVolume returns the name of a mount that no volume of its pod has.
func noVolume(tree *snapshot.Node, path []string, n *snapshot.Node) string {
	i := slices.IndexFunc(path, func(p string) bool { return p == "containers" || p == "initContainers" })
	if i < 1 || !plain(n) {
		return ""
	}
	pod := at(tree, path[:i]...)
	if pod == nil {
		return ""
	}
	for _, list := range []*snapshot.Node{at(pod, "volumes"), at(tree, "spec", "volumeClaimTemplates")} {
		if list == nil {
			continue
		}
		for j := range list.Children {
			name := at(&list.Children[j], "name")
			if name == nil {
				name = at(&list.Children[j], "metadata", "name")
			}
			if name != nil && name.Text == n.Text {
				return ""
			}
		}
	}
	return "volume " + n.Text
}
