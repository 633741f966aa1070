package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// scope is what expressions of one module see: its variables and locals as far as the text tells them. What it does not tell is
// unknown to the evaluation and stays text in the result.
type scope struct {
	vars   map[string]cty.Value
	locals map[string]cty.Value
	ctx    *hcl.EvalContext
}

func newScope(fs map[string]function.Function) *scope {
	return &scope{
		vars: map[string]cty.Value{}, locals: map[string]cty.Value{},
		ctx: &hcl.EvalContext{Functions: fs, Variables: map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal("."), "root": cty.StringVal(".")}), // each folder is read as a root
		}},
	}
}

// settle makes the variables visible and evaluates the locals, those that lean on others after those.
func (s *scope) settle(locals map[string]hclsyntax.Expression) {
	s.ctx.Variables["var"] = cty.ObjectVal(s.vars)
	for name := range locals {
		s.locals[name] = cty.DynamicVal
	}
	s.ctx.Variables["local"] = cty.ObjectVal(s.locals)
	for range 12 {
		changed := false
		for name, e := range locals {
			old := s.locals[name]
			if old.IsWhollyKnown() {
				continue
			}
			v, ok := s.value(e)
			if ok && weight(v, maxWeight) > 0 && !v.RawEquals(old) {
				s.locals[name], changed = v, true
			}
		}
		if !changed {
			return
		}
		s.ctx.Variables["local"] = cty.ObjectVal(s.locals)
	}
}

// value evaluates e as far as the scope goes; parts of the result may be unknown. ok is false where nothing came of it.
func (s *scope) value(e hclsyntax.Expression) (v cty.Value, ok bool) {
	defer func() {
		if recover() != nil { // a function that cannot take what it was given: the text stays
			v, ok = cty.NilVal, false
		}
	}()
	var child *hcl.EvalContext
	for _, t := range e.Variables() {
		root := t.RootName()
		if root == "var" || root == "local" || root == "path" {
			continue
		}
		if child == nil {
			child = s.ctx.NewChild()
			child.Variables = map[string]cty.Value{}
		}
		child.Variables[root] = cty.DynamicVal
	}
	ctx := s.ctx
	if child != nil {
		ctx = child
	}
	v, diags := e.Value(ctx)
	return v, !diags.HasErrors() && v != cty.NilVal
}

// variable adds a declared variable with the value it has, if any.
func (s *scope) variable(b *hclsyntax.Body, given *cty.Value) cty.Value {
	v := cty.DynamicVal
	if given != nil && given.IsKnown() && given.IsNull() && isFalse(b.Attributes["nullable"]) {
		given = nil // null stands for the default then
	}
	if given != nil {
		v = *given
	} else if a := b.Attributes["default"]; a != nil {
		if d, ok := s.value(a.Expr); ok {
			v = d
		}
	}
	if a := b.Attributes["type"]; a != nil {
		if t, defaults, diags := typeexpr.TypeConstraintWithDefaults(a.Expr); !diags.HasErrors() {
			if defaults != nil && v.IsKnown() && !v.IsNull() {
				v = defaults.Apply(v)
			}
			v = converted(v, t)
		}
	}
	if isTrue(b.Attributes["sensitive"]) || isTrue(b.Attributes["ephemeral"]) {
		v = v.Mark(sensitiveMark{})
	}
	return v
}

// isFalse reports whether an attribute is the literal false.
func isFalse(a *hclsyntax.Attribute) bool {
	if a == nil {
		return false
	}
	v, diags := a.Expr.Value(nil)
	return !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.False()
}

// isTrue reports whether an attribute is the literal true.
func isTrue(a *hclsyntax.Attribute) bool {
	if a == nil {
		return false
	}
	v, diags := a.Expr.Value(nil)
	return !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True()
}

// maxWeight bounds the value of one local, in bytes and elements: locals that double one another must not fill the memory.
const maxWeight = 1 << 18

// weight takes the size of v off left, and stops when nothing is left.
func weight(v cty.Value, left int) int {
	v, _ = v.Unmark()
	left--
	if left <= 0 || !v.IsKnown() || v.IsNull() {
		return left
	}
	switch {
	case v.Type() == cty.String:
		left -= len(v.AsString())
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next() && left > 0; {
			_, c := it.Element()
			left = weight(c, left)
		}
	}
	return left
}
