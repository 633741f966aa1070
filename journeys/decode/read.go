package decode

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/envparity/envparity/journeys"
)

// reader reads attributes of one body and gathers what is wrong with them.
type reader struct {
	ctx   *hcl.EvalContext
	diags hcl.Diagnostics
}

func (r *reader) fail(at hcl.Range, summary, detail string) {
	r.diags = append(r.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at.Ptr()})
}

func (r *reader) content(b hcl.Body, s *hcl.BodySchema) *hcl.BodyContent {
	c, d := b.Content(s)
	r.diags = append(r.diags, d...)
	return c
}

// eval returns the attribute's value converted to ty, false when it is not there, null, or wrong.
func (r *reader) eval(c *hcl.BodyContent, name string, ty cty.Type) (cty.Value, hcl.Range, bool) {
	a := c.Attributes[name]
	if a == nil {
		return cty.NilVal, hcl.Range{}, false
	}
	v, d := a.Expr.Value(r.ctx)
	r.diags = append(r.diags, d...)
	at := a.Expr.Range()
	if d.HasErrors() {
		return cty.NilVal, at, false
	}
	v, _ = v.UnmarkDeep()
	if v.IsNull() {
		return cty.NilVal, at, false
	}
	if ty != cty.DynamicPseudoType {
		var err error
		if v, err = convert.Convert(v, ty); err != nil {
			r.fail(at, "Wrong type", fmt.Sprintf("`%s`: %s.", name, err))
			return cty.NilVal, at, false
		}
	}
	if !v.IsWhollyKnown() {
		r.fail(at, "Value is not known", fmt.Sprintf("`%s` depends on something that is not known here.", name))
		return cty.NilVal, at, false
	}
	return v, at, true
}

func (r *reader) str(c *hcl.BodyContent, name string, out *string) {
	v, at, ok := r.eval(c, name, cty.String)
	if !ok {
		return
	}
	t := journeys.ParseMarks(v.AsString())
	s, literal := t.Literal()
	if !literal {
		r.fail(at, "Not a place for captured values or secrets", fmt.Sprintf("`%s` must be known before the journey starts.", name))
		return
	}
	*out = s
}

func (r *reader) text(c *hcl.BodyContent, name string, out *journeys.Text) {
	if v, _, ok := r.eval(c, name, cty.String); ok {
		*out = journeys.ParseMarks(v.AsString())
	}
}

func (r *reader) oneOf(c *hcl.BodyContent, name string, out *string, allowed ...string) {
	before := *out
	r.str(c, name, out)
	if c.Attributes[name] == nil || *out == before {
		return
	}
	for _, a := range allowed {
		if *out == a {
			return
		}
	}
	r.fail(c.Attributes[name].Expr.Range(), "Unknown value", fmt.Sprintf("`%s` is %q, it must be one of %q.", name, *out, allowed))
	*out = before
}

func (r *reader) strs(c *hcl.BodyContent, name string, out *[]string) {
	v, _, ok := r.eval(c, name, cty.List(cty.String))
	if !ok {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		*out = append(*out, e.AsString())
	}
}

func (r *reader) number(c *hcl.BodyContent, name string, out *float64) {
	v, at, ok := r.eval(c, name, cty.Number)
	if !ok {
		return
	}
	f, _ := v.AsBigFloat().Float64()
	if f < 0 {
		r.fail(at, "Negative number", fmt.Sprintf("`%s` must not be negative.", name))
		return
	}
	*out = f
}

func (r *reader) whole(c *hcl.BodyContent, name string, out *int, lo, hi int) {
	v, at, ok := r.eval(c, name, cty.Number)
	if !ok {
		return
	}
	i, _ := v.AsBigFloat().Int64()
	if !v.AsBigFloat().IsInt() || i < int64(lo) || i > int64(hi) {
		r.fail(at, "Number out of range", fmt.Sprintf("`%s` must be a whole number from %d to %d.", name, lo, hi))
		return
	}
	*out = int(i)
}

func (r *reader) duration(c *hcl.BodyContent, name string, out *time.Duration) {
	v, at, ok := r.eval(c, name, cty.String)
	if !ok {
		return
	}
	d, err := time.ParseDuration(v.AsString())
	if err != nil || d < 0 {
		r.fail(at, "Not a duration", fmt.Sprintf("`%s` is %q; write it with a unit, such as \"20ms\", \"2s\" or \"1m\".", name, v.AsString()))
		return
	}
	*out = d
}

// pairs reads an object of texts, in the order of the names.
func (r *reader) pairs(c *hcl.BodyContent, name string, out *[]journeys.Pair) {
	v, at, ok := r.eval(c, name, cty.DynamicPseudoType)
	if !ok {
		return
	}
	if !v.Type().IsObjectType() && !v.Type().IsMapType() {
		r.fail(at, "Wrong type", fmt.Sprintf("`%s` must be an object: { name = \"value\" }.", name))
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		list := []cty.Value{e}
		if e.CanIterateElements() && (e.Type().IsTupleType() || e.Type().IsListType()) {
			list = e.AsValueSlice()
		}
		for _, x := range list {
			s, err := convert.Convert(x, cty.String)
			if err != nil || s.IsNull() {
				r.fail(at, "Wrong type", fmt.Sprintf("`%s`: the value of %q must be a text, a number or a list of them.", name, k.AsString()))
				continue
			}
			*out = append(*out, journeys.Pair{Name: k.AsString(), Value: journeys.ParseMarks(s.AsString())})
		}
	}
}

// tree turns a value into what encoding/json knows, with Text for strings that have holes.
func tree(v cty.Value) any {
	if v.IsNull() {
		return nil
	}
	switch t := v.Type(); {
	case t == cty.String:
		x := journeys.ParseMarks(v.AsString())
		if s, ok := x.Literal(); ok {
			return s
		}
		return x
	case t == cty.Number:
		return jsonNumber(v)
	case t == cty.Bool:
		return v.True()
	case t.IsObjectType() || t.IsMapType():
		m := map[string]any{}
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			m[k.AsString()] = tree(e)
		}
		return m
	case v.CanIterateElements():
		list := []any{}
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			list = append(list, tree(e))
		}
		return list
	}
	return nil
}

// suggest returns ` Did you mean "x"?` for the allowed word nearest to s, or nothing.
func suggest(s string, allowed []string) string {
	sort.Strings(allowed)
	for _, a := range allowed {
		if strings.HasPrefix(a, s) || strings.HasPrefix(s, a) {
			return fmt.Sprintf(" Did you mean %q?", a)
		}
	}
	return ""
}
