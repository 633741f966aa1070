package rules

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A rule's condition is compiled to Go closures over facts. The usual expressions box no values and allocate nothing. hcl itself evaluates the
// parts of an expression that the compiler does not know. Both give the same results, which a test checks.

// code is one compiled expression; exactly one field is set.
type code struct {
	yes  func(*facts) bool
	num  func(*facts) float64
	str  func(*facts) (string, bool) // false: null
	list func(*facts) []string
	lit  bool // does not depend on the facts
}

// compiler knows the facts by name.
type compiler struct {
	facts  map[string]*fact
	groups map[string][]string  // named groups of patterns, by their names without the @
	named  map[string]*namedSet // by the arguments of the call

	checking *hcl.EvalContext // types only; made once
}

func newCompiler() *compiler {
	all := schemaFacts()
	c := &compiler{facts: make(map[string]*fact, len(all)), groups: map[string][]string{}, named: map[string]*namedSet{}}
	for i := range all {
		c.facts[all[i].name] = &all[i]
	}
	return c
}

// condition compiles a boolean expression that has passed the checks.
func (c *compiler) condition(e hclsyntax.Expression) func(*facts) bool {
	if k, ok := c.compile(e); ok && k.yes != nil {
		return k.yes
	}
	return c.interpretBool(e)
}

// compile returns false for an expression that only hcl can evaluate.
func (c *compiler) compile(e hclsyntax.Expression) (code, bool) {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return c.compile(e.Expression)
	case *hclsyntax.LiteralValueExpr:
		return literal(e.Val)
	case *hclsyntax.TemplateExpr:
		if len(e.Parts) == 1 {
			return c.compile(e.Parts[0])
		}
		return c.template(e)
	case *hclsyntax.ScopeTraversalExpr:
		return c.traversal(e.Traversal)
	case *hclsyntax.IndexExpr:
		return c.indexed(e)
	case *hclsyntax.UnaryOpExpr:
		if e.Op == hclsyntax.OpLogicalNot {
			in := c.condition(e.Val)
			return code{yes: func(f *facts) bool { return !in(f) }}, true
		}
		if k, ok := c.compile(e.Val); ok && k.num != nil {
			return code{num: func(f *facts) float64 { return -k.num(f) }, lit: k.lit}, true
		}
	case *hclsyntax.BinaryOpExpr:
		return c.binary(e)
	case *hclsyntax.FunctionCallExpr:
		return c.call(e)
	}
	return code{}, false
}

func literal(v cty.Value) (code, bool) {
	switch {
	case v.IsNull():
		return code{}, false
	case v.Type() == cty.Bool:
		b := v.True()
		return code{yes: func(*facts) bool { return b }, lit: true}, true
	case v.Type() == cty.Number:
		n, _ := v.AsBigFloat().Float64()
		return code{num: func(*facts) float64 { return n }, lit: true}, true
	case v.Type() == cty.String:
		s := v.AsString()
		return code{str: func(*facts) (string, bool) { return s, true }, lit: true}, true
	}
	return code{}, false
}

func codeOf(d *fact) code { return code{yes: d.yes, num: d.num, str: d.str, list: d.list} }

// traversal compiles drift.kind, ratio, value["prod"], resource.labels.team.
func (c *compiler) traversal(t hcl.Traversal) (code, bool) {
	d, rest := c.lookup(t)
	if d == nil {
		return code{}, false
	}
	if len(rest) == 0 {
		k := codeOf(d)
		return k, k.yes != nil || k.num != nil || k.str != nil || k.list != nil
	}
	key, ok := stepName(rest[0])
	if !ok || len(rest) > 1 {
		return code{}, false
	}
	return member(d, func(*facts) (string, bool) { return key, true })
}

func (c *compiler) indexed(e *hclsyntax.IndexExpr) (code, bool) {
	t, ok := e.Collection.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return code{}, false
	}
	d, rest := c.lookup(t.Traversal)
	if d == nil || len(rest) > 0 {
		return code{}, false
	}
	k, ok := c.compile(e.Key)
	if !ok || k.str == nil {
		return code{}, false
	}
	return member(d, k.str)
}

func member(d *fact, key func(*facts) (string, bool)) (code, bool) {
	switch {
	case d.texts != nil:
		return code{str: func(f *facts) (string, bool) {
			k, ok := key(f)
			if !ok {
				f.fail(fmt.Errorf("the key of %s is null", d.name))
				return "", false
			}
			return d.texts(f, k)
		}}, true
	case d.counts != nil:
		return code{num: func(f *facts) float64 {
			k, ok := key(f)
			if !ok {
				f.fail(fmt.Errorf("the key of %s is null", d.name))
				return 0
			}
			return d.counts(f, k)
		}}, true
	}
	return code{}, false
}

