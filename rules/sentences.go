package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// say evaluates a reason, hint or compensation that speaks of facts. One that fails keeps its source text: a sentence never
// changes a verdict.
func (w *worker) say(out *Finding, r *Rule, name string, e hclsyntax.Expression) {
	v, diags := e.Value(w.set.compiler.evalContext(&w.facts))
	if diags.HasErrors() {
		out.Notes = append(out.Notes, fmt.Sprintf("the %s of rule %s failed to evaluate: %v", name, r.Name, firstError(diags)))
		return
	}
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() || !v.IsKnown() {
		return
	}
	switch s := oneLine(v.AsString()); name {
	case "reason":
		out.Reason = s
	case "hint":
		out.Hint = s
	case "compensation":
		out.Compensation = s
	}
}

func numbered(fingerprint string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s#%d", fingerprint, n))
	return hex.EncodeToString(sum[:8])
}
