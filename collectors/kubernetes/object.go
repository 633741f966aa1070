package kubernetes

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Resource makes a resource of one Kubernetes object. It drops volatile and allocated fields, and seals Secret data. The caller sets Source.
// Resource does not change root.
func Resource(root snapshot.Node, sealer *snapshot.Sealer) snapshot.Resource {
	kind := text(&root, "kind")
	root = settled(kind, withoutVolatile(root))
	if sealKind(kind) {
		root = sealSecret(root, sealer)
	}
	r := snapshot.Resource{
		Kind: kind, Name: text(&root, "metadata", "name"), Scope: text(&root, "metadata", "namespace"),
		Pillar: pillar(kind, text(&root, "apiVersion")), Root: root,
	}
	if r.Name == "" {
		r.Name = text(&root, "metadata", "generateName")
	}
	if labels := root.Get("metadata", "labels"); labels != nil && labels.Kind == snapshot.Map && len(labels.Children) > 0 {
		r.Labels = make(map[string]string, len(labels.Children))
		for _, l := range labels.Children {
			if l.Scalar() {
				r.Labels[l.Key] = l.Text
			}
		}
	}
	return r
}

// Objects makes resources of a document: none if it is no Kubernetes object, several if it is a List. The caller sets Source.
func Objects(document snapshot.Node, sealer *snapshot.Sealer) []snapshot.Resource {
	var out []snapshot.Resource
	each(document, 0, func(root snapshot.Node) { out = append(out, Resource(root, sealer)) })
	return out
}

// volatile lists the fields that the server or a tool writes. "*" at the end matches a prefix.
var volatile = [][]string{
	{"status"},
	{"metadata", "uid"},
	{"metadata", "selfLink"},
	{"metadata", "resourceVersion"},
	{"metadata", "generation"},
	{"metadata", "creationTimestamp"},
	{"metadata", "deletionTimestamp"},
	{"metadata", "deletionGracePeriodSeconds"},
	{"metadata", "managedFields"},
	{"metadata", "ownerReferences"},
	{"metadata", "annotations", "kubectl.kubernetes.io/*"},
	{"metadata", "annotations", "deployment.kubernetes.io/revision"},
	{"metadata", "annotations", "deprecated.daemonset.template.generation"},
	{"metadata", "annotations", "autoscaling.alpha.kubernetes.io/*"},
	{"metadata", "annotations", "control-plane.alpha.kubernetes.io/leader"},
	{"metadata", "annotations", "pv.kubernetes.io/*"},
	{"metadata", "annotations", "volume.kubernetes.io/selected-node"},
	{"metadata", "annotations", "kustomize.toolkit.fluxcd.io/checksum"},
	{"metadata", "annotations", "argocd.argoproj.io/tracking-id"},
	{"metadata", "annotations", "meta.helm.sh/*"},
	{"metadata", "annotations", "cattle.io/*"},
	{"spec", "template", "metadata", "creationTimestamp"},
	{"spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"},
	{"spec", "jobTemplate", "metadata", "creationTimestamp"},
	{"spec", "jobTemplate", "spec", "template", "metadata", "creationTimestamp"},
}

// withoutVolatile drops the fields in volatile. It first checks the top levels, because most manifests have none of them.
func withoutVolatile(root snapshot.Node) snapshot.Node {
	meta := root.Child("metadata")
	plain := root.Child("status") == nil
	for i := range children(meta) {
		switch c := &meta.Children[i]; c.Key {
		case "name", "namespace", "labels", "generateName":
		default:
			plain = false
		}
	}
	if plain && root.Get("spec", "template", "metadata", "annotations") == nil && root.Get("spec", "template", "metadata", "creationTimestamp") == nil &&
		root.Get("spec", "jobTemplate") == nil {
		return root
	}
	return prune(root, volatile)
}

