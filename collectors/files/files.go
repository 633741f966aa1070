// Package files reads configuration files of any known syntax (YAML, JSON, TOML, HCL, properties, INI, dotenv), including Helm values, one
// resource a document. It knows only the syntax, and renders no templates.
package files

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `files`.
func Type() collectors.Type {
	return collectors.Type{Name: "files", Summary: "configuration files: YAML, JSON, TOML, HCL, XML, properties, INI, dotenv, nginx and key value", Make: New}
}

type block struct {
	Path    hcl.Expression `hcl:"path"`
	Exclude hcl.Expression `hcl:"exclude,optional"`
	Git     hcl.Expression `hcl:"git,optional"`
	Format  string         `hcl:"format,optional"`
	Key     string         `hcl:"key,optional"`
	Profile string         `hcl:"profile,optional"`

	Defaults     hcl.Expression `hcl:"defaults,optional"`
	DefaultsFrom string         `hcl:"defaults_from,optional"`
	PerhapsFrom  string         `hcl:"perhaps_from,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	spec, d := filetree.Decode(filetree.Attributes{Path: b.Path, Exclude: b.Exclude, Git: b.Git}, ectx)
	diags = append(diags, d...)
	c := &collector{spec: spec, format: parse.Format(b.Format), key: b.Key, profile: b.Profile, from: b.DefaultsFrom}
	c.defaults.Git = spec.Git
	given := 0
	for _, is := range []bool{filetree.Given(b.Defaults, ectx), b.DefaultsFrom != "", b.PerhapsFrom != ""} {
		if is {
			given++
		}
	}
	if given > 1 {
		r := body.MissingItemRange()
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Two kinds of defaults", Subject: &r,
			Detail: "Of defaults, defaults_from and perhaps_from a block gives one.",
		})
	}
	if b.PerhapsFrom != "" {
		c.from, c.perhaps = b.PerhapsFrom, true
	}
	if filetree.Given(b.Defaults, ectx) {
		c.defaults, d = filetree.Decode(filetree.Attributes{Path: b.Defaults, Git: b.Git}, ectx)
		diags = append(diags, d...)
	}
	if b.Format != "" && !c.format.Known() {
		r := body.MissingItemRange()
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Unknown format", Subject: &r,
			Detail: fmt.Sprintf("format %q is not one of %v.", b.Format, parse.Formats()),
		})
	}
	return c, diags
}

type collector struct {
	spec     filetree.Spec
	defaults filetree.Spec // files that lie under each that spec finds
	from     string        // defaults for each file that spec finds
	perhaps  bool          // a folder with defaults in files of the same names
	format   parse.Format  // they may or may not apply
	profile  string        // of all files, if given
	key      string        // of files of Spring Boot: keep the documents that apply under it
}

func (c *collector) Source() string { return c.spec.String() }

func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	found := c.spec.Find(ctx, in, &problems)
	under := c.underneath(ctx, in, &problems)
	beneath := c.beneath(ctx, in, c.from, c.perhaps, found, &problems)
	var resources []snapshot.Resource
	passed := 0
	for _, p := range filetree.Parse(ctx, in, found, c.formatOf, &problems) {
		if p.Done && p.Format == parse.None {
			passed++
		}
		if c.profile != "" {
			p = underProfile(p, c.profile, &problems)
		}
		if (under != nil || beneath != nil) && p.Count > 1 {
			problems.Note("%s: holds %d documents, so no defaults are laid under it", p.Path, p.Count)
		}
		switch {
		case c.key != "" && ofWorker(p.Path):
			p = workerPart(p, c.key, &problems)
		case c.key != "":
			p = below(p, c.key, &problems)
		}
		resources = append(resources, fromFile(p, under, beneath, &problems)...)
	}
	if passed > 0 && passed == len(found) {
		problems.Fail("%s: found %s, and no name shows a syntax; say format = \"…\" (one of %v)", c.spec, names.Count(passed, "file"), parse.Formats())
	} else if passed > 0 {
		problems.Note("passed over for their unknown syntax: %s", names.Count(passed, "file"))
	}
	return resources, problems.Outcome(len(resources))
}

func (c *collector) formatOf(f filetree.File) parse.Format {
	switch {
	case c.format == parse.FormatProp && strings.HasSuffix(f.Path, ".conf"): // not a Java file: a comment after a value is no part of it
		return parse.FormatConf
	case c.format != parse.None:
		return c.format
	}
	if t := parse.Template(f.Path); t != parse.None {
		return t
	}
	return parse.Detect(f.Path)
}

func fromFile(p filetree.Parsed, under *layer, beneath *folder, problems *collectors.Problems) []snapshot.Resource {
	var out []snapshot.Resource
	for _, d := range p.Docs {
		if d.Root.Kind == snapshot.Null && p.Count > 1 {
			continue
		}
		r := snapshot.Resource{
			Kind: "file", Name: p.Rel, Scope: p.Root, Pillar: Pillar(p.Path), Root: asMap(d.Root),
			Source: snapshot.Source{File: p.Path, Line: d.Line, Ref: p.Ref},
		}
		if p.Count == 1 {
			under.layUnder(&r, problems)
			beneath.layUnder(&r, p.Path, problems)
		} else {
			r.Name += "#" + documentName(&d.Root, d.Index)
		}
		out = append(out, r)
	}
	return out
}

// documentName names a document of one file: by its own name, else by its number.
func documentName(root *snapshot.Node, i int) string {
	kind, name := root.Child("kind"), root.Get("metadata", "name")
	if kind != nil && name != nil && kind.Text != "" && name.Text != "" {
		return kind.Text + "/" + name.Text
	}
	return fmt.Sprint(i + 1)
}

// asMap wraps a document that is not a map, so that every resource has attributes.
func asMap(n snapshot.Node) snapshot.Node {
	if n.Kind == snapshot.Map {
		return n
	}
	root := snapshot.Node{Kind: snapshot.Map, Line: n.Line}
	if n.Kind != snapshot.Null {
		n.Key = "content"
		root.Children = []snapshot.Node{n}
	}
	return root
}

// Pillar guesses a configuration file's pillar from its path.
func Pillar(path string) snapshot.Pillar {
	p := strings.ToLower(path)
	for _, word := range []string{"alert", "prometheus", "grafana", "monitor", "dashboard", "datadog", "newrelic", "otel", "logging"} {
		if strings.Contains(p, word) {
			return snapshot.Observability
		}
	}
	if f := parse.Detect(p); f == parse.FormatHCL {
		return snapshot.Infrastructure
	}
	return snapshot.Configuration
}

// Needs implements collectors.Needer.
func (c *collector) Needs(dir string) []collectors.Need {
	needs := append(c.spec.Needs(dir), c.defaults.Needs(dir)...)
	if c.from != "" {
		spec := c.defaults
		spec.Patterns = []string{c.from}
		needs = append(needs, spec.Needs(dir)...)
	}
	return needs
}
