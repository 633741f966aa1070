package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/snapshot"
)

// damaged is the reason for a value with a syntax error in it.
const damaged = "it has a syntax error"

// lock reads a provider lock file. Hashes are left out, because they depend on the platforms that a team locked for.
func (d *document) lock() {
	file, diags := parseHCL(d.src, d.file.Path)
	d.diagnostics(diags)
	torn := parse.TornBy(diags, d.src)
	if file == nil {
		return
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return
	}
	before := len(d.out)
	for _, b := range body.Blocks {
		if b.Type != "provider" || len(b.Labels) != 1 || torn.Hits(b.DefRange()) {
			continue
		}
		d.out = append(d.out, d.lockedProvider(b, torn))
	}
	if len(d.out) == before { // empty but for Terraform's header
		d.problems.Blank(d.file.Path)
	}
}

func (d *document) lockedProvider(b *hclsyntax.Block, torn parse.Torn) snapshot.Resource {
	registry, name := "", b.Labels[0]
	if parts := strings.SplitN(name, "/", 2); len(parts) == 2 && strings.Contains(parts[0], ".") {
		registry, name = parts[0], parts[1]
	}
	line := int32(b.TypeRange.Start.Line)
	r := snapshot.Resource{
		Kind: "provider", Name: name, Scope: d.scope, Pillar: pillarOf("provider"),
		Source: snapshot.Source{File: d.file.Path, Ref: d.file.Ref, Line: int(line), Address: "provider." + b.Labels[0]},
		Root:   snapshot.Node{Kind: snapshot.Map, Line: line},
	}
	if torn.Lacks(b.Body.SrcRange) {
		r.Root.Flags |= snapshot.FlagPartial
	}
	if registry != "" {
		put(&r.Root, snapshot.Node{Key: "registry", Kind: snapshot.String, Text: registry, Line: line})
	}
	for _, key := range []string{"version", "constraints"} {
		a := b.Body.Attributes[key]
		if a == nil {
			continue
		}
		at := int32(a.NameRange.Start.Line)
		if torn.Hits(a.SrcRange) {
			put(&r.Root, snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: damaged, Line: at})
			continue
		}
		v, diags := hclbound.Value(a.Expr)
		if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
			d.problems.At(d.file.Path, int(at), true, "%s of provider %q is no plain string", key, b.Labels[0])
			put(&r.Root, snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: "no plain string", Line: at})
			continue
		}
		put(&r.Root, snapshot.Node{Key: key, Kind: snapshot.String, Text: v.AsString(), Line: at})
	}
	return r
}

// diagnostics reports HCL's errors. It never quotes the text of the file.
func (d *document) diagnostics(diags hcl.Diagnostics) {
	for _, g := range diags {
		if g.Severity != hcl.DiagError {
			continue
		}
		line := 1
		if g.Subject != nil {
			line = g.Subject.Start.Line
		}
		d.problems.At(d.file.Path, line, true, "not valid hcl: %s", strings.ToLower(g.Summary[:1])+g.Summary[1:])
	}
}
