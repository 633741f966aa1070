package terraform

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors/parse"
)

// parseJSON reads the values of a JSON variable file into the body that HCL would have. Strings are literal, because Terraform resolves nothing
// in them.
func (m *module) parseJSON() {
	v := jsonValues{src: m.src, dec: jsontext.NewDecoder(bytes.NewReader(m.src), jsontext.AllowDuplicateNames(true)), line: 1}
	e, err := v.value(0)
	if err == nil {
		if _, more := v.dec.ReadToken(); !errors.Is(more, io.EOF) {
			err = errors.New("text behind the end")
		}
	}
	object, ok := e.(*hclsyntax.ObjectConsExpr)
	if err == nil && !ok {
		err = errors.New("it is no object of variables")
	}
	if err != nil {
		at := hcl.Pos{Line: v.lineAt(int(v.dec.InputOffset())), Column: 1, Byte: int(v.dec.InputOffset())}
		text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "jsontext: "), " within ")
		diags := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Not valid JSON: " + text, Subject: &hcl.Range{Filename: m.file.Path, Start: at, End: at}}}
		m.diagnostics(diags)
		m.torn = parse.TornBy(diags, m.src)
	}
	m.body = &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	if object == nil {
		return
	}
	for _, item := range object.Items {
		key, _ := item.KeyExpr.(*hclsyntax.LiteralValueExpr)
		name := key.Val.AsString()
		whole := hcl.RangeBetween(key.SrcRange, item.ValueExpr.Range())
		m.body.Attributes[name] = &hclsyntax.Attribute{Name: name, Expr: item.ValueExpr, SrcRange: whole, NameRange: key.SrcRange, EqualsRange: key.SrcRange}
	}
}

// jsonValues turns JSON into expressions with their positions.
type jsonValues struct {
	src  []byte
	dec  *jsontext.Decoder
	off  int
	line int // of off
}

func (v *jsonValues) lineAt(off int) int {
	if off > v.off {
		v.line += bytes.Count(v.src[v.off:off], []byte("\n"))
		v.off = off
	}
	return v.line
}

// span returns the range of the last token, which is n bytes long.
func (v *jsonValues) span(n int) hcl.Range {
	end := int(v.dec.InputOffset())
	line := v.lineAt(end - n)
	return hcl.Range{Start: hcl.Pos{Line: line, Column: 1, Byte: end - n}, End: hcl.Pos{Line: line, Column: 1, Byte: end}}
}

func (v *jsonValues) value(depth int) (hclsyntax.Expression, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deep")
	}
	switch v.dec.PeekKind() {
	case '{':
		return v.object(depth)
	case '[':
		return v.array(depth)
	}
	raw, err := v.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	out := &hclsyntax.LiteralValueExpr{SrcRange: v.span(len(raw))}
	switch raw.Kind() {
	case 'n':
		out.Val = cty.NullVal(cty.DynamicPseudoType)
	case 't', 'f':
		out.Val = cty.BoolVal(raw.Kind() == 't')
	case '0':
		if hugeExponent(append([]byte{' '}, raw...)) {
			return nil, errors.New("a number too large to write out")
		}
		out.Val, err = cty.ParseNumberVal(string(raw))
	default:
		var text []byte
		text, err = jsontext.AppendUnquote(nil, raw)
		out.Val = cty.StringVal(string(text))
	}
	return out, err
}

func (v *jsonValues) object(depth int) (hclsyntax.Expression, error) {
	if _, err := v.dec.ReadToken(); err != nil {
		return nil, err
	}
	out := &hclsyntax.ObjectConsExpr{SrcRange: v.span(1)}
	for v.dec.PeekKind() != '}' {
		key, err := v.value(depth + 1)
		if err != nil {
			return out, err
		}
		value, err := v.value(depth + 1)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: value})
	}
	_, err := v.dec.ReadToken()
	out.SrcRange.End = v.span(0).End
	return out, err
}

func (v *jsonValues) array(depth int) (hclsyntax.Expression, error) {
	if _, err := v.dec.ReadToken(); err != nil {
		return nil, err
	}
	out := &hclsyntax.TupleConsExpr{SrcRange: v.span(1)}
	for v.dec.PeekKind() != ']' {
		value, err := v.value(depth + 1)
		if err != nil {
			return out, err
		}
		out.Exprs = append(out.Exprs, value)
	}
	_, err := v.dec.ReadToken()
	out.SrcRange.End = v.span(0).End
	return out, err
}
