// Package envvars reads the environment variables that a program starts with: dotenv files, compose files, a process, a command's output, systemd
// units. It starts no program but the command that the config names, and never a shell.
package envvars

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// Kind of the resources: the variables of one file, service or process.
const Kind = "environment"

// Type is `collect "envvars"`.
func Type() collectors.Type {
	return collectors.Type{Name: "envvars", Summary: "environment variables: dotenv files", Make: New}
}

type block struct {
	File    hcl.Expression `hcl:"file,optional"`
	Exclude hcl.Expression `hcl:"exclude,optional"`
	Git     hcl.Expression `hcl:"git,optional"`
	Service string         `hcl:"service,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	if !filetree.Given(b.File, ectx) {
		r := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "No source", Subject: &r, Detail: "envvars needs one source: file.",
		})
	}
	spec, d := filetree.Decode(filetree.Attributes{Path: b.File, Exclude: b.Exclude, Git: b.Git}, ectx)
	return &dotenv{spec: spec, service: b.Service}, append(diags, d...)
}

// dotenv reads dotenv files.
type dotenv struct {
	spec    filetree.Spec
	service string
}

func (c *dotenv) Source() string { return c.spec.String() }

func (c *dotenv) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	found := c.spec.Find(ctx, in, &problems)
	var resources []snapshot.Resource
	for _, p := range filetree.Parse(ctx, in, found, func(filetree.File) parse.Format { return parse.FormatEnv }, &problems) {
		for _, d := range p.Docs {
			name := p.Rel
			if c.service != "" {
				name = c.service
				if len(found) > 1 {
					name = fmt.Sprintf("%s (%s)", c.service, p.Rel)
				}
			}
			resources = append(resources, snapshot.Resource{
				Kind: Kind, Name: name, Scope: p.Root, Pillar: snapshot.Configuration, Root: d.Root,
				Source: snapshot.Source{File: p.Path, Line: 1, Ref: p.Ref},
			})
		}
	}
	return resources, problems.Outcome(len(resources))
}
