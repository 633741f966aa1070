package kubernetes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/dialect"
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

// targets are the names of an environment's resources and the labels of its pods. They are found once, because many resources may refer to them.
type targets struct {
	names map[place]map[string]bool
	pods  map[string]map[string][]map[string]string // namespace, "key=value" → labels with it; no nodes, which would keep whole trees
}

// place is where resources of one kind have their names.
type place struct{ scope, kind string }

// Targets implements dialect.Dialect.
func (Dialect) Targets(all []*snapshot.Resource) dialect.Targets {
	t := &targets{names: map[place]map[string]bool{}, pods: map[string]map[string][]map[string]string{}}
	for _, r := range all {
		at := place{r.Scope, r.Kind}
		if t.names[at] == nil {
			t.names[at] = map[string]bool{}
		}
		t.names[at][r.Name] = true
		if labels := podLabels(r); labels != nil {
			t.add(r.Scope, labels)
		}
	}
	return t
}

func (t *targets) add(scope string, labels *snapshot.Node) {
	if t.pods[scope] == nil {
		t.pods[scope] = map[string][]map[string]string{}
	}
	values := make(map[string]string, len(labels.Children))
	for i := range labels.Children {
		c := &labels.Children[i]
		values[c.Key] = c.Text
		pair := c.Key + "=" + c.Text
		t.pods[scope][pair] = append(t.pods[scope][pair], values)
	}
}

// Dangling looks for the pods, the workload, the Service or the volume that an attribute refers to, in the namespace of r. An environment that has
// no resource of the kind at all was not read for it.
func (t *targets) Dangling(r *snapshot.Resource, path []string, n *snapshot.Node) string {
	tree := r.Tree()
	switch r.Kind {
	case "Service":
		return t.noPods(r.Scope, at(tree, "spec", "selector"))
	case "PodDisruptionBudget", "NetworkPolicy":
		selector := at(tree, "spec", path[1])
		if at(selector, "matchExpressions") != nil {
			return ""
		}
		return t.noPods(r.Scope, at(selector, "matchLabels"))
	case "HorizontalPodAutoscaler":
		target := at(tree, "spec", "scaleTargetRef")
		if kind, name := at(target, "kind"), at(target, "name"); plain(kind) && plain(name) {
			return t.none(place{r.Scope, kind.Text}, name.Text)
		}
	case "Ingress":
		if plain(n) {
			return t.none(place{r.Scope, "Service"}, n.Text)
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

// none returns the kind and the name where there are resources of that kind and none of that name.
func (t *targets) none(at place, name string) string {
	if len(t.names[at]) == 0 || t.names[at][name] {
		return ""
	}
	return at.kind + " " + name
}

// noPods returns the labels of a selector that no pod of a namespace has, if workloads make pods there.
func (t *targets) noPods(scope string, selector *snapshot.Node) string {
	if selector == nil || len(selector.Children) == 0 || len(t.pods[scope]) == 0 {
		return ""
	}
	pairs := make([]string, len(selector.Children))
	for i := range selector.Children {
		c := &selector.Children[i]
		if pairs[i] = c.Key + "=" + c.Text; !plain(c) {
			return ""
		}
	}
	if slices.ContainsFunc(t.pods[scope][pairs[0]], func(labels map[string]string) bool { return carries(labels, selector) }) {
		return ""
	}
	slices.Sort(pairs)
	return "pod with " + strings.Join(pairs, ", ")
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
func carries(labels map[string]string, selector *snapshot.Node) bool {
	for i := range selector.Children {
		want := &selector.Children[i]
		if got, ok := labels[want.Key]; !ok || got != want.Text {
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
