package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/envparity/envparity/names"
)

// Bounds of a condition. They are far beyond what a person writes, and stop a generated or hostile file from costing more than its reading.
const (
	maxConditionBytes = 16 << 10
	maxConditionNodes = 2000
	maxForDepth       = 2
)

// checkCondition finds mistakes before anything runs: unknown names, types that do not fit, comparisons that are never true. It checks every part
// of the expression, also after && and ||.
func (c *compiler) checkCondition(e hclsyntax.Expression, want cty.Type) hcl.Diagnostics {
	if n := e.Range().End.Byte - e.Range().Start.Byte; n > maxConditionBytes {
		return hcl.Diagnostics{problem(e.Range(), "Condition too long", fmt.Sprintf("It has %d bytes, and at most %d are allowed. Split the rule.", n, maxConditionBytes))}
	}
	w := &checker{c: c, root: c.checkContext(), bad: map[hclsyntax.Node]bool{}}
	w.scopes = []*hcl.EvalContext{w.root}
	_ = hclsyntax.Walk(e, w) // its findings are in w.diags
	if w.diags.HasErrors() {
		return w.diags
	}
	v, diags := e.Value(w.root)
	if diags.HasErrors() {
		return append(w.diags, diags...)
	}
	_, err := convert.Convert(v, want)
	if err != nil || want == cty.Bool && v.Type() != cty.Bool && v.Type() != cty.DynamicPseudoType {
		w.diags = append(w.diags, problem(e.Range(), "Wrong type", fmt.Sprintf("This is a %s, and a %s is needed.", v.Type().FriendlyName(), want.FriendlyName())))
	}
	return w.diags
}

func problem(r hcl.Range, summary, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: r.Ptr()}
}

// checker evaluates each node of an expression by itself with unknown values of the right types. hcl skips the right side of `unknown && x`, so
// evaluating the root alone would miss mistakes.
type checker struct {
	c      *compiler
	root   *hcl.EvalContext
	scopes []*hcl.EvalContext
	diags  hcl.Diagnostics
	bad    map[hclsyntax.Node]bool
	nodes  int
	fors   int
}

// Enter implements hclsyntax.Walker.
func (w *checker) Enter(n hclsyntax.Node) hcl.Diagnostics {
	w.nodes++
	switch n := n.(type) {
	case *hclsyntax.ForExpr:
		if w.fors++; w.fors > maxForDepth {
			w.report(problem(n.Range(), "Loops too deep", fmt.Sprintf("At most %d for expressions may stand inside one another.", maxForDepth)))
		}
	case hclsyntax.ChildScope:
		child := w.scopes[len(w.scopes)-1].NewChild()
		child.Variables = map[string]cty.Value{}
		for name := range n.LocalNames {
			child.Variables[name] = cty.DynamicVal
		}
		w.scopes = append(w.scopes, child)
	}
	return nil
}

// Exit implements hclsyntax.Walker. Children come before their parents, so it reports the innermost mistake.
func (w *checker) Exit(n hclsyntax.Node) hcl.Diagnostics {
	switch n := n.(type) {
	case *hclsyntax.ForExpr:
		w.fors--
	case hclsyntax.ChildScope:
		w.scopes = w.scopes[:len(w.scopes)-1]
		return nil
	case *hclsyntax.ScopeTraversalExpr:
		w.traversal(n)
		return nil
	case *hclsyntax.ObjectConsKeyExpr:
		return nil
	}
	e, ok := n.(hclsyntax.Expression)
	if !ok || w.diags.HasErrors() || w.nodes > maxConditionNodes {
		if w.nodes > maxConditionNodes && !w.diags.HasErrors() {
			w.report(problem(n.Range(), "Condition too long", fmt.Sprintf("It has more than %d parts. Split the rule.", maxConditionNodes)))
		}
		return nil
	}
	switch e := e.(type) {
	case *hclsyntax.BinaryOpExpr:
		w.comparison(e)
	case *hclsyntax.FunctionCallExpr:
		w.call(e)
	}
	if w.diags.HasErrors() {
		return nil
	}
	if _, isLeaf := e.(*hclsyntax.AnonSymbolExpr); isLeaf {
		return nil
	}
	_, diags := e.Value(w.scopes[len(w.scopes)-1])
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			w.report(d)
		}
	}
	return nil
}

func (w *checker) report(d *hcl.Diagnostic) {
	d.Expression, d.EvalContext = nil, nil
	w.diags = append(w.diags, d)
}

