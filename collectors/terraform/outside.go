package terraform

import (
	"path"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/names"
)

// setFromOutside reports whether somebody must set a variable when the configuration is applied: the environments have variable files, none of
// which sets it, and its default is the name of an environment. `stage = "dev"` is then not the stage of production, which nobody knows from the
// files. Where the file of one environment sets the variable, the default counts in the others: one of them may have been forgotten.
func (f *folder) setFromOutside(name string, b *hclsyntax.Body, given []*module) bool {
	d := b.Attributes["default"]
	if d == nil || len(given) == 0 {
		return false
	}
	v, diags := hclbound.Value(d.Expr)
	if diags.HasErrors() || !v.IsKnown() || v.IsNull() || v.Type() != cty.String || !names.OnlyAnEnvironment(v.AsString()) || f.setByAnother(given)[name] {
		return false
	}
	if f.outside == nil {
		f.outside = map[string]bool{}
	}
	f.outside[name] = true
	f.problems.Note("%s:%d: no variable file sets `%s`, and its default names an environment (%s), so its value is unknown here; `var_files` may name a file that sets it",
		d.Range().Filename, d.Range().Start.Line, name, v.AsString())
	return true
}

// setByAnother returns the variables that the variable files beside the given ones set: prod.tfvars beside dev.tfvars, prod/terraform.tfvars
// beside dev/terraform.tfvars.
func (f *folder) setByAnother(given []*module) map[string]bool {
	r := f.reader
	if r.siblings != nil {
		return r.siblings
	}
	r.siblings = map[string]bool{}
	quiet := &collectors.Problems{} // of other environments
	other := &reader{in: r.in, problems: quiet, git: r.git}
	for _, m := range given {
		dir, base := path.Split(m.file.Path)
		spec := filetree.Spec{Patterns: []string{dir + "*" + path.Ext(base), path.Join(dir, "..", "*", base)}, Git: r.git}
		for _, file := range spec.Find(f.ctx, r.in, quiet) {
			if s := other.parse(file); s != nil {
				for name := range s.body.Attributes {
					r.siblings[name] = true
				}
			}
		}
	}
	return r.siblings
}
