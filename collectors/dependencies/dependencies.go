// Package dependencies reads what a system is built from: lock files of the package managers, SBOM documents, container images
// named in manifests. It reads text and asks no registry; a file that cannot be read whole is said to be so, since a package
// that was not read is not a package that is missing.
package dependencies

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// Type is the collector as `collect "dependencies"` names it.
func Type() collectors.Type {
	return collectors.Type{Name: "dependencies", Summary: "lock files, SBOMs, container images", Make: newCollector}
}

// block is the body of a collect block; exactly one of the first three is given.
type block struct {
	Path    hcl.Expression `hcl:"path,optional"`   // folders or files: lock files among them are read
	SBOM    hcl.Expression `hcl:"sbom,optional"`   // CycloneDX or SPDX documents, whatever they are called
	Images  hcl.Expression `hcl:"images,optional"` // manifests that name container images
	Exclude hcl.Expression `hcl:"exclude,optional"`
	Git     hcl.Expression `hcl:"git,optional"`
}

// mode says which attribute named the source.
type mode uint8

const (
	lockFiles mode = iota
	sboms
	images
)

type collector struct {
	mode mode
	spec filetree.Spec
}

func newCollector(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	c := &collector{}
	given := 0
	for m, e := range []hcl.Expression{b.Path, b.SBOM, b.Images} {
		if !filetree.Given(e, ectx) {
			continue
		}
		given++
		spec, d := filetree.Decode(filetree.Attributes{Path: e, Exclude: b.Exclude, Git: b.Git}, ectx)
		diags = append(diags, d...)
		c.mode, c.spec = mode(m), spec
	}
	if given != 1 {
		at := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Subject: &at, Summary: "One source a block",
			Detail: "A dependencies block names exactly one of path, sbom or images; write a block for each.",
		})
	}
	return c, diags
}

// Source implements collectors.Collector.
func (c *collector) Source() string { return c.spec.String() }

// Collect implements collectors.Collector.
func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	r := &reader{in: in, problems: &collectors.Problems{}}
	files := c.spec.Find(ctx, in, r.problems)
	known := 0
	tree := newTree(files)
	for i, f := range files {
		if ctx.Err() != nil {
			r.problems.At(f.Path, 0, true, "not read: the collection was cut short")
			continue
		}
		in.Progress(i, len(files), f.Path)
		switch c.mode {
		case images:
			known += r.images(f)
		case sboms:
			known += r.sbom(ctx, tree, f)
		default:
			known += r.lockFile(ctx, tree, f)
		}
	}
	if len(files) > 0 && known == 0 && ctx.Err() == nil {
		r.problems.Fail("none of the %d files that match %q is %s", len(files), c.spec, []string{"a lock file that is known", "an SBOM", "a manifest that names an image"}[c.mode])
	}
	return r.resources(), r.problems.Outcome(len(r.packages) + len(r.found))
}

// reader gathers what the files of one collection yield.
type reader struct {
	in       collectors.Input
	problems *collectors.Problems
	packages map[packageKey]*locked
	found    []snapshot.Resource
	torn     bool // the file at hand is damaged: what it does not say of a package may have been lost
}
