package kubernetes

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// live reads a cluster with get and list only.
type live struct {
	kubeconfig, context, selector string
	namespaces                    []string // none: all, and cluster-wide objects
	include, exclude              []string // kinds
	noEnv                         bool     // do not resolve the containers' environment
	withNodes                     bool     // summarise the nodes
}

func (c *live) Source() string {
	s := "cluster " + c.context
	if c.context == "" {
		s = "the current cluster"
	}
	if len(c.namespaces) > 0 {
		s += ", namespace " + strings.Join(c.namespaces, ", ")
	}
	if c.selector != "" {
		s += ", selector " + c.selector
	}
	return s
}

// workers is how many lists run at once against one server.
const workers = 8

func (c *live) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	client, err := c.connect(ctx, in)
	if err != nil {
		problems.Fail("%s: %v", c.Source(), err)
		return nil, problems.Outcome(0)
	}
	version, err := client.serverVersion(ctx)
	if err != nil {
		problems.Fail("%s: %s", c.Source(), explain(ctx, err))
		return nil, problems.Outcome(0)
	}
	g := &gathering{live: c, client: client, sealer: in.Sealer, problems: &problems, read: map[string]bool{}}
	g.secrets, g.configs = map[string]map[string]string{}, map[string]*snapshot.Node{}
	g.add(versionResource(version, client.name))
	if g.there = g.namespaceObjects(ctx); len(g.there) == 0 && len(c.namespaces) > 0 {
		return nil, problems.Outcome(0)
	}
	kinds := client.kinds(ctx, c, &problems)
	g.lists(ctx, kinds, in.Progress)
	if c.withNodes {
		g.nodes(ctx)
	} else {
		problems.Beyond(snapshot.Gap{Kind: "Nodes", Why: "nodes are not read beside namespaces unless nodes = true"})
	}
	g.releases()
	if c.noEnv {
		problems.Beyond(snapshot.Gap{Kind: "environment", Why: "the containers' environment is not resolved, by the config"})
	} else {
		g.environments()
	}
	resources := g.all()
	return resources, problems.Outcome(len(resources)) // the runner sorts them
}

// gathering is the state of one collection.
type gathering struct {
	*live
	client   *client
	sealer   *snapshot.Sealer
	problems *collectors.Problems
	there    []string // the namespaces to read

	mu   sync.Mutex
	read map[string]bool // kinds that were listed completely, with their namespace
	batch
}

// batch is the result of one list. A list that starts over gets a new one.
type batch struct {
	pages     [][]snapshot.Resource // of the lists
	resources []snapshot.Resource
	helm      []release
	secrets   map[string]map[string]string // namespace/name → key → value; leaves this struct only sealed
	configs   map[string]*snapshot.Node    // namespace/name → data
}

func (g *gathering) keep(b *batch) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pages = append(append(g.pages, b.pages...), b.resources)
	g.helm = append(g.helm, b.helm...)
	maps.Copy(g.secrets, b.secrets)
	maps.Copy(g.configs, b.configs)
}

func (g *gathering) add(r snapshot.Resource) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.resources = append(g.resources, r)
}

// all returns every resource so far.
func (g *gathering) all() []snapshot.Resource {
	return slices.Concat(append(g.pages, g.resources)...)
}

// lists runs a list for every kind and namespace, a few at a time, and stops when ctx is done.
func (g *gathering) lists(ctx context.Context, kinds []kind, progress func(done, total int, what string)) {
	type task struct {
		kind
		namespace string
	}
	var tasks []task
	for _, k := range kinds {
		if !k.namespaced || len(g.namespaces) == 0 {
			tasks = append(tasks, task{k, ""})
			continue
		}
		for _, ns := range g.there {
			tasks = append(tasks, task{k, ns})
		}
	}
	ch := make(chan task)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range workers {
		wg.Go(func() {
			for t := range ch {
				g.list(ctx, t.kind, t.namespace)
				mu.Lock()
				done++
				progress(done, len(tasks), t.kind.name)
				mu.Unlock()
			}
		})
	}
	for _, t := range tasks {
		ch <- t // list returns an error at once when ctx is done
	}
	close(ch)
	wg.Wait()
}

