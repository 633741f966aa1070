// Package dependencies reads the components of a system: lock files of the package managers, SBOM documents, container images named in manifests
// or in the config. It reads text, and contacts a registry only if the config requests it. It reports a file that it cannot read whole, because
// an unread package is not a missing one.
package dependencies

import (
	"context"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `dependencies`.
func Type() collectors.Type {
	return collectors.Type{Name: "dependencies", Summary: "lock files, SBOMs, container images", Make: newCollector}
}

// block is the body of a collect block; exactly one of the first three is given.
type block struct {
	Path    hcl.Expression `hcl:"path,optional"`   // folders or files; lock files are found in folders
	SBOM    hcl.Expression `hcl:"sbom,optional"`   // CycloneDX or SPDX documents of any name
	Images  hcl.Expression `hcl:"images,optional"` // manifests that name container images
	Exclude hcl.Expression `hcl:"exclude,optional"`

	Image    []string `hcl:"image,optional"`    // images to read from their registries, by name
	Registry bool     `hcl:"registry,optional"` // with images: read those from their registries as well
	Platform string   `hcl:"platform,optional"` // of a multi-platform image

	Git hcl.Expression `hcl:"git,optional"`
}

// mode is the attribute that names the source.
type mode uint8

const (
	lockFiles mode = iota
	sboms
	images
	named
)

type collector struct {
	mode     mode
	spec     filetree.Spec
	images   []string // with named
	registry bool     // contact registries
	platform *v1.Platform
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
	if len(b.Image) > 0 {
		given++
		c.mode, c.images, c.registry = named, b.Image, true
	}
	if b.Registry {
		c.registry = true
	}
	platform, err := parsePlatform(b.Platform)
	if err != nil || (b.Registry || b.Platform != "") && c.mode != images && c.mode != named {
		at := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Subject: &at, Summary: "Unsuitable attribute",
			Detail: `registry = true goes with images; platform, written "linux/arm64", with image or with registry = true.`,
		})
	}
	c.platform = platform
	if given != 1 {
		at := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Subject: &at, Summary: "One source a block",
			Detail: "A dependencies block names exactly one of path, sbom, images or image; write a block for each.",
		})
	}
	return c, diags
}

// Source implements collectors.Collector.
func (c *collector) Source() string {
	if c.mode == named {
		return namedSource(c.images)
	}
	return c.spec.String()
}

// Collect implements collectors.Collector.
func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	r := &reader{in: in, problems: &collectors.Problems{}}
	if c.mode == named {
		g := newRegistry(ctx, r, c.platform)
		g.named(c.images)
		g.read(ctx)
		return r.resources(), r.problems.Outcome(len(r.packages) + len(r.found))
	}
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
		r.problems.Fail("%q matches %s, and none is %s", c.spec, names.Count(len(files), "file"), []string{"a lock file that is known", "an SBOM", "a manifest that names an image"}[c.mode])
	}
	if c.registry {
		newRegistry(ctx, r, c.platform).read(ctx)
	}
	return r.resources(), r.problems.Outcome(len(r.packages) + len(r.found))
}

// reader gathers what the files of one collection yield.
type reader struct {
	in       collectors.Input
	problems *collectors.Problems
	packages map[packageKey]*locked
	found    []snapshot.Resource
	torn     bool // the present file is damaged: what it lacks may have been lost
}
