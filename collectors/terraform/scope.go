package terraform

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/hclbound"
)

// scope holds the variables and locals of one module for its expressions, as far as the text defines them. Others are unknown in the evaluation
// and stay text in the result.
type scope struct {
	vars   map[string]cty.Value
	locals map[string]cty.Value
	ctx    *hcl.EvalContext

	meter    *hclbound.Meter
	problems *collectors.Problems
	stopped  map[hcl.Range]bool // expressions whose result is too large
	reported []hcl.Range        // the first of them, without those inside others
}

// newScope makes the scope of one folder. It reports an expression with too large a result to problems.
func newScope(ctx context.Context, fs map[string]function.Function, problems *collectors.Problems) *scope {
	meter := hclbound.New(ctx)
	s := &scope{
		vars: map[string]cty.Value{}, locals: map[string]cty.Value{}, meter: meter, problems: problems, stopped: map[hcl.Range]bool{},
		ctx: meter.Context(map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal("."), "root": cty.StringVal(".")}), // each folder is read as a root
		}),
	}
	s.ctx.Functions = meter.Functions(fs)
	s.ctx.Functions["yamldecode"] = meter.Unless(s.ctx.Functions["yamldecode"], func(args []cty.Value) error {
		if v, _ := args[0].Unmark(); v.IsKnown() && !v.IsNull() && parse.Expands([]byte(v.AsString())) {
			return fmt.Errorf("yamldecode of a text whose aliases stand for more than %d values", bounds.Aliased)
		}
		return nil
	})
	return s
}

// settle adds the variables and evaluates the locals in the order of their references.
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
			switch {
			case !ok:
			case hclbound.Weight(v, bounds.Local) >= bounds.Local:
				s.stop(e.Range(), fmt.Errorf("local.%s holds more than %d values", name, bounds.Local))
			case !v.RawEquals(old):
				s.locals[name], changed = v, true
			}
		}
		if !changed {
			return
		}
		s.ctx.Variables["local"] = cty.ObjectVal(s.locals)
	}
}

// value evaluates e with the scope; parts of the result may be unknown. ok is false if there is no result.
func (s *scope) value(e hclsyntax.Expression) (v cty.Value, ok bool) {
	defer func() {
		if recover() != nil { // a function rejects its arguments: the text stays
			v, ok = cty.NilVal, false
		}
	}()
	if s.stopped[e.Range()] {
		return cty.NilVal, false
	}
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
	s.meter.Refill()
	v, diags := e.Value(ctx)
	if why := s.meter.Err(); why != nil {
		s.stop(e.Range(), why)
		return cty.NilVal, false
	}
	return v, !diags.HasErrors() && v != cty.NilVal
}

// stop reports an expression with too large a result, once. It does not report parts of that expression.
func (s *scope) stop(at hcl.Range, why error) {
	s.stopped[at] = true
	for _, t := range s.reported {
		if t.Filename == at.Filename && t.ContainsPos(at.Start) {
			return
		}
	}
	switch s.reported = append(s.reported, at); {
	case len(s.reported) < bounds.Problems:
		s.problems.At(at.Filename, at.Start.Line, true, "an expression is not evaluated: %v", why)
	case len(s.reported) == bounds.Problems:
		s.problems.At(at.Filename, at.Start.Line, true, "expressions from here on are not evaluated either: %v", why)
	default:
		s.reported = s.reported[:bounds.Problems]
	}
}

// variable adds a declared variable with its value, if any.
func (s *scope) variable(b *hclsyntax.Body, given *cty.Value) cty.Value {
	v := cty.DynamicVal
	if given != nil && given.IsKnown() && given.IsNull() && isFalse(b.Attributes["nullable"]) {
		given = nil // null means the default then
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
				if hclbound.Weight(v, bounds.Local)*filled(defaults) > bounds.Evaluated {
					s.stop(a.Expr.Range(), fmt.Errorf("its defaults fill in more than %d values", bounds.Evaluated))
					return cty.DynamicVal
				}
				v = defaults.Apply(v)
			}
			if hclbound.Unifies(v) {
				s.stop(a.Expr.Range(), errors.New("its value has too many elements to find their common type"))
				return cty.DynamicVal
			}
			v = converted(v, t)
		}
	}
	if hclbound.Huge(v) {
		v = cty.DynamicVal
	}
	if isTrue(b.Attributes["sensitive"]) || isTrue(b.Attributes["ephemeral"]) {
		v = v.Mark(sensitiveMark{})
	}
	return v
}

// filled returns how many values the defaults of one type add to each element.
func filled(d *typeexpr.Defaults) int64 {
	n := int64(1)
	for _, v := range d.DefaultValues {
		n += hclbound.Weight(v, bounds.Local)
	}
	for _, c := range d.Children {
		n += filled(c)
	}
	return n
}

// isFalse reports whether an attribute is the literal false.
func isFalse(a *hclsyntax.Attribute) bool {
	if a == nil {
		return false
	}
	v, diags := hclbound.Value(a.Expr)
	return !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.False()
}

// isTrue reports whether an attribute is the literal true.
func isTrue(a *hclsyntax.Attribute) bool {
	if a == nil {
		return false
	}
	v, diags := hclbound.Value(a.Expr)
	return !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True()
}
