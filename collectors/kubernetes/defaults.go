package kubernetes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// settled drops the fields that the API server sets by itself: what it allocates (a Service's address, a Job's own labels), what it adds to every
// object of a kind (finalizers), and what follows from another field (imagePullPolicy from the tag, targetPort from port). It applies to
// manifests and live objects alike, so that they match. Package diffing knows the defaults that do not depend on another field.
func settled(kind string, root snapshot.Node) snapshot.Node {
	if root.Get("metadata", "finalizers") != nil {
		root = edit(root, protections, "metadata", "finalizers")
	}
	if text(&root, "metadata", "labels", "app.kubernetes.io/managed-by") == "Helm" { // helm adds it to all its objects
		root = edit(root, without("app.kubernetes.io/managed-by"), "metadata", "labels")
	}
	switch kind {
	case "Service":
		root = edit(root, service, "spec")
	case "NetworkPolicy":
		root = edit(root, policyTypes, "spec")
	case "PersistentVolumeClaim":
		if strings.HasPrefix(text(&root, "spec", "volumeName"), "pvc-") { // provisioned
			root = edit(root, without("volumeName"), "spec")
		}
	case "PersistentVolume":
		root = edit(root, without("uid", "resourceVersion"), "spec", "claimRef")
	case "Namespace":
		root = edit(root, without("finalizers"), "spec")
		root = edit(root, without("kubernetes.io/metadata.name"), "metadata", "labels")
	case "ServiceAccount":
		root = edit(root, tokens(text(&root, "metadata", "name")), "secrets")
	case "StatefulSet":
		root = edit(root, claimTemplates, "spec", "volumeClaimTemplates")
	case "ClusterRole":
		if root.Child("aggregationRule") != nil { // the server fills in its rules
			root = without("rules")(root)
		}
	case "CustomResourceDefinition":
		root = edit(root, crdNames, "spec", "names")
	case "Job":
		root = job(root)
	case "Pod":
		root = edit(root, pod, "spec")
	}
	switch kind {
	case "Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicationController", "ReplicaSet":
		root = edit(root, podDefaults, "spec", "template", "spec")
	case "CronJob":
		root = edit(root, podDefaults, "spec", "jobTemplate", "spec", "template", "spec")
	case "Pod":
		root = edit(root, podDefaults, "spec")
	}
	return root
}

// edit returns root with the change at path. It shares unchanged parts with root, and removes a map or list that becomes empty.
func edit(root snapshot.Node, change func(snapshot.Node) snapshot.Node, path ...string) snapshot.Node {
	if len(path) == 0 {
		return change(root)
	}
	for i := range root.Children {
		c := &root.Children[i]
		if c.Key != path[0] || root.Kind != snapshot.Map {
			continue
		}
		made := edit(*c, change, path[1:]...)
		if len(made.Children) == len(c.Children) && (len(made.Children) == 0 || &made.Children[0] == &c.Children[0]) {
			return root
		}
		if len(c.Children) > 0 && len(made.Children) == 0 {
			root.Children = slices.Delete(slices.Clone(root.Children), i, i+1)
			return root
		}
		root.Children = slices.Clone(root.Children)
		root.Children[i] = made
		return root
	}
	return root
}

// keep returns n with the children for which wanted is true. It shares n's children if it keeps all.
func keep(n snapshot.Node, wanted func(*snapshot.Node) bool) snapshot.Node {
	for i := range n.Children {
		if wanted(&n.Children[i]) {
			continue
		}
		left := make([]snapshot.Node, 0, len(n.Children)-1)
		left = append(left, n.Children[:i]...)
		for k := i + 1; k < len(n.Children); k++ {
			if wanted(&n.Children[k]) {
				left = append(left, n.Children[k])
			}
		}
		n.Children = left
		return n
	}
	return n
}

func without(keys ...string) func(snapshot.Node) snapshot.Node {
	return func(n snapshot.Node) snapshot.Node {
		return keep(n, func(c *snapshot.Node) bool { return !slices.Contains(keys, c.Key) })
	}
}

// eachElement changes the elements of a list.
func eachElement(list snapshot.Node, change func(snapshot.Node) snapshot.Node) snapshot.Node {
	if list.Kind != snapshot.List {
		return list
	}
	copied := false
	for i := range list.Children {
		c := &list.Children[i]
		made := change(*c)
		if len(made.Children) == len(c.Children) && (len(made.Children) == 0 || &made.Children[0] == &c.Children[0]) {
			continue
		}
		if !copied {
			list.Children, copied = slices.Clone(list.Children), true
		}
		list.Children[i] = made
	}
	return list
}

// protections removes the finalizers that the server itself adds.
func protections(list snapshot.Node) snapshot.Node {
	return keep(list, func(c *snapshot.Node) bool {
		switch c.Text {
		case "kubernetes", "foregroundDeletion", "orphan", "kubernetes.io/pvc-protection", "kubernetes.io/pv-protection",
			"batch.kubernetes.io/job-tracking", "service.kubernetes.io/load-balancer-cleanup", "customresourcecleanup.apiextensions.k8s.io":
			return false
		}
		return true
	})
}

func service(spec snapshot.Node) snapshot.Node {
	spec = keep(spec, func(c *snapshot.Node) bool {
		switch c.Key {
		case "clusterIP":
			return c.Text == "None"
		case "clusterIPs", "healthCheckNodePort":
			return false
		case "ipFamilies": // the cluster decides unless two are given
			return len(c.Children) > 1
		}
		return true
	})
	return edit(spec, func(ports snapshot.Node) snapshot.Node {
		return eachElement(ports, func(p snapshot.Node) snapshot.Node {
			return keep(p, func(c *snapshot.Node) bool { return c.Key != "targetPort" || c.Text != text(&p, "port") })
		})
	}, "ports")
}

