package rules

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/drift"
)

// needs is the necessary conditions of a rule on a drift, taken from its expression. A nil list is no condition. The index uses them, so that
// only a handful of 200 rules is evaluated for a drift.
type needs struct {
	kinds, pillars, collectors, types, resourceKinds []string

	subject *subject
}

// subject is the condition on a setting's name: one of the names matches, or the path ends in one of the leaves.
type subject struct {
	names  []namePattern
	leaves []string
}

func (s *subject) size() int { return len(s.names) + len(s.leaves) }

// need returns the needs of e. c compiles the literals in it.
func (c *compiler) need(e hclsyntax.Expression) needs {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return c.need(e.Expression)
	case *hclsyntax.TemplateExpr:
	case *hclsyntax.BinaryOpExpr:
		switch e.Op {
		case hclsyntax.OpLogicalAnd:
			return both(c.need(e.LHS), c.need(e.RHS))
		case hclsyntax.OpLogicalOr:
			return either(c.need(e.LHS), c.need(e.RHS))
		case hclsyntax.OpEqual:
			if n, ok := c.needEqual(e.LHS, e.RHS); ok {
				return n
			}
			n, _ := c.needEqual(e.RHS, e.LHS)
			return n
		}
	case *hclsyntax.FunctionCallExpr:
		return c.needCall(e)
	case *hclsyntax.ScopeTraversalExpr:
		if d, rest := c.lookup(e.Traversal); d != nil && len(rest) == 0 && d.name == "drift.one_sided" {
			return needs{kinds: []string{string(drift.Missing), string(drift.Extra)}}
		}
	}
	return needs{}
}

func (c *compiler) needEqual(side, other hclsyntax.Expression) (needs, bool) {
	texts, ok := literalTexts(c, []hclsyntax.Expression{other})
	if !ok {
		return needs{}, false
	}
	return c.needField(side, texts)
}

func (c *compiler) needField(side hclsyntax.Expression, texts []string) (needs, bool) {
	t, ok := side.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return needs{}, false
	}
	d, rest := c.lookup(t.Traversal)
	if d == nil || len(rest) > 0 {
		return needs{}, false
	}
	switch d.name {
	case "drift.kind":
		return needs{kinds: texts}, true
	case "drift.pillar":
		return needs{pillars: texts}, true
	case "drift.collector":
		return needs{collectors: texts}, true
	case "drift.type":
		return needs{types: texts}, true
	case "resource.kind":
		return needs{resourceKinds: texts}, true
	}
	return needs{}, false
}

func (c *compiler) needCall(e *hclsyntax.FunctionCallExpr) needs {
	if e.ExpandFinal || len(e.Args) == 0 {
		return needs{}
	}
	switch e.Name {
	case "oneof":
		if texts, ok := literalTexts(c, e.Args[1:]); ok {
			n, _ := c.needField(e.Args[0], c.expand(texts))
			return n
		}
	case "named":
		if texts, ok := literalTexts(c, e.Args); ok {
			return needs{subject: &subject{names: c.patterns(texts)}}
		}
	case "matches":
		if texts, ok := literalTexts(c, e.Args[1:]); ok && isDriftPath(e.Args[0]) {
			leaves := make([]string, 0, len(texts))
			for _, t := range c.expand(texts) {
				g := compilePathGlob(t)
				if g.last == "" {
					return needs{}
				}
				leaves = append(leaves, g.last)
			}
			return needs{subject: &subject{leaves: leaves}}
		}
	}
	return needs{}
}

// both returns the needs of a && b: each side is necessary, so the smaller set suffices.
func both(a, b needs) needs {
	return needs{
		kinds: intersect(a.kinds, b.kinds), pillars: intersect(a.pillars, b.pillars),
		collectors: intersect(a.collectors, b.collectors), types: intersect(a.types, b.types), resourceKinds: intersect(a.resourceKinds, b.resourceKinds),
		subject: narrower(a.subject, b.subject),
	}
}

// either returns the needs of a || b: a condition of one side only is not necessary.
func either(a, b needs) needs {
	return needs{
		kinds: union(a.kinds, b.kinds), pillars: union(a.pillars, b.pillars),
		collectors: union(a.collectors, b.collectors), types: union(a.types, b.types), resourceKinds: union(a.resourceKinds, b.resourceKinds),
		subject: wider(a.subject, b.subject),
	}
}

func intersect(a, b []string) []string {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	out := []string{} // not nil: a rule with an impossible condition never matches
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

func union(a, b []string) []string {
	if a == nil || b == nil {
		return nil
	}
	return append(slices.Clone(a), b...)
}

func wider(a, b *subject) *subject {
	if a == nil || b == nil {
		return nil
	}
	return &subject{names: append(slices.Clone(a.names), b.names...), leaves: append(slices.Clone(a.leaves), b.leaves...)}
}

func narrower(a, b *subject) *subject {
	if a == nil || b != nil && b.size() < a.size() {
		return b
	}
	return a
}
