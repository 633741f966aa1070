// Package hclbound limits the evaluation of HCL expressions. The HCL library evaluates everything to the end: loops in loops, text joined with
// itself, numbers of a billion digits. A Meter counts the values that an expression creates, and stops it with an error at its place.
//
// Body prepares a parsed body: it puts counters around the parts of loops, splats and templates, and around operators that can make numbers
// large. Such expressions are evaluated with Meter.Context and Meter.Functions.
package hclbound

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/internal/bounds"
)

// Summary is the summary of the diagnostic for a stopped expression.
const Summary = "Too much to evaluate"

// A Meter counts the values that expressions create. It is safe for concurrent use. Use New; the zero value does not work.
type Meter struct {
	ctx   context.Context       // the library passes no context
	left  atomic.Int64          // of the present expression
	total atomic.Int64          // of all
	why   atomic.Pointer[error] // the reason why the expression was stopped
}

// New returns a meter. Evaluation ends when ctx does.
func New(ctx context.Context) *Meter {
	m := &Meter{ctx: ctx}
	m.total.Store(bounds.EvaluatedTotal)
	m.Refill()
	return m
}

// Refill must be called before each expression.
func (m *Meter) Refill() {
	m.left.Store(bounds.Evaluated)
	m.why.Store(nil)
}

// Err returns why the present expression was stopped, nil if it was not.
func (m *Meter) Err() error {
	if err := m.why.Load(); err != nil {
		return *err
	}
	return nil
}

// stop records why the present expression is stopped.
func (m *Meter) stop(err error) error {
	m.why.CompareAndSwap(nil, &err)
	return err
}

// take counts n values. It returns an error if there are too many.
func (m *Meter) take(n int64) error {
	left, total := m.left.Add(-n), m.total.Add(-n)
	switch {
	case m.ctx.Err() != nil:
		return m.stop(context.Cause(m.ctx))
	case left <= 0:
		return m.stop(fmt.Errorf("it makes more than %d values; write them out, or make fewer", bounds.Evaluated))
	case total <= 0:
		return m.stop(fmt.Errorf("with the expressions before it, it makes more than %d values; write them out, or make fewer", bounds.EvaluatedTotal))
	}
	return nil
}

// variable holds the meter in an evaluation context. No expression can have this name, and it is unlike every real name, because the library
// suggests similar names.
const variable = "\x00 counts what expressions make"

var carrier = cty.Capsule("meter", typeOfMeter) //nolint:gochecknoglobals // cty tells capsule types apart by their identity

// Context returns a context that counts expressions. variables may be nil.
func (m *Meter) Context(variables map[string]cty.Value) *hcl.EvalContext {
	if variables == nil {
		variables = map[string]cty.Value{}
	}
	variables[variable] = cty.CapsuleVal(carrier, m)
	return &hcl.EvalContext{Variables: variables}
}

// meterOf finds the meter of a context, nil if it has none.
func meterOf(ctx *hcl.EvalContext) *Meter {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[variable]; ok {
			m, _ := v.EncapsulatedValue().(*Meter)
			return m
		}
	}
	return nil
}

// errHuge is the error for a number that is too large, or too small, to be written out.
var errHuge = errors.New("a number with too many digits to write out")

// huge reports whether a number has too many digits to be written out.
func huge(v cty.Value) bool {
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.Number {
		return false
	}
	f := v.AsBigFloat()
	if f.IsInf() {
		return true
	}
	e := f.MantExp(nil)
	return e > bounds.Exponent || e < -bounds.Exponent || f.MinPrec() > 2*bounds.Exponent
}

// Huge reports whether v is or contains a number with too many digits to be written out.
func Huge(v cty.Value) bool {
	found := false
	walk(v, bounds.Evaluated, func(v cty.Value) bool {
		found = found || huge(v)
		return !found
	})
	return found
}

// Weight returns how many values are in v; 64 bytes of text count as one. It stops counting above most.
func Weight(v cty.Value, most int64) int64 {
	n := int64(0)
	walk(v, most, func(v cty.Value) bool {
		n += 1 + text(v)/textUnit
		return n <= most
	})
	return n
}

// textUnit is how many bytes of text count as one value, because they take as much memory.
const textUnit = 64

// text returns the length of a string in bytes, 0 for other values.
func text(v cty.Value) int64 {
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return 0
	}
	return int64(len(v.AsString()))
}

// size returns how many elements a known collection has, 0 for other values.
func size(v cty.Value) int64 {
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return 0
	}
	return int64(v.LengthInt())
}

// walk calls f with v and the values in it, at most most of them, until f returns false.
func walk(v cty.Value, most int64, f func(cty.Value) bool) bool {
	if most--; most < 0 || !f(v) {
		return false
	}
	v, _ = v.Unmark()
	if size(v) == 0 {
		return true
	}
	if t := v.Type(); t.IsCollectionType() && t.ElementType() == cty.Bool {
		return true
	}
	for it := v.ElementIterator(); it.Next(); {
		_, c := it.Element()
		if !walk(c, most, f) {
			return false
		}
	}
	return true
}