func (g *gathering) list(ctx context.Context, k kind, namespace string) {
	var b batch
	selector, take := g.selector, labels.Everything()
	if selector != "" && !g.noEnv && (k.name == "ConfigMap" || k.name == "Secret") {
		// Variables of containers may come from objects with any labels.
		selector, take = "", parsedSelector(selector)
	}
	err := g.client.list(ctx, k, namespace, selector, func(page []snapshot.Node) {
		b.pages = append(b.pages, b.resources)
		b.resources = make([]snapshot.Resource, 0, len(page))
		for _, o := range page {
			g.object(&b, k, o, take)
		}
	}, func() { b = batch{} })
	g.keep(&b)
	if err == nil {
		g.mu.Lock()
		g.read[k.name+"\x00"+namespace] = true
		g.mu.Unlock()
		return
	}
	where := "in the cluster"
	if namespace != "" {
		where = "in namespace " + namespace
	}
	why := fmt.Sprintf("%s %s could not be listed: %s", k.name, where, explain(ctx, err))
	g.problems.Gap(snapshot.Gap{Kind: k.name, Scope: namespace, Why: why})
	for _, of := range madeFrom(k.name) { // resources made from the kind are unknown as well
		g.problems.Gap(snapshot.Gap{Kind: of, Scope: namespace, Why: why})
	}
}

// madeFrom lists the kinds of resources that are made from objects of a kind.
func madeFrom(kind string) []string {
	switch {
	case kind == "Secret":
		return []string{kindRelease}
	case runs(kind):
		return []string{snapshot.KindEnvironment}
	}
	return nil
}

func parsedSelector(s string) labels.Selector {
	sel, err := labels.Parse(s)
	if err != nil { // decoding the config refuses such a selector
		return labels.Nothing()
	}
	return sel
}

// wasRead reports whether a kind of a namespace was listed completely, so that an unlisted object does not exist.
func (g *gathering) wasRead(kind, namespace string) bool {
	return g.read[kind+"\x00"+namespace] || g.read[kind+"\x00"]
}

// object adds one listed object. An object that take's labels exclude is kept for the containers' variables only.
func (g *gathering) object(b *batch, k kind, o snapshot.Node, take labels.Selector) {
	if generated(k.name, &o) {
		return
	}
	name, namespace := text(&o, "metadata", "name"), text(&o, "metadata", "namespace")
	switch k.name {
	case "Secret":
		if text(&o, "type") == "helm.sh/release.v1" {
			g.helmRelease(b, namespace, name, &o)
			return
		}
		if b.secrets == nil {
			b.secrets = map[string]map[string]string{}
		}
		b.secrets[namespace+"/"+name] = decoded(o.Child("data"))
	case "ConfigMap":
		if b.configs == nil {
			b.configs = map[string]*snapshot.Node{}
		}
		data := snapshot.Node{Kind: snapshot.Map}
		if d := o.Child("data"); d != nil {
			data = copied(d) // sealing changes the resource's own in place
		}
		b.configs[namespace+"/"+name] = &data
	}
	version := text(&o, "metadata", "resourceVersion")
	if meta := o.Child("metadata"); version != "" { // the tree is not shared yet, so it can be changed
		meta.Children = slices.DeleteFunc(meta.Children, func(n snapshot.Node) bool { return n.Key == "resourceVersion" })
	}
	r := Resource(o, g.sealer)
	if !take.Matches(labels.Set(r.Labels)) {
		return
	}
	r.Source = snapshot.Source{Cluster: g.client.name, Namespace: namespace, ResourceVersion: version}
	b.resources = append(b.resources, r)
}

func copied(n *snapshot.Node) snapshot.Node {
	out := *n
	out.Children = slices.Clone(n.Children)
	return out
}

// generated reports whether the cluster itself made the object.
func generated(kind string, o *snapshot.Node) bool {
	name := text(o, "metadata", "name")
	switch kind {
	case "Pod", "ReplicaSet", "Job", "ControllerRevision", "EndpointSlice":
		for _, owner := range children(o.Get("metadata", "ownerReferences")) {
			if text(&owner, "controller") == "true" {
				return true
			}
		}
	case "ConfigMap":
		switch name {
		case "kube-root-ca.crt", "openshift-service-ca.crt", "extension-apiserver-authentication", "kube-apiserver-legacy-service-account-token-tracking":
			return true
		}
	case "ServiceAccount":
		return name == "default"
	case "Service":
		return name == "kubernetes" && text(o, "metadata", "namespace") == "default"
	case "Secret":
		return text(o, "type") == "kubernetes.io/service-account-token" || text(o, "type") == "bootstrap.kubernetes.io/token"
	case "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding":
		return text(o, "metadata", "labels", "kubernetes.io/bootstrapping") == "rbac-defaults" || strings.HasPrefix(name, "system:")
	case "Namespace":
		switch name {
		case "kube-node-lease", "kube-public":
			return true
		case "default", "kube-system": // unless somebody has configured them
			labels := o.Get("metadata", "labels")
			return (labels == nil || len(labels.Children) <= 1) && o.Get("metadata", "annotations") == nil
		}
	case "ServiceCIDR":
		return name == "kubernetes"
	case "PriorityClass":
		return strings.HasPrefix(name, "system-")
	}
	return false
}

func children(n *snapshot.Node) []snapshot.Node {
	if n == nil {
		return nil
	}
	return n.Children
}