// traversal checks a name like drift.kind, and suggests the nearest known name.
func (w *checker) traversal(e *hclsyntax.ScopeTraversalExpr) {
	root := e.Traversal.RootName()
	for i := len(w.scopes) - 1; i > 0; i-- {
		if _, local := w.scopes[i].Variables[root]; local {
			return
		}
	}
	v, ok := w.root.Variables[root]
	if !ok {
		w.report(problem(e.Range(), "Unknown name", fmt.Sprintf("Nothing is named %q here.%s", root, suggestion(root, slices.Sorted(maps.Keys(w.root.Variables))))))
		return
	}
	if !v.Type().IsObjectType() {
		return
	}
	attrs := slices.Sorted(maps.Keys(v.Type().AttributeTypes()))
	if len(e.Traversal) == 1 {
		w.report(problem(e.Range(), "Incomplete name", fmt.Sprintf("%s is a group of facts; write one of %s.", root, prefixed(root, attrs))))
		return
	}
	name, ok := stepName(e.Traversal[1])
	if !ok || !slices.Contains(attrs, name) {
		w.report(problem(e.Range(), "Unknown name", fmt.Sprintf("%s has no %q.%s It has %s.", root, name, suggestion(name, attrs), prefixed(root, attrs))))
	}
}

func prefixed(root string, attrs []string) string {
	out := make([]string, len(attrs))
	for i, a := range attrs {
		out[i] = root + "." + a
	}
	return strings.Join(out, ", ")
}

// comparison reports an == between values that can never be equal.
func (w *checker) comparison(e *hclsyntax.BinaryOpExpr) {
	if e.Op != hclsyntax.OpEqual && e.Op != hclsyntax.OpNotEqual {
		return
	}
	ctx := w.scopes[len(w.scopes)-1]
	l, d1 := e.LHS.Value(ctx)
	r, d2 := e.RHS.Value(ctx)
	if d1.HasErrors() || d2.HasErrors() {
		return
	}
	lt, rt := l.Type(), r.Type()
	if lt == cty.DynamicPseudoType || rt == cty.DynamicPseudoType {
		return
	}
	if lt.IsPrimitiveType() != rt.IsPrimitiveType() || lt.IsPrimitiveType() && lt != rt {
		w.report(problem(e.Range(), "Never equal", fmt.Sprintf("This compares a %s with a %s, which are never equal.%s", lt.FriendlyName(), rt.FriendlyName(), quoteHint(lt, rt))))
		return
	}
	w.enumerated(e.LHS, e.RHS)
	w.enumerated(e.RHS, e.LHS)
}

func quoteHint(l, r cty.Type) string {
	if l == cty.String || r == cty.String {
		return " Write the other side as text, in quotes, or use tonumber()."
	}
	return ""
}

// enumerated checks a literal against the possible values of a fact that has few.
func (w *checker) enumerated(side, other hclsyntax.Expression) {
	var t hcl.Traversal
	switch side := side.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		t = side.Traversal
	case *hclsyntax.IndexExpr:
		if s, ok := side.Collection.(*hclsyntax.ScopeTraversalExpr); ok {
			t = s.Traversal
		}
	}
	if t == nil {
		return
	}
	d, _ := w.c.lookup(t)
	k, ok := w.c.compile(other)
	if d == nil || len(d.enum) == 0 || !ok || !k.lit || k.str == nil {
		return
	}
	s, _ := k.str(nil)
	if !slices.Contains(d.enum, s) {
		w.report(problem(other.Range(), "Never equal", fmt.Sprintf("%s is never %q.%s It is one of %s.", d.name, s, suggestion(s, d.enum), strings.Join(d.enum, ", "))))
	}
}

// call checks what the functions' own types do not: expressions and enumerations inside their arguments.
func (w *checker) call(e *hclsyntax.FunctionCallExpr) {
	switch e.Name {
	case "regex_match", "regex":
		for i, a := range e.Args {
			if i == 0 == (e.Name == "regex_match") {
				continue
			}
			if k, ok := w.c.compile(a); ok && k.lit && k.str != nil {
				s, _ := k.str(nil)
				if _, err := regexp.Compile(s); err != nil {
					w.report(problem(a.Range(), "Bad regular expression", fmt.Sprintf("%v. The syntax is RE2's.", err)))
				}
			}
		}
	case "oneof":
		for _, a := range e.Args[min(1, len(e.Args)):] {
			w.enumerated(e.Args[0], a)
		}
	case "named":
		if len(e.Args) == 0 {
			w.report(problem(e.Range(), "No pattern", `named() needs a pattern, such as named("*_log_level").`))
		}
		w.groups(e)
	}
}

// suggestion returns a sentence with the nearest of names, or "".
func suggestion(given string, names []string) string {
	if n := nearest(given, names); n != "" {
		return fmt.Sprintf(" Did you mean %q?", n)
	}
	return ""
}

func nearest(given string, names []string) string {
	best, at := "", max(2, len(given)/3)+1
	for _, n := range names {
		if d := levenshtein.Distance(given, n, nil); d < at {
			best, at = n, d
		}
	}
	return best
}

// groups checks that "@sizes" is a known group of names.
func (w *checker) groups(e *hclsyntax.FunctionCallExpr) {
	texts, ok := literalTexts(w.c, e.Args)
	for i, t := range texts {
		if group, is := strings.CutPrefix(t, "@"); ok && is && w.c.groups[group] == nil {
			known := slices.Sorted(maps.Keys(w.c.groups))
			w.report(problem(e.Args[i].Range(), "Unknown group of names", fmt.Sprintf("There is no group @%s.%s There are %s.", group, suggestion(group, known), names.And(known))))
		}
	}
}