// lookup finds the fact that a traversal starts with, the longest name first.
func (c *compiler) lookup(t hcl.Traversal) (*fact, hcl.Traversal) {
	root := t.RootName()
	if len(t) > 1 {
		if a, ok := t[1].(hcl.TraverseAttr); ok {
			if d := c.facts[root+"."+a.Name]; d != nil {
				return d, t[2:]
			}
		}
	}
	return c.facts[root], t[1:]
}

func stepName(s hcl.Traverser) (string, bool) {
	switch s := s.(type) {
	case hcl.TraverseAttr:
		return s.Name, true
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String && s.Key.IsKnown() && !s.Key.IsNull() {
			return s.Key.AsString(), true
		}
	}
	return "", false
}

func (c *compiler) binary(e *hclsyntax.BinaryOpExpr) (code, bool) {
	switch e.Op {
	case hclsyntax.OpLogicalAnd:
		l, r := c.condition(e.LHS), c.condition(e.RHS)
		return code{yes: func(f *facts) bool { return l(f) && r(f) }}, true
	case hclsyntax.OpLogicalOr:
		l, r := c.condition(e.LHS), c.condition(e.RHS)
		return code{yes: func(f *facts) bool { return l(f) || r(f) }}, true
	}
	l, ok1 := c.compile(e.LHS)
	r, ok2 := c.compile(e.RHS)
	if !ok1 || !ok2 {
		return code{}, false
	}
	if e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual {
		eq := equality(l, r)
		if eq == nil {
			return code{}, false
		}
		if e.Op == hclsyntax.OpNotEqual {
			return code{yes: func(f *facts) bool { return !eq(f) }}, true
		}
		return code{yes: eq}, true
	}
	if l.num == nil || r.num == nil {
		return code{}, false
	}
	return arithmetic(e.Op, l.num, r.num)
}

func equality(l, r code) func(*facts) bool {
	switch {
	case l.str != nil && r.str != nil:
		return func(f *facts) bool {
			a, aok := l.str(f)
			b, bok := r.str(f)
			return aok == bok && a == b
		}
	case l.num != nil && r.num != nil:
		return func(f *facts) bool { return l.num(f) == r.num(f) } //nolint:floatcompare // HCL's == is exact too
	case l.yes != nil && r.yes != nil:
		return func(f *facts) bool { return l.yes(f) == r.yes(f) }
	}
	return nil
}

func arithmetic(op *hclsyntax.Operation, l, r func(*facts) float64) (code, bool) {
	switch op {
	case hclsyntax.OpGreaterThan:
		return code{yes: func(f *facts) bool { return l(f) > r(f) }}, true
	case hclsyntax.OpGreaterThanOrEqual:
		return code{yes: func(f *facts) bool { return l(f) >= r(f) }}, true
	case hclsyntax.OpLessThan:
		return code{yes: func(f *facts) bool { return l(f) < r(f) }}, true
	case hclsyntax.OpLessThanOrEqual:
		return code{yes: func(f *facts) bool { return l(f) <= r(f) }}, true
	case hclsyntax.OpAdd:
		return code{num: func(f *facts) float64 { return l(f) + r(f) }}, true
	case hclsyntax.OpSubtract:
		return code{num: func(f *facts) float64 { return l(f) - r(f) }}, true
	case hclsyntax.OpMultiply:
		return code{num: func(f *facts) float64 { return l(f) * r(f) }}, true
	}
	return code{}, false // hcl reports division by zero
}

// interpretBool evaluates e by hcl.
func (c *compiler) interpretBool(e hclsyntax.Expression) func(*facts) bool {
	return func(f *facts) bool {
		v, diags := e.Value(c.evalContext(f))
		if diags.HasErrors() {
			f.fail(firstError(diags))
			return false
		}
		v, err := convert.Convert(v, cty.Bool)
		if err != nil || v.IsNull() || !v.IsKnown() {
			f.fail(fmt.Errorf("the condition is %s, not true or false", v.GoString()))
			return false
		}
		return v.True()
	}
}

// interpretText evaluates a text by hcl.
func (c *compiler) interpretText(e hclsyntax.Expression) func(*facts) (string, bool) {
	return func(f *facts) (string, bool) {
		v, diags := e.Value(c.evalContext(f))
		if diags.HasErrors() {
			f.fail(firstError(diags))
			return "", false
		}
		v, err := convert.Convert(v, cty.String)
		if err != nil || v.IsNull() || !v.IsKnown() {
			return "", false
		}
		return v.AsString(), true
	}
}
