package rules

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Rule is one rule as in its file, compiled.
type Rule struct {
	Name         string // full name: "team/log-level", "builtin/leaked-reference", "default/configuration"
	Pack         string // the built-in pack's subject, from its file name; "" for a team's rule
	Verdict      Verdict
	Reason       string // as written; it may contain ${…} over facts
	Hint         string
	Owner        string
	Compensation string
	Environments []string
	Disabled     bool
	EitherWay    bool   // of an acceptable rule: its reason is true whichever environment has which value
	When         string // the condition's source text
	File         string
	Line         int
	Examples     []Example // of a team's rule; Set.ExamplesOf has those of every rule
	Overridden   string    // "file:line" of the team's block that changed a built-in rule

	condition func(*facts) bool
	parts     []conjunct // the condition's top-level && parts, for explaining
	texts     []sentence // reason, hint, compensation with ${…} in them
	expr      hclsyntax.Expression
	needs     needs
	rng       hcl.Range

	examples, counterexamples *hcl.Attribute // of a built-in rule, not yet decoded
}

// sentence is a reason, hint or compensation that refers to facts.
type sentence struct {
	name string
	say  func(*facts) (string, bool)
}

// conjunct is one part of a condition that must be true.
type conjunct struct {
	source string
	holds  func(*facts) bool
	expr   hclsyntax.Expression
}

// Example is a drift that a rule must match, or must not.
type Example struct {
	Match bool
	Drift exampleDrift
	Line  int
}

// conjuncts splits a condition at its top-level &&.
func (c *compiler) conjuncts(e hclsyntax.Expression, src []byte) []conjunct {
	switch b := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		if in, ok := b.Expression.(*hclsyntax.BinaryOpExpr); ok && in.Op == hclsyntax.OpLogicalAnd {
			return c.conjuncts(in, src)
		}
	case *hclsyntax.BinaryOpExpr:
		if b.Op == hclsyntax.OpLogicalAnd {
			return append(c.conjuncts(b.LHS, src), c.conjuncts(b.RHS, src)...)
		}
	}
	return []conjunct{{source: sourceText(e.Range(), src), holds: c.condition(e), expr: e}}
}

// sourceText returns the text of a range, on one line.
func sourceText(r hcl.Range, src []byte) string {
	if !r.CanSliceBytes(src) {
		return ""
	}
	return oneLine(string(r.SliceBytes(src)))
}
