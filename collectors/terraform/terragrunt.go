package terraform

import (
	"context"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/snapshot"
)

// mock reports whether a setting is what terragrunt uses while a dependency has no outputs. Such values never reach an environment. Whether they
// are merged with real outputs is kept, because it decides what a plan shows.
func mock(name string) bool {
	return name == "mock_outputs" || name == "mock_outputs_allowed_terraform_commands"
}

// terragrunt reads a terragrunt file into one resource with inputs, dependencies, includes, locals and the rest. Its name is its folder below the
// path in the config.
func (m *module) terragrunt(ctx context.Context, fs map[string]function.Function) {
	e := newScope(ctx, fs, m.problems)
	locals := map[string]hclsyntax.Expression{}
	for _, b := range m.body.Blocks {
		if b.Type != "locals" {
			continue
		}
		for name, a := range b.Body.Attributes {
			if !hugeExponent(a.Expr.Range().SliceBytes(m.src)) && !m.torn.Hits(a.SrcRange) {
				locals[name] = a.Expr
			}
		}
	}
	e.settle(locals)
	name := m.scope
	if name == "" {
		name = "root"
	}
	if base := path.Base(m.file.Path); base != "terragrunt.hcl" {
		name += "/" + strings.TrimSuffix(base, ".hcl")
	}
	r := m.at("terragrunt", name, name, 1)
	r.Scope = ""
	r.Root = m.tree(e).body("", m.body, 1)
	dropMocks(r.Root.Child("dependency"))
	m.out = append(m.out, r)
}

func dropMocks(deps *snapshot.Node) {
	if deps == nil || deps.Kind != snapshot.Map {
		return
	}
	for i := range deps.Children {
		d := &deps.Children[i]
		kept := d.Children[:0]
		for _, c := range d.Children {
			if !mock(c.Key) {
				kept = append(kept, c)
			}
		}
		clear(d.Children[len(kept):])
		d.Children = kept
	}
}
