package terraform

import (
	"bytes"
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/snapshot"
)

const maxDepth = bounds.Expressions

var errTooDeep = fmt.Errorf("it is nested more than %d levels deep", maxDepth)

// single reports whether the schema allows at most one such nested block: it becomes a map. Other blocks become lists, even a single one, so that
// one block here matches two there.
func single(name string) bool {
	switch name {
	case "lifecycle", "metadata", "spec", "template", "default_tags", "timeouts", "backend", "cloud", "versioning",
		"server_side_encryption_configuration", "apply_server_side_encryption_by_default", "website", "vpc_config", "environment",
		"scaling_config", "update_config", "launch_template", "assume_role", "content", "terraform", "remote_state", "include",
		"inputs", "dependencies", "point_in_time_recovery", "security_context", "config", "required_providers",
		"viewer_certificate", "restrictions", "default_cache_behavior", "default_action", "visibility_config":
		return true
	}
	return false
}

// tree turns HCL bodies into nodes.
type tree struct {
	scope *scope
	src   []byte
	seal  *snapshot.Sealer
	torn  parse.Torn
	file  int16 // Node.File of the nodes
}

// body makes a Map of attributes and blocks, without those named in skip.
func (t *tree) body(key string, b *hclsyntax.Body, line int, skip ...string) snapshot.Node {
	return t.bodyAt(key, b, line, 0, skip)
}

func (t *tree) bodyAt(key string, b *hclsyntax.Body, line, depth int, skip []string) snapshot.Node {
	n := snapshot.Node{Key: key, Kind: snapshot.Map, Line: int32(line), File: t.file}
	if depth > maxDepth {
		t.scope.stop(b.SrcRange, errTooDeep)
		return snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: "nested too deep", Line: int32(line), File: t.file}
	}
	if t.torn.Lacks(b.SrcRange) {
		n.Flags |= snapshot.FlagPartial
	}
	for name, a := range b.Attributes {
		if slices.Contains(skip, name) {
			continue
		}
		c := t.attribute(name, a, depth+1)
		c.Line = int32(a.NameRange.Start.Line)
		if name == "depends_on" || name == "ignore_changes" {
			c.Flags |= snapshot.FlagSet
		}
		n.Children = append(n.Children, c)
	}
	sortChildren(&n)
	for _, blk := range b.Blocks {
		if t.torn.Hits(blk.DefRange()) { // its name is a guess
			n.Flags |= snapshot.FlagPartial
			continue
		}
		if !slices.Contains(skip, blk.Type) {
			t.nested(&n, blk, depth)
		}
	}
	return n
}

// attribute returns the value of a, unknown if a syntax error is in it.
func (t *tree) attribute(key string, a *hclsyntax.Attribute, depth int) snapshot.Node {
	if t.torn.Hits(a.SrcRange) {
		return snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: damaged, File: t.file}
	}
	return t.expr(key, a.Expr, depth)
}

func sortChildren(n *snapshot.Node) {
	slices.SortFunc(n.Children, func(a, b snapshot.Node) int { return cmp.Compare(a.Key, b.Key) })
}

// nested adds a block below n: under its type and its labels.
func (t *tree) nested(n *snapshot.Node, blk *hclsyntax.Block, depth int) {
	line := blk.TypeRange.Start.Line
	at := n
	path := append([]string{blk.Type}, blk.Labels...)
	for _, p := range path[:len(path)-1] {
		c := at.Child(p)
		if c == nil || c.Kind != snapshot.Map {
			put(at, snapshot.Node{Key: p, Kind: snapshot.Map, Line: int32(line), File: t.file})
			c = at.Child(p)
		}
		at = c
	}
	last := path[len(path)-1]
	child := t.bodyAt("", blk.Body, line, depth+1, nil)
	old := at.Child(last)
	switch {
	case old == nil && (single(blk.Type) || len(blk.Labels) > 0):
		child.Key = last
		put(at, child)
	case old == nil:
		put(at, snapshot.Node{Key: last, Kind: snapshot.List, Line: int32(line), File: t.file, Children: []snapshot.Node{child}})
	case old.Kind == snapshot.List:
		old.Children = append(old.Children, child)
	default:
		first := *old
		first.Key = ""
		*old = snapshot.Node{Key: last, Kind: snapshot.List, Line: first.Line, File: t.file, Children: []snapshot.Node{first, child}}
	}
}

