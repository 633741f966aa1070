package rules

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// template compiles "text ${drift.name} text" if the compiler knows all parts. If a part is null, the sentence fails.
func (c *compiler) template(e *hclsyntax.TemplateExpr) (code, bool) {
	parts := make([]func(*facts) (string, bool), len(e.Parts))
	lit := true
	for i, p := range e.Parts {
		k, ok := c.compile(p)
		switch {
		case !ok:
			return code{}, false
		case k.num != nil:
			num := k.num
			k.str = func(f *facts) (string, bool) { return trimFloat(num(f)), true }
		case k.str == nil:
			return code{}, false
		}
		parts[i], lit = k.str, lit && k.lit
	}
	return code{lit: lit, str: func(f *facts) (string, bool) {
		var b strings.Builder
		for _, p := range parts {
			s, ok := p(f)
			if !ok {
				s = "nothing"
			}
			b.WriteString(s)
		}
		return b.String(), true
	}}, true
}

// sentence compiles a reason or hint. hcl evaluates it if the compiler cannot.
func (c *compiler) sentence(e hclsyntax.Expression) func(*facts) (string, bool) {
	if k, ok := c.compile(e); ok && k.str != nil {
		return k.str
	}
	return c.interpretText(e)
}
