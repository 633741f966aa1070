package config

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Suggest adds the most similar name to errors about an attribute that does not exist (`env.nme`).
func Suggest(diags hcl.Diagnostics) hcl.Diagnostics {
	for i, d := range diags {
		if d.Summary != "Unsupported attribute" || d.Expression == nil || d.EvalContext == nil {
			continue
		}
		for _, t := range d.Expression.Variables() {
			name, known := missingAttribute(t, d.EvalContext)
			if name == "" {
				continue
			}
			better := *d
			better.Detail += didYouMean(name, known)
			diags[i] = &better
			break
		}
	}
	return diags
}

// missingAttribute follows t to the first attribute that does not exist, and returns it with the existing ones.
func missingAttribute(t hcl.Traversal, ctx *hcl.EvalContext) (name string, known []string) {
	v, ok := ctx.Variables[t.RootName()]
	for _, step := range t[1:] {
		attr, is := step.(hcl.TraverseAttr)
		if !ok || !is || v == cty.NilVal || !v.Type().IsObjectType() || !v.IsKnown() || v.IsNull() {
			return "", nil
		}
		if !v.Type().HasAttribute(attr.Name) {
			return attr.Name, slices.Sorted(maps.Keys(v.Type().AttributeTypes()))
		}
		v = v.GetAttr(attr.Name)
	}
	return "", nil
}
