// Package kubernetes reads Kubernetes objects: manifests on disk or at a git ref, kustomizations, and live clusters with get and list alone. It writes
// nothing, applies nothing, and lets no Secret's data out of the package but as fingerprints.
package kubernetes

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Type is `collect "kubernetes"`.
func Type() collectors.Type {
	return collectors.Type{Name: "kubernetes", Summary: "Kubernetes objects: manifests, kustomizations", Make: New}
}

type block struct {
	Path      hcl.Expression `hcl:"path,optional"`
	Exclude   hcl.Expression `hcl:"exclude,optional"`
	Git       hcl.Expression `hcl:"git,optional"`
	Kustomize hcl.Expression `hcl:"kustomize,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	path, kustomize := filetree.Given(b.Path, ectx), filetree.Given(b.Kustomize, ectx)
	if path == kustomize {
		r := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "One source needed", Subject: &r, Detail: "kubernetes needs exactly one source: path or kustomize.",
		})
	}
	spec, d := filetree.Decode(filetree.Attributes{Path: b.Path, Exclude: b.Exclude, Git: b.Git}, ectx)
	diags = append(diags, d...)
	if kustomize {
		return &kustomization{dirs: filetree.Strings("kustomize", b.Kustomize, ectx, &diags), git: spec.Git}, diags
	}
	return &manifests{spec: spec}, diags
}
