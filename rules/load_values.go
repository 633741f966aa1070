package rules

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// value evaluates an attribute that must be constant and of type t. After a diagnostic it returns cty.NilVal.
func (l *loader) value(a *hcl.Attribute, t cty.Type) cty.Value {
	v, diags := hclbound.Value(a.Expr)
	if diags.HasErrors() {
		l.diags = append(l.diags, problem(a.Expr.Range(), "Not a constant", fmt.Sprintf("%s must be written out; it cannot use facts. %s", a.Name, diags[0].Detail)))
		return cty.NilVal
	}
	out, err := convert.Convert(v, t)
	if err != nil || out.IsNull() || !out.IsWhollyKnown() || t == cty.String && v.Type() != cty.String {
		l.diags = append(l.diags, problem(a.Expr.Range(), "Wrong type", fmt.Sprintf("%s is a %s, and this is a %s.", a.Name, t.FriendlyName(), v.Type().FriendlyName())))
		return cty.NilVal
	}
	return out
}

func (l *loader) text(a *hcl.Attribute) string {
	v := l.value(a, cty.String)
	if v == cty.NilVal {
		return ""
	}
	return oneLine(v.AsString())
}

func (l *loader) texts(a *hcl.Attribute) []string {
	v := l.value(a, cty.List(cty.String))
	if v == cty.NilVal {
		return nil
	}
	var out []string
	for it := v.ElementIterator(); it.Next(); {
		if _, e := it.Element(); !e.IsNull() {
			out = append(out, e.AsString())
		}
	}
	return out
}

func (l *loader) count(a *hcl.Attribute) int {
	v := l.value(a, cty.Number)
	if v == cty.NilVal {
		return 0
	}
	n, _ := v.AsBigFloat().Int64()
	return int(n)
}

func (l *loader) knownEnvironments(r hcl.Range, list []string) {
	if l.environments == nil {
		return
	}
	for _, n := range list {
		if !slices.Contains(l.environments, n) {
			l.diags = append(l.diags, problem(r, "Unknown environment", fmt.Sprintf("There is no environment %q.%s The config has %s.",
				n, suggestion(n, l.environments), names.And(l.environments))))
		}
	}
}

// environmentsIn checks the literal keys of value["prod"] and similar expressions.
func (l *loader) environmentsIn(e hclsyntax.Expression) {
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		t, ok := n.(*hclsyntax.ScopeTraversalExpr)
		if !ok {
			return nil
		}
		d, rest := l.c.lookup(t.Traversal)
		if d == nil || len(rest) == 0 || d.keys != nil || d.texts == nil && d.counts == nil {
			return nil
		}
		if name, ok := stepName(rest[0]); ok {
			l.knownEnvironments(t.Range(), []string{name})
		}
		return nil
	})
}

// unknownDifference is the reason for a difference that no rule matches. Of 79 that were reported for that alone, 11 were useful.
const unknownDifference = "Nothing suggests that this difference matters; there is no history to say more."

// defaults returns the last rule of each pillar: a difference without a sign that it matters is acceptable.
func (l *loader) defaults() []*Rule {
	var out []*Rule
	for _, p := range snapshot.Pillars() {
		pillar := string(p)
		r := &Rule{Name: "default/" + pillar, Verdict: Acceptable, Reason: unknownDifference, When: fmt.Sprintf("drift.pillar == %q", pillar), File: "defaults", EitherWay: true}
		r.condition = func(f *facts) bool { return string(f.drift.Pillar) == pillar }
		r.needs = needs{pillars: []string{pillar}}
		r.parts = []conjunct{{source: r.When, holds: r.condition}}
		out = append(out, r)
	}
	rest := &Rule{
		Name: "default/other", Verdict: Acceptable, Reason: unknownDifference, When: "true", File: "defaults", EitherWay: true,
		condition: func(*facts) bool { return true },
	}
	rest.parts = []conjunct{{source: "true", holds: rest.condition}}
	return append(out, rest)
}