// prune returns n without the fields that paths name. It copies what it changes, shares the rest, and removes maps that become empty.
func prune(n snapshot.Node, paths [][]string) snapshot.Node {
	if n.Kind != snapshot.Map {
		return n
	}
	var room [16][]string
	var children []snapshot.Node // a copy, once a child changes
	for i := range n.Children {
		c := &n.Children[i]
		below, gone := room[:0], false
		for _, p := range paths {
			if !matches(p[0], c.Key) {
				continue
			}
			if gone = len(p) == 1; gone {
				break
			}
			below = append(below, p[1:])
		}
		made := *c
		if !gone && len(below) > 0 {
			made = prune(*c, below)
			gone = len(made.Children) == 0 && len(c.Children) > 0
		}
		changed := gone || len(made.Children) != len(c.Children) || len(c.Children) > 0 && &made.Children[0] != &c.Children[0]
		if changed && children == nil {
			children = append(make([]snapshot.Node, 0, len(n.Children)), n.Children[:i]...)
		}
		if children != nil && !gone {
			children = append(children, made)
		}
	}
	if children != nil {
		n.Children = children
	}
	return n
}

func matches(pattern, key string) bool {
	if begin, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(key, begin)
	}
	return pattern == key
}

func sealKind(kind string) bool {
	return strings.EqualFold(kind, "Secret") || strings.EqualFold(kind, "SealedSecret")
}

// sealSecret seals a Secret's decoded data, with stringData merged into it as the server does, and a SealedSecret's ciphertexts.
func sealSecret(root snapshot.Node, sealer *snapshot.Sealer) snapshot.Node {
	var data []snapshot.Node
	children := make([]snapshot.Node, 0, len(root.Children))
	line := int32(0)
	for _, c := range root.Children {
		switch c.Key {
		case "data":
			line = c.Line
			for _, v := range c.Children {
				data = put(data, seal(sealer, v, true))
			}
		case "stringData":
			if line == 0 {
				line = c.Line
			}
			for _, v := range c.Children {
				data = put(data, seal(sealer, v, false))
			}
		case "spec":
			if e := c.Child("encryptedData"); e != nil {
				c.Children = slices.Clone(c.Children)
				e = c.Child("encryptedData")
				sealed := make([]snapshot.Node, 0, len(e.Children))
				for _, v := range e.Children {
					sealed = append(sealed, seal(sealer, v, false))
				}
				e.Children = sealed
			}
			children = append(children, c)
		default:
			children = append(children, c)
		}
	}
	if data != nil {
		slices.SortFunc(data, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
		children = append(children, snapshot.Node{Key: "data", Kind: snapshot.Map, Line: line, Children: data})
		slices.SortFunc(children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	}
	root.Children = children
	return root
}

func put(data []snapshot.Node, n snapshot.Node) []snapshot.Node {
	for i := range data {
		if data[i].Key == n.Key {
			data[i] = n
			return data
		}
	}
	return append(data, n)
}

func seal(sealer *snapshot.Sealer, v snapshot.Node, encoded bool) snapshot.Node {
	if v.Kind == snapshot.Unknown {
		v.Flags |= snapshot.FlagSensitive
		return v
	}
	if !v.Scalar() { // no valid Secret, but still not to be shown
		return snapshot.Node{Key: v.Key, Kind: snapshot.Unknown, Line: v.Line, Text: "not a string", Flags: snapshot.FlagSensitive}
	}
	value := v.Text
	if encoded {
		if raw, err := base64.StdEncoding.DecodeString(strings.Map(dropSpace, value)); err == nil {
			sealer.Fingerprint(value) // recorded in this form too, for Scrub
			value = string(raw)
		}
	}
	return sealer.SealData(v.Key, value, v.Line)
}

func dropSpace(r rune) rune {
	if r == '\n' || r == '\r' || r == ' ' {
		return -1
	}
	return r
}

// pillar returns an object's pillar by its kind, then by its API group.
func pillar(kind, version string) snapshot.Pillar {
	switch kind {
	case "ConfigMap", "Secret", "SealedSecret", "ExternalSecret", "SecretStore", "ClusterSecretStore", "PodPreset":
		return snapshot.Configuration
	case "PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe", "Alertmanager", "AlertmanagerConfig", "Prometheus", "GrafanaDashboard", "Instrumentation", "OpenTelemetryCollector":
		return snapshot.Observability
	}
	group, _, _ := strings.Cut(version, "/")
	switch {
	case group == "monitoring.coreos.com", strings.HasSuffix(group, "grafana.com"), strings.HasSuffix(group, "opentelemetry.io"), strings.HasSuffix(group, "datadoghq.com"):
		return snapshot.Observability
	}
	return snapshot.Infrastructure
}
