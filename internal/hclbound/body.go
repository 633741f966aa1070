package hclbound

import (
	"context"
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/internal/bounds"
)

var typeOfMeter = reflect.TypeFor[Meter]() //nolint:gochecknoglobals // of the capsule type

// Body prepares a body and its content. It must be called once, after parsing and before evaluation. Without a Meter in its context, a prepared
// expression has its old value, except that numbers with too many digits are unknown.
func Body(b *hclsyntax.Body) {
	_ = hclsyntax.VisitAll(b, new(preparer).node)
}

// Expression is Body for an expression.
func Expression(e hclsyntax.Expression) {
	_ = hclsyntax.VisitAll(e, new(preparer).node)
}

// preparer puts counters into the nodes of one body.
type preparer struct {
	operations map[*hclsyntax.Operation]*hclsyntax.Operation // operation → its bounded form
}

// node prepares one node. The library then visits the nodes inside.
func (p *preparer) node(n hclsyntax.Node) hcl.Diagnostics {
	switch n := n.(type) {
	case *hclsyntax.ForExpr:
		n.CollExpr, n.KeyExpr, n.ValExpr, n.CondExpr = counted(n.CollExpr), counted(n.KeyExpr), counted(n.ValExpr), counted(n.CondExpr)
	case *hclsyntax.SplatExpr:
		n.Each = counted(n.Each)
	case *hclsyntax.TemplateExpr:
		if len(n.Parts) == 1 {
			break // the library makes no text from it
		}
		for i, p := range n.Parts {
			if _, plain := p.(*hclsyntax.LiteralValueExpr); !plain {
				n.Parts[i] = counted(p)
			}
		}
	case *hclsyntax.FunctionCallExpr:
		for i, a := range n.Args {
			if _, plain := a.(*hclsyntax.LiteralValueExpr); !plain {
				n.Args[i] = argument(a)
			}
		}
	case *hclsyntax.LiteralValueExpr:
		if huge(n.Val) {
			n.Val = cty.UnknownVal(cty.Number)
		}
	case *hclsyntax.BinaryOpExpr:
		if n.Op == hclsyntax.OpMultiply || n.Op == hclsyntax.OpDivide {
			n.Op = p.bounded(n.Op)
		}
	case *hclsyntax.UnaryOpExpr:
		if n.Op == hclsyntax.OpNegate {
			n.Op = p.bounded(n.Op)
		}
	}
	return nil
}

// bounded returns the bounded form of an operator that can make a number large, or that converts a text to one.
func (p *preparer) bounded(op *hclsyntax.Operation) *hclsyntax.Operation {
	if known := p.operations[op]; known != nil {
		return known
	}
	out := *op
	out.Impl = function.New(&function.Spec{
		Params: op.Impl.Params(),
		Type:   function.StaticReturnType(op.Type),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := op.Impl.Call(args)
			if err == nil && huge(v) {
				return cty.NilVal, errHuge
			}
			return v, err
		},
	})
	if p.operations == nil {
		p.operations = map[*hclsyntax.Operation]*hclsyntax.Operation{}
	}
	p.operations[op] = &out
	return &out
}

// counter is an expression that is counted. Walks treat it as an expression in parentheses.
type counter struct {
	*hclsyntax.ParenthesesExpr
	arg bool // of a function: the library walks all of it for each call
}

// UnwrapExpression gives the library the static form of the expression, such as a type constraint.
func (c counter) UnwrapExpression() hcl.Expression { return c.Expression }

// Inner returns the original expression, for a caller that needs its type.
func Inner(e hclsyntax.Expression) hclsyntax.Expression {
	if c, ok := e.(counter); ok {
		return c.Expression
	}
	return e
}

// perArgument is how many values of an argument count as one created value.
const perArgument = 16

// unifies returns the work of converting v to a list or a map, for which the library compares the types of all elements with one another. 1,024
// comparisons count as one value.
func unifies(v cty.Value) int64 {
	if v.Type().IsTupleType() || v.Type().IsObjectType() {
		return size(v) * size(v) / 1024
	}
	return 0
}

// Unifies reports whether converting v to a list or a map is too much work for one expression.
func Unifies(v cty.Value) bool { return unifies(v) > bounds.Evaluated }

func argument(e hclsyntax.Expression) hclsyntax.Expression {
	c, ok := counted(e).(counter)
	if !ok {
		return e
	}
	c.arg = true
	return c
}

func counted(e hclsyntax.Expression) hclsyntax.Expression {
	if e == nil {
		return nil
	}
	if _, already := e.(counter); already {
		return e
	}
	return counter{ParenthesesExpr: &hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}}
}

// Value implements hcl.Expression.
func (c counter) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	m := meterOf(ctx)
	if m == nil {
		return c.Expression.Value(ctx)
	}
	if err := m.take(1); err != nil {
		return cty.DynamicVal, c.tooMuch(err)
	}
	v, diags := c.Expression.Value(ctx)
	n := text(v) / textUnit
	if c.arg {
		n = Weight(v, bounds.Evaluated)/perArgument + unifies(v)
	}
	if n > 0 && !diags.HasErrors() {
		if err := m.take(n); err != nil {
			return cty.DynamicVal, c.tooMuch(err)
		}
	}
	if huge(v) {
		return cty.UnknownVal(cty.Number), diags
	}
	return v, diags
}

func (c counter) tooMuch(err error) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: Summary, Detail: fmt.Sprintf("This is not evaluated to its end: %v.", err), Subject: c.SrcRange.Ptr()}}
}

// Value evaluates an expression that needs neither variables nor functions.
func Value(e hcl.Expression) (cty.Value, hcl.Diagnostics) {
	if native, ok := e.(hclsyntax.Expression); ok {
		Expression(native)
	}
	return e.Value(New(context.Background()).Context(nil))
}
