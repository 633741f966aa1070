package nesting_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/internal/nesting"
)

// TestWhatWouldExhaustTheStackIsRefused repeats whatever makes the parser, or evaluating what it made, call itself.
func TestWhatWouldExhaustTheStackIsRefused(t *testing.T) {
	for _, part := range []string{"[", "(", "{a=", "!", "-", "true?", "1+", "a.", "a[", "f(", "\"${", "true||", "[for x in ", "x.*.", "%{if ", "<<A\n${"} {
		if diags := nesting.HCL([]byte("a = "+strings.Repeat(part, 25_000)), "x.hcl"); !diags.HasErrors() || diags[0].Subject == nil {
			t.Errorf("many of %q are let through", part)
		}
	}
	if diags := nesting.HCL([]byte(strings.Repeat("b {\n", 25_000)), "x.hcl"); !diags.HasErrors() {
		t.Error("many blocks, each in the one before, are let through")
	}
}

// TestWhatIsLetThroughIsSurvived parses and evaluates as many as are let through.
func TestWhatIsLetThroughIsSurvived(t *testing.T) {
	for _, part := range []string{"[", "(", "{a=", "!", "-", "true?", "1+", "a.", "a[", "f(", "\"${", "true||", "[for x in ", "x.*."} {
		src := []byte("a = " + strings.Repeat(part, 9_990/len(part)))
		if diags := nesting.HCL(src, "x.hcl"); diags.HasErrors() {
			t.Errorf("%q: %v", part, diags)
		}
		f, _ := hclsyntax.ParseConfig(src, "x.hcl", hcl.InitialPos)
		for _, a := range f.Body.(*hclsyntax.Body).Attributes {
			_, _ = a.Expr.Value(nil)
			a.Expr.Variables()
		}
	}
}

func TestLongTextsThatPeopleWriteAreLetThrough(t *testing.T) {
	src := strings.Repeat("block \"a\" {\n  list = [1, 2, { a = b.c[0].d + 1 }]\n  text = \"${x ? \"a\" : \"b\"}-c\"\n}\n", 20_000)
	src += "policy = {\n" + strings.Repeat("  a = { b = [x.y, !z] }\n", 20_000) + "}\n"
	if diags := nesting.HCL([]byte(src), "x.hcl"); diags.HasErrors() {
		t.Error(diags)
	}
}
