package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

// kind is a listable resource type of a server.
type kind struct {
	name       string // Deployment
	plural     string // deployments
	version    string // apps/v1
	namespaced bool
}

func (k kind) path(namespace string) string {
	base := "/apis/" + k.version
	if !strings.Contains(k.version, "/") {
		base = "/api/" + k.version
	}
	if namespace != "" {
		base += "/namespaces/" + url.PathEscape(namespace)
	}
	return base + "/" + k.plural
}

// excluded lists kinds that describe what a cluster does, not how it is configured. "group/" excludes a whole API group. `include` in the config
// reads a kind all the same.
func excluded() []string {
	return []string{
		"Event", "Lease", "LeaseCandidate", "Endpoints", "EndpointSlice", "ReplicaSet", "ControllerRevision", "ComponentStatus",
		"Node", "CSINode", "CSIStorageCapacity", "VolumeAttachment", "IPAddress", "APIService", "FlowSchema", "PriorityLevelConfiguration",
		"CertificateSigningRequest", "StorageVersion", "PersistentVolume", "CertificateRequest", "Order", "Challenge", "TargetGroupBinding",
		"metrics.k8s.io/", "custom.metrics.k8s.io/", "external.metrics.k8s.io/", "wgpolicyk8s.io/", "reports.kyverno.io/", "aquasecurity.github.io/",
	}
}

// wants reports whether objects of k are read, and the reason if not.
func (c *live) wants(k kind) (ok bool, why string) {
	group, _, grouped := strings.Cut(k.version, "/")
	if !grouped {
		group = ""
	}
	is := func(pattern string) bool {
		return strings.EqualFold(pattern, k.name) || strings.EqualFold(pattern, k.plural) || strings.EqualFold(pattern, k.plural+"."+group) ||
			strings.EqualFold(pattern, k.name+"."+group) || pattern == group+"/"
	}
	switch {
	case slices.ContainsFunc(c.exclude, is):
		return false, k.name + " is excluded by the config"
	case slices.ContainsFunc(c.include, is):
		return true, ""
	case len(c.namespaces) > 0 && !k.namespaced:
		return false, k.name + " belongs to no namespace, and only namespaces are read"
	case slices.ContainsFunc(excluded(), is):
		return false, k.name + " is not read from clusters unless it is included"
	}
	return true, ""
}

// kinds requests the list of the server's kinds. It chooses the preferred version of a kind in several versions. A group that does not answer (a
// broken aggregated API) becomes a gap, and the other groups are read.
func (c *client) kinds(ctx context.Context, l *live, problems *collectors.Problems) []kind {
	type groupVersion struct{ group, version string }
	versions := []groupVersion{{"", "v1"}}
	var groups metav1.APIGroupList
	if err := c.retry(ctx, func() error { return c.raw(ctx, "/apis", "APIGroupList", &groups) }); err != nil {
		problems.Gap(snapshot.Gap{Why: fmt.Sprintf("%s: the server does not list its kinds: %s", l.Source(), explain(ctx, err))})
	}
	for _, g := range groups.Groups {
		versions = append(versions, groupVersion{g.Name, g.PreferredVersion.Version})
		for _, v := range g.Versions {
			if v.Version != g.PreferredVersion.Version {
				versions = append(versions, groupVersion{g.Name, v.Version})
			}
		}
	}
	listed := make([][]kind, len(versions))
	begun := collectors.Parallel(ctx, len(versions), func(i int) {
		v := versions[i]
		gv, path := v.version, "/api/"+v.version
		if v.group != "" {
			gv = v.group + "/" + v.version
			path = "/apis/" + gv
		}
		var list metav1.APIResourceList
		if err := c.retry(ctx, func() error { return c.raw(ctx, path, "APIResourceList", &list) }); err != nil {
			problems.Gap(snapshot.Gap{Why: fmt.Sprintf("kinds of API %s are not known: %s", gv, explain(ctx, err))})
			return
		}
		for _, r := range list.APIResources {
			if !strings.Contains(r.Name, "/") && slices.Contains(r.Verbs, "list") && slices.Contains(r.Verbs, "get") {
				listed[i] = append(listed[i], kind{r.Kind, r.Name, gv, r.Namespaced})
			}
		}
	})
	if begun < len(versions) || ctx.Err() != nil {
		problems.Gap(snapshot.Gap{Why: fmt.Sprintf("%s: %v before all of its kinds were known", l.Source(), context.Cause(ctx))})
	}
	return l.chosen(slices.Concat(listed...), problems)
}

// chosen returns the wanted kinds, each in one version. It records the others as beyond this source.
func (c *live) chosen(all []kind, problems *collectors.Problems) []kind {
	var out []kind
	seen := map[string]bool{}
	for _, k := range all {
		group, _, grouped := strings.Cut(k.version, "/")
		if !grouped {
			group = ""
		}
		if seen[group+"/"+k.plural] {
			continue
		}
		seen[group+"/"+k.plural] = true
		ok, why := c.wants(k)
		switch {
		case ok:
			out = append(out, k)
		case k.name == "Namespace" && len(c.namespaces) > 0 && !c.excludes("Namespace"): // each is read by its name
		default:
			problems.Beyond(snapshot.Gap{Kind: k.name, Why: why})
			for _, of := range madeFrom(k.name) {
				problems.Beyond(snapshot.Gap{Kind: of, Why: why})
			}
		}
	}
	return out
}

// excludes reports whether the config itself excludes a kind.
func (c *live) excludes(name string) bool {
	return slices.ContainsFunc(c.exclude, func(e string) bool { return strings.EqualFold(e, name) || strings.EqualFold(e, name+"s") })
}

// retry retries like get, for requests that are decoded elsewhere.
func (c *client) retry(ctx context.Context, ask func() error) error {
	err := httpguard.Patience{Tries: attempts, First: backoff, Most: maxWait, Pause: c.wait}.Do(ctx, func() (bool, time.Duration, error) {
		err := ask()
		return !final(err), retryAfter(err), err
	})
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// list reads a kind page by page and calls visit with the objects of each page. If the server has lost the list's position, list calls reset and
// starts over, once. After an error, visit has received the pages before it.
func (c *client) list(ctx context.Context, k kind, namespace, selector string, visit func(page []snapshot.Node), reset func()) error {
	err := c.pages(ctx, k, namespace, selector, visit)
	if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) {
		reset()
		err = c.pages(ctx, k, namespace, selector, visit)
	}
	return err
}

func (c *client) pages(ctx context.Context, k kind, namespace, selector string, visit func(page []snapshot.Node)) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if selector != "" {
		query.Set("labelSelector", selector)
	}
	seen := map[string]bool{}
	for {
		p, err := c.page(ctx, k, namespace, query)
		switch {
		case err != nil:
			return err
		case seen[p.next]:
			return errEndless
		case len(seen) == maxPages:
			return fmt.Errorf("the list has more than %d pages; read fewer namespaces, or use a selector", maxPages)
		}
		visit(p.items)
		if p.next == "" && p.left > 0 {
			return fmt.Errorf("the list ends, and the server counts %d more", p.left)
		}
		if p.next == "" {
			return nil
		}
		seen[p.next] = true
		query.Set("continue", p.next)
	}
}

const maxPages = bounds.KubernetesPages

var errEndless = errors.New("the server answers with a place in the list that was read before")

func absolute(dir, name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