// policyTypes removes types that follow from the rules.
func policyTypes(spec snapshot.Node) snapshot.Node {
	return keep(spec, func(c *snapshot.Node) bool {
		if c.Key != "policyTypes" || c.Kind != snapshot.List {
			return true
		}
		egress := spec.Child("egress") != nil && len(spec.Child("egress").Children) > 0
		has := func(name string) bool {
			return slices.ContainsFunc(c.Children, func(t snapshot.Node) bool { return t.Text == name })
		}
		return !has("Ingress") || has("Egress") != egress
	})
}

// tokens removes the Secrets that older servers made for an account.
func tokens(account string) func(snapshot.Node) snapshot.Node {
	return func(list snapshot.Node) snapshot.Node {
		return keep(list, func(c *snapshot.Node) bool {
			name := text(c, "name")
			return !strings.HasPrefix(name, account+"-token-") && !strings.HasPrefix(name, account+"-dockercfg-")
		})
	}
}

func claimTemplates(list snapshot.Node) snapshot.Node {
	return eachElement(list, func(c snapshot.Node) snapshot.Node {
		c = edit(c, without("creationTimestamp"), "metadata")
		return keep(c, func(f *snapshot.Node) bool {
			return f.Key != "status" && (f.Key != "apiVersion" || f.Text != "v1") && (f.Key != "kind" || f.Text != "PersistentVolumeClaim")
		})
	})
}

func crdNames(names snapshot.Node) snapshot.Node {
	kind := text(&names, "kind")
	return keep(names, func(c *snapshot.Node) bool {
		return (c.Key != "listKind" || c.Text != kind+"List") && (c.Key != "singular" || c.Text != strings.ToLower(kind))
	})
}

// job removes the labels and the selector by which a Job finds its own Pods.
func job(root snapshot.Node) snapshot.Node {
	own := without("batch.kubernetes.io/controller-uid", "controller-uid", "batch.kubernetes.io/job-name", "job-name")
	root = edit(root, own, "metadata", "labels")
	if text(&root, "spec", "manualSelector") != "true" {
		root = edit(root, without("selector"), "spec")
	}
	return edit(root, own, "spec", "template", "metadata", "labels")
}

// pod removes what scheduling and admission add to a Pod.
func pod(spec snapshot.Node) snapshot.Node {
	mounted := func(c *snapshot.Node) bool { return !strings.HasPrefix(text(c, "name"), "kube-api-access-") }
	containers := func(list snapshot.Node) snapshot.Node {
		return eachElement(list, func(c snapshot.Node) snapshot.Node {
			return edit(c, func(mounts snapshot.Node) snapshot.Node { return keep(mounts, mounted) }, "volumeMounts")
		})
	}
	spec = edit(spec, func(list snapshot.Node) snapshot.Node { return keep(list, mounted) }, "volumes")
	spec = edit(spec, containers, "containers")
	spec = edit(spec, containers, "initContainers")
	spec = edit(spec, func(list snapshot.Node) snapshot.Node {
		return keep(list, func(t *snapshot.Node) bool {
			key := text(t, "key")
			return key != "node.kubernetes.io/not-ready" && key != "node.kubernetes.io/unreachable" || text(t, "tolerationSeconds") != "300"
		})
	}, "tolerations")
	spec = edit(spec, func(list snapshot.Node) snapshot.Node { return eachElement(list, requests) }, "containers")
	return without("nodeName", "priority")(spec)
}

// requests removes a container's requests that are equal to its limits.
func requests(c snapshot.Node) snapshot.Node {
	limits := c.Get("resources", "limits")
	return edit(c, func(asked snapshot.Node) snapshot.Node {
		return keep(asked, func(r *snapshot.Node) bool { l := limits.Child(r.Key); return l == nil || l.Text != r.Text })
	}, "resources", "requests")
}

// podDefaults removes from a Pod's specification what follows from another field.
func podDefaults(spec snapshot.Node) snapshot.Node {
	if account := text(&spec, "serviceAccount"); account != "" && account == text(&spec, "serviceAccountName") {
		spec = without("serviceAccount")(spec)
	}
	hostNetwork := text(&spec, "hostNetwork") == "true"
	containers := func(list snapshot.Node) snapshot.Node {
		return eachElement(list, func(c snapshot.Node) snapshot.Node { return container(c, hostNetwork) })
	}
	spec = edit(spec, containers, "containers")
	return edit(spec, containers, "initContainers")
}

func container(c snapshot.Node, hostNetwork bool) snapshot.Node {
	if text(&c, "imagePullPolicy") == "Always" && floats(text(&c, "image")) {
		c = without("imagePullPolicy")(c)
	}
	if hostNetwork {
		c = edit(c, func(ports snapshot.Node) snapshot.Node {
			return eachElement(ports, func(p snapshot.Node) snapshot.Node {
				return keep(p, func(f *snapshot.Node) bool { return f.Key != "hostPort" || f.Text != text(&p, "containerPort") })
			})
		}, "ports")
	}
	return c
}

// floats reports whether an image has no version, so that by default every start pulls it.
func floats(image string) bool {
	if strings.Contains(image, "@") {
		return false
	}
	_, tag, tagged := strings.Cut(image[strings.LastIndexByte(image, '/')+1:], ":")
	return !tagged || tag == "latest"
}
