package kubernetes

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/envparity/envparity/snapshot"
)

// versionResource is the server's version, one resource a cluster.
func versionResource(version snapshot.Node, cluster string) snapshot.Resource {
	root := snapshot.Node{Kind: snapshot.Map}
	for _, key := range []string{"gitVersion", "major", "minor", "platform"} {
		if v := version.Child(key); v != nil {
			root.Children = append(root.Children, *v)
		}
	}
	return snapshot.Resource{Kind: "ClusterVersion", Name: "kubernetes", Pillar: snapshot.Infrastructure, Root: root, Source: snapshot.Source{Cluster: cluster}}
}

// nodes summarises the nodes. Their names and addresses always differ, but their versions and kinds should not.
func (g *gathering) nodes(ctx context.Context) {
	facts := map[string][]string{}
	count := 0
	reset := func() { facts, count = map[string][]string{}, 0 }
	tally := func(o *snapshot.Node) {
		count++
		for fact, path := range map[string][]string{
			"kubelet":      {"status", "nodeInfo", "kubeletVersion"},
			"runtime":      {"status", "nodeInfo", "containerRuntimeVersion"},
			"os":           {"status", "nodeInfo", "osImage"},
			"kernel":       {"status", "nodeInfo", "kernelVersion"},
			"architecture": {"status", "nodeInfo", "architecture"},
			"instanceType": {"metadata", "labels", "node.kubernetes.io/instance-type"},
			"zone":         {"metadata", "labels", "topology.kubernetes.io/zone"},
		} {
			if v := text(o, path...); v != "" && !slices.Contains(facts[fact], v) {
				facts[fact] = append(facts[fact], v)
			}
		}
	}
	err := g.client.list(ctx, kind{"Node", "nodes", "v1", false}, "", "", func(page []snapshot.Node) {
		for i := range page {
			tally(&page[i])
		}
	}, reset)
	if err != nil {
		g.problems.Gap(snapshot.Gap{Kind: "Nodes", Why: fmt.Sprintf("Node in the cluster could not be listed: %s", explain(ctx, err))})
		return
	}
	if count == 0 {
		return
	}
	root := snapshot.Node{Kind: snapshot.Map}
	for _, fact := range []string{"architecture", "count", "instanceType", "kernel", "kubelet", "os", "runtime", "zone"} {
		if fact == "count" {
			root.Children = append(root.Children, snapshot.Node{Key: fact, Kind: snapshot.Number, Text: strconv.Itoa(count)})
			continue
		}
		if len(facts[fact]) == 0 {
			continue
		}
		slices.Sort(facts[fact])
		list := snapshot.Node{Key: fact, Kind: snapshot.List, Flags: snapshot.FlagSet}
		for _, v := range facts[fact] {
			list.Children = append(list.Children, snapshot.Node{Kind: snapshot.String, Text: v})
		}
		root.Children = append(root.Children, list)
	}
	g.add(snapshot.Resource{Kind: "Nodes", Name: "nodes", Pillar: snapshot.Infrastructure, Root: root, Source: snapshot.Source{Cluster: g.client.name}})
}

// namespaceObjects reads the namespaces, whose labels hold quotas and policies, and returns the existing ones. In a namespace that does not exist
// nothing can be missing.
func (g *gathering) namespaceObjects(ctx context.Context) []string {
	k := kind{"Namespace", "namespaces", "v1", false}
	wanted := !g.excludes("Namespace")
	if !wanted && len(g.namespaces) > 0 {
		g.problems.Beyond(snapshot.Gap{Kind: "Namespace", Why: "Namespace is excluded by the config"})
	}
	var there []string
	for _, ns := range g.namespaces {
		o, err := g.client.get(ctx, k.path("")+"/"+url.PathEscape(ns), nil)
		switch {
		case err == nil:
			there = append(there, ns)
			if wanted {
				var b batch
				g.object(&b, k, o, labels.Everything())
				g.keep(&b)
			}
		case apierrors.IsNotFound(err):
			why := fmt.Sprintf("%s: there is no namespace %q", g.Source(), ns)
			if len(g.namespaces) == 1 {
				g.problems.Nothing("%s", why)
			} else {
				g.problems.Gap(snapshot.Gap{Scope: ns, Why: why})
			}
		default:
			there = append(there, ns)
			if wanted {
				g.problems.Gap(snapshot.Gap{Kind: "Namespace", Name: ns, Why: fmt.Sprintf("Namespace %s could not be read: %s", ns, explain(ctx, err))})
			}
		}
	}
	return there
}