// expr returns the node of an expression: its value if the scope has it, else as much of its structure as is known, else its source between ${
// and }.
func (t *tree) expr(key string, e hclsyntax.Expression, depth int) snapshot.Node {
	e = hclbound.Inner(e)
	line := int32(e.Range().Start.Line)
	n := snapshot.Node{Key: key, Line: line, File: t.file}
	if depth > maxDepth {
		t.scope.stop(e.Range(), errTooDeep)
		n.Kind, n.Text = snapshot.Unknown, "nested too deep"
		return n
	}
	switch x := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		return t.object(n, x, depth)
	case *hclsyntax.TupleConsExpr:
		n.Kind = snapshot.List
		for _, item := range x.Exprs {
			n.Children = append(n.Children, t.expr("", item, depth+1))
		}
		return n
	case *hclsyntax.ParenthesesExpr:
		return t.expr(key, x.Expression, depth+1)
	case *hclsyntax.LiteralValueExpr:
		if v := x.Val; !v.IsNull() && v.Type() == cty.Number { // as written, and never 1e999999999 in full
			n.Kind, n.Text = snapshot.Number, t.source(e)
			return n
		}
	case *hclsyntax.FunctionCallExpr:
		if (x.Name == "jsonencode" || x.Name == "yamlencode") && len(x.Args) == 1 {
			return t.expr(key, x.Args[0], depth+1)
		}
	}
	if !hugeExponent(e.Range().SliceBytes(t.src)) {
		if v, ok := t.scope.value(e); ok && v.IsWhollyKnown() {
			return t.heredoc(t.value(key, v, line), e)
		}
		if t.scope.stopped[e.Range()] {
			n.Kind, n.Text = snapshot.Unknown, "it makes more than is evaluated"
			return n
		}
		if got, ok := t.partly(key, e, depth); ok {
			got.Line = line
			return t.heredoc(got, e)
		}
	}
	if x, ok := e.(*hclsyntax.ScopeTraversalExpr); ok && len(x.Traversal) == 1 && snapshot.SensitiveName(key) {
		n.Kind, n.Text = snapshot.Unknown, t.source(e) // nothing in Terraform is called by one word: a secret without its quotes
		return n
	}
	n.Kind, n.Text = snapshot.String, "${"+t.source(e)+"}"
	return n
}

// heredoc records that n's lines are lines of the source.
func (t *tree) heredoc(n snapshot.Node, e hclsyntax.Expression) snapshot.Node {
	if n.Kind == snapshot.String && bytes.HasPrefix(e.Range().SliceBytes(t.src), []byte("<<")) {
		n.Flags |= snapshot.FlagBlock
	}
	return n
}

func (t *tree) object(n snapshot.Node, x *hclsyntax.ObjectConsExpr, depth int) snapshot.Node {
	n.Kind = snapshot.Map
	for _, item := range x.Items {
		key := t.source(item.KeyExpr)
		if v, ok := t.scope.value(item.KeyExpr); ok && v.IsWhollyKnown() && !v.IsMarked() && !v.IsNull() && v.Type() == cty.String {
			key = v.AsString()
		} else if w, ok := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
			key = strings.Trim(t.source(w), `"()`)
		}
		c := t.expr(key, item.ValueExpr, depth+1)
		c.Line = int32(item.KeyExpr.Range().Start.Line)
		put(&n, c)
	}
	return n
}

// partly returns the known structure of an expression with unknown parts.
func (t *tree) partly(key string, e hclsyntax.Expression, depth int) (snapshot.Node, bool) {
	switch x := e.(type) {
	case *hclsyntax.TemplateExpr:
		return t.template(key, x)
	case *hclsyntax.TemplateWrapExpr:
		return t.expr(key, x.Wrapped, depth+1), true
	case *hclsyntax.ConditionalExpr:
		c, ok := t.scope.value(x.Condition)
		if !ok || !c.IsKnown() || c.IsMarked() || c.IsNull() || c.Type() != cty.Bool {
			return snapshot.Node{}, false
		}
		if c.True() {
			return t.expr(key, x.TrueResult, depth+1), true
		}
		return t.expr(key, x.FalseResult, depth+1), true
	case *hclsyntax.FunctionCallExpr:
		switch x.Name {
		case "merge":
			return t.join(key, x, snapshot.Map, depth)
		case "concat":
			return t.join(key, x, snapshot.List, depth)
		case "tolist", "tomap", "toset", "nonsensitive":
			if len(x.Args) == 1 {
				n := t.expr(key, x.Args[0], depth+1)
				if x.Name == "toset" {
					n.Flags |= snapshot.FlagSet
				}
				return n, n.Kind == snapshot.List || n.Kind == snapshot.Map
			}
		}
	}
	return snapshot.Node{}, false
}

// template replaces the known parts of a template by their values and keeps the source of the others.
func (t *tree) template(key string, x *hclsyntax.TemplateExpr) (snapshot.Node, bool) {
	var b strings.Builder
	sensitive := false
	for _, part := range x.Parts {
		v, ok := t.scope.value(part)
		if ok {
			v, marks := v.UnmarkDeep()
			sensitive = sensitive || len(marks) > 0
			if text, plain := scalarText(v); plain {
				b.WriteString(text)
				continue
			}
		}
		b.WriteString("${" + t.source(part) + "}")
	}
	n := snapshot.Node{Key: key, Kind: snapshot.String, Text: b.String(), Line: int32(x.Range().Start.Line), File: t.file}
	if sensitive {
		seal(t.seal, &n)
	}
	return n, true
}

