// Package kubernetes reads Kubernetes objects: manifests on disk or at a git ref, kustomizations, and live clusters with get and list only. It
// writes and applies nothing. A Secret's data leaves the package only as fingerprints.
package kubernetes

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Type returns the collector type `kubernetes`.
func Type() collectors.Type {
	return collectors.Type{Name: "kubernetes", Summary: "Kubernetes objects: manifests, kustomizations, clusters", Make: New}
}

type block struct {
	Path      hcl.Expression `hcl:"path,optional"`
	Exclude   hcl.Expression `hcl:"exclude,optional"` // files with path, kinds with a cluster
	Git       hcl.Expression `hcl:"git,optional"`
	Kustomize hcl.Expression `hcl:"kustomize,optional"`

	Context    string         `hcl:"context,optional"`
	Kubeconfig string         `hcl:"kubeconfig,optional"`
	Namespace  hcl.Expression `hcl:"namespace,optional"`
	Selector   string         `hcl:"selector,optional"`
	Include    hcl.Expression `hcl:"include,optional"`
	Env        *bool          `hcl:"effective_env,optional"`
	Nodes      *bool          `hcl:"nodes,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	path, kustomize := filetree.Given(b.Path, ectx), filetree.Given(b.Kustomize, ectx)
	cluster := b.Context != "" || b.Kubeconfig != "" || filetree.Given(b.Namespace, ectx) || b.Selector != ""
	if count(path, kustomize, cluster) != 1 {
		r := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "One source needed", Subject: &r,
			Detail: "kubernetes needs exactly one source: path, kustomize, or a cluster (context and namespace).",
		})
	}
	if cluster {
		l := &live{kubeconfig: b.Kubeconfig, context: b.Context, selector: b.Selector, noEnv: b.Env != nil && !*b.Env}
		l.namespaces = filetree.Strings("namespace", b.Namespace, ectx, &diags)
		l.include = filetree.Strings("include", b.Include, ectx, &diags)
		l.exclude = filetree.Strings("exclude", b.Exclude, ectx, &diags)
		l.withNodes = len(l.namespaces) == 0
		if b.Nodes != nil {
			l.withNodes = *b.Nodes
		}
		if _, err := labels.Parse(b.Selector); err != nil {
			r := body.MissingItemRange()
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: "Unsuitable selector", Subject: &r,
				Detail: fmt.Sprintf("selector %q is no label selector: %v.", b.Selector, err),
			})
		}
		return l, diags
	}
	spec, d := filetree.Decode(filetree.Attributes{Path: b.Path, Exclude: b.Exclude, Git: b.Git}, ectx)
	diags = append(diags, d...)
	if kustomize {
		return &kustomization{dirs: filetree.Strings("kustomize", b.Kustomize, ectx, &diags), git: spec.Git}, diags
	}
	return &manifests{spec: spec}, diags
}

func count(conditions ...bool) int {
	n := 0
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}
