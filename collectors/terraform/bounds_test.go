package terraform

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/collectors"
)

func TestFunctionsMakeNoMoreThanAConfigurationHolds(t *testing.T) {
	var problems collectors.Problems
	e := newScope(t.Context(), functions(), &problems)
	e.settle(nil)
	for text, want := range map[string]bool{
		`format("%05d", 7)`: true, `format("%999999999s", "x")`: false, `formatlist("%.999999999f", [1])`: false, `indent(2, "a\nb")`: true, `indent(999999999, "a\nb")`: false,
		`setproduct(["a", "b"], ["c"])`: true, `setproduct(range(1000), range(1000))`: false, `format("%s", setproduct)`: false,
	} {
		x, diags := hclsyntax.ParseExpression([]byte(text), "t.tf", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		v, ok := e.value(x)
		if known := ok && v.IsKnown(); known != want {
			t.Errorf("%s: %v %#v", text, ok, v)
		}
	}
}