// join evaluates merge and concat if the structure of their arguments is known.
func (t *tree) join(key string, x *hclsyntax.FunctionCallExpr, kind snapshot.Kind, depth int) (snapshot.Node, bool) {
	n := snapshot.Node{Key: key, Kind: kind, File: t.file}
	if x.ExpandFinal {
		return n, false
	}
	for _, a := range x.Args {
		part := t.expr("", a, depth+1)
		if part.Kind != kind {
			return n, false
		}
		for _, c := range part.Children {
			if kind == snapshot.Map {
				put(&n, c)
			} else {
				n.Children = append(n.Children, c)
			}
		}
	}
	return n, true
}

// value returns the node of a known value, sealed if it is marked.
func (t *tree) value(key string, v cty.Value, line int32) snapshot.Node {
	n := snapshot.Node{Key: key, Line: line, File: t.file}
	if v.IsMarked() {
		bare, _ := v.UnmarkDeep()
		n = t.value(key, bare, line)
		seal(t.seal, &n)
		return n
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		n.Kind = snapshot.Null
	case ty.IsPrimitiveType():
		n.Text, _ = scalarText(v)
		switch ty {
		case cty.Bool:
			n.Kind = snapshot.Bool
		case cty.Number:
			n.Kind = snapshot.Number
		default:
			n.Kind = snapshot.String
		}
	case ty.IsObjectType() || ty.IsMapType():
		n.Kind = snapshot.Map
		for it := v.ElementIterator(); it.Next(); {
			k, c := it.Element()
			put(&n, t.value(k.AsString(), c, line))
		}
	case ty.IsTupleType() || ty.IsListType() || ty.IsSetType():
		n.Kind = snapshot.List
		if ty.IsSetType() {
			n.Flags |= snapshot.FlagSet
		}
		for it := v.ElementIterator(); it.Next(); {
			_, c := it.Element()
			n.Children = append(n.Children, t.value("", c, line))
		}
	default:
		n.Kind, n.Text = snapshot.Unknown, ty.FriendlyName()
	}
	return n
}

// scalarText formats a known string, number or bool.
func scalarText(v cty.Value) (string, bool) {
	if !v.IsKnown() || v.IsNull() || v.IsMarked() {
		return "", false
	}
	switch v.Type() {
	case cty.String:
		return v.AsString(), true
	case cty.Bool:
		if v.True() {
			return "true", true
		}
		return "false", true
	case cty.Number:
		return numberText(v.AsBigFloat()), true
	}
	return "", false
}

func numberText(f *big.Float) string {
	if e := f.MantExp(nil); e > 256 || e < -256 {
		return f.Text('g', 20)
	}
	if f.IsInt() {
		return f.Text('f', 0)
	}
	return f.Text('g', -1)
}

// source returns the text of an expression with normalised white space, so that a line break is no difference.
func (t *tree) source(e hcl.Expression) string {
	return normalised(string(e.Range().SliceBytes(t.src)))
}

// normalised replaces runs of white space outside quotes by one space, and removes it inside brackets' edges.
func normalised(s string) string {
	var b strings.Builder
	quoted, space := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if quoted {
			b.WriteByte(c)
			if c == '\\' && i+1 < len(s) {
				i++
				b.WriteByte(s[i])
			} else if c == '"' {
				quoted = false
			}
			continue
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			space = true
			continue
		case ')', ']', '}', ',':
			space = false
		case '"':
			quoted = true
		}
		if space && b.Len() > 0 && !strings.ContainsRune("([{", rune(b.String()[b.Len()-1])) {
			b.WriteByte(' ')
		}
		space = false
		b.WriteByte(c)
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), ",}", "}"), ",)", ")")
}

// hugeExponent reports whether src contains a number such as 1e999999999, because writing it out takes very long. Digits followed by letters are
// no number: a hash such as 97e6567cf8.
func hugeExponent(src []byte) bool {
	for i := 1; i+1 < len(src); i++ {
		if (src[i] != 'e' && src[i] != 'E') || src[i-1] < '0' || src[i-1] > '9' {
			continue
		}
		j, n := i+1, 0
		if src[j] == '+' || src[j] == '-' {
			j++
		}
		for ; j < len(src) && src[j] >= '0' && src[j] <= '9'; j++ {
			n++
		}
		if n > 3 && (j == len(src) || src[j]|0x20 < 'a' || src[j]|0x20 > 'z') {
			return true
		}
	}
	return false
}
