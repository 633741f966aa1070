package parse

import (
	"context"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/internal/nesting"
	"github.com/envparity/envparity/snapshot"
)

// HCL parses a body of HCL native syntax. Blocks become maps under their type and labels (resource.aws_s3_bucket.logs), blocks without labels a
// list under their type. An expression that cannot be evaluated by itself is Unknown with its source text.
func HCL(src []byte) Result { return Text(FormatHCL, src) }

func parseHCL(in *Interner, src []byte) Result {
	var file *hcl.File
	diags := nesting.HCL(src, "")
	if !diags.HasErrors() {
		file, diags = hclsyntax.ParseConfig(src, "", hcl.InitialPos)
	}
	b := newBuilder(in)
	for _, d := range diags {
		line := 1
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		b.problem(line, true, "not valid hcl: %s", strings.ToLower(d.Summary[:1])+d.Summary[1:])
	}
	var res Result
	if file != nil {
		if body, ok := file.Body.(*hclsyntax.Body); ok {
			hclbound.Body(body)
			root := &draft{kind: snapshot.Map, line: 1}
			meter := hclbound.New(context.Background()) // parsers have no context
			h := hclTree{b: b, src: src, torn: TornBy(diags, src), meter: meter, ctx: meter.Context(nil)}
			root.partial = h.torn.Any()
			h.body(root, body, 0)
			res.Docs = []Document{{Root: root.node(b, ""), Line: 1}}
		}
	}
	res.Problems = b.problems
	return res
}

// damaged is the reason for a value with a syntax error in it.
const damaged = "it has a syntax error"

type hclTree struct {
	b    *builder
	src  []byte
	torn Torn

	meter *hclbound.Meter
	ctx   *hcl.EvalContext // without variables and functions
}

func (h *hclTree) body(d *draft, body *hclsyntax.Body, depth int) {
	if depth > maxDepth {
		h.b.problem(int(d.line), true, "nested more than %d levels deep", maxDepth)
		d.partial = true
		return
	}
	d.partial = d.partial || h.torn.Lacks(body.SrcRange)
	names := make([]string, 0, len(body.Attributes))
	for name := range body.Attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		a := body.Attributes[name]
		line := int32(a.NameRange.Start.Line)
		if h.torn.Hits(a.SrcRange) {
			d.add(h.b.intern(name), snapshot.Unknown, line).text = damaged
			continue
		}
		h.expr(d.add(h.b.intern(name), snapshot.Null, line), a.Expr, depth)
	}
	repeated := map[string]int{}
	for _, blk := range body.Blocks {
		repeated[blk.Type+"\x00"+strings.Join(blk.Labels, "\x00")]++
	}
	for _, blk := range body.Blocks {
		if h.torn.Hits(blk.DefRange()) { // its name is a guess
			d.partial = true
			continue
		}
		line := int32(blk.TypeRange.Start.Line)
		path := append([]string{blk.Type}, blk.Labels...)
		at := d
		for _, p := range path[:len(path)-1] {
			next := at.child(p)
			if next == nil || next.kind != snapshot.Map {
				next = at.add(h.b.intern(p), snapshot.Map, line)
			}
			at = next
		}
		last := h.b.intern(path[len(path)-1])
		if len(blk.Labels) > 0 && repeated[strings.Join(path, "\x00")] == 1 {
			h.body(at.add(last, snapshot.Map, line), blk.Body, depth+1)
			continue
		}
		list := at.child(last)
		if list == nil || list.kind != snapshot.List {
			list = at.add(last, snapshot.List, line)
		}
		h.body(list.add("", snapshot.Map, line), blk.Body, depth+1)
	}
}

func (h *hclTree) text(r hcl.Range) string {
	return h.b.intern(strings.TrimSpace(string(r.SliceBytes(h.src))))
}

func (h *hclTree) expr(d *draft, e hclsyntax.Expression, depth int) {
	if depth > maxDepth {
		h.b.problem(int(d.line), true, "nested more than %d levels deep", maxDepth)
		d.kind, d.text = snapshot.Unknown, "nested too deep"
		return
	}
	switch x := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		d.kind = snapshot.Map
		for _, item := range x.Items {
			key := h.text(item.KeyExpr.Range())
			if v, ok := h.value(item.KeyExpr); ok && !v.IsNull() && v.Type() == cty.String {
				key = h.b.intern(v.AsString())
			}
			h.expr(d.add(key, snapshot.Null, int32(item.KeyExpr.Range().Start.Line)), item.ValueExpr, depth+1)
		}
		return
	case *hclsyntax.TupleConsExpr:
		d.kind = snapshot.List
		for _, item := range x.Exprs {
			h.expr(d.add("", snapshot.Null, int32(item.Range().Start.Line)), item, depth+1)
		}
		return
	case *hclsyntax.ParenthesesExpr:
		h.expr(d, x.Expression, depth+1)
		return
	}
	d.kind, d.text = snapshot.Unknown, ""
	if v, ok := h.value(e); ok {
		_, plain := e.(*hclsyntax.LiteralValueExpr)
		if plain && v.Type() == cty.Number && !v.IsNull() { // as written, and never 1e999999999 in full
			d.kind, d.text = snapshot.Number, h.text(e.Range())
		} else {
			h.literal(d, v)
		}
	}
	if d.kind == snapshot.Unknown {
		d.text = h.text(e.Range())
	}
}

// value evaluates e if it needs no surroundings. It skips numbers such as 1e999999999, because writing them out as text, as a template would,
// takes very long.
func (h *hclTree) value(e hclsyntax.Expression) (cty.Value, bool) {
	if _, plain := e.(*hclsyntax.LiteralValueExpr); !plain && hugeExponent(e.Range().SliceBytes(h.src)) {
		return cty.NilVal, false
	}
	h.meter.Refill()
	v, diags := e.Value(h.ctx)
	if why := h.meter.Err(); why != nil {
		h.b.problem(e.Range().Start.Line, true, "an expression is not evaluated: %v", why)
	}
	return v, !diags.HasErrors() && v.IsWhollyKnown()
}

func hugeExponent(src []byte) bool {
	for i := 1; i+1 < len(src); i++ {
		if (src[i] == 'e' || src[i] == 'E') && src[i-1] >= '0' && src[i-1] <= '9' {
			j := i + 1
			if src[j] == '+' || src[j] == '-' {
				j++
			}
			n := 0
			for ; j < len(src) && src[j] >= '0' && src[j] <= '9'; j++ {
				n++
			}
			if n > 3 && (j == len(src) || src[j]|0x20 < 'a' || src[j]|0x20 > 'z') { // 97e6567cf8 is a hash
				return true
			}
		}
	}
	return false
}

func (h *hclTree) literal(d *draft, v cty.Value) {
	switch {
	case v.IsNull():
		d.kind = snapshot.Null
	case v.Type() == cty.String:
		d.kind, d.text = snapshot.String, h.b.intern(v.AsString())
	case v.Type() == cty.Bool:
		d.kind, d.text = snapshot.Bool, "false"
		if v.True() {
			d.text = "true"
		}
	case v.Type() == cty.Number:
		if f := v.AsBigFloat(); f.MantExp(nil) < 256 && f.MantExp(nil) > -256 {
			d.kind, d.text = snapshot.Number, number(f)
		}
	}
}

func number(f *big.Float) string {
	if f.IsInt() {
		return f.Text('f', 0)
	}
	return f.Text('g', -1)
}
