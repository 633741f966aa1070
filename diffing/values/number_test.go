package values_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

func TestNumbersAreComparedExactly(t *testing.T) {
	file := values.Context{Type: "files", Kind: "file", Path: []string{"guild"}}
	env := values.Context{Type: "envvars", Kind: "variable", Path: []string{"value"}}
	cpu := values.Context{Type: "kubernetes", Kind: "Deployment", Path: []string{"spec", "template", "spec", "containers", "[name=a]", "resources", "limits", "cpu"}}
	for _, x := range []struct {
		c    values.Context
		kind snapshot.Kind
		a, b string
		same bool
	}{
		{file, snapshot.Number, "381870129706958858", "381870129706958859", false},
		{file, snapshot.Number, "-9007199254740993", "-9007199254740992", false},
		{file, snapshot.Number, "1e17", "100000000000000001", false},
		{file, snapshot.Number, "1e17", "100000000000000000", true},
		{file, snapshot.Number, "9007199254740993.0", "9007199254740993", true},
		{file, snapshot.Number, "0.50", "0.5", true},
		{file, snapshot.Number, "5", "5.0", true},
		{file, snapshot.Number, "1e300", "1.0e300", true},
		{file, snapshot.Number, "1e-999999999", "0", true},
		{env, snapshot.String, "3.10", "3.1", false},
		{env, snapshot.String, "18.10", "18.1", false},
		{env, snapshot.String, "1", "1.0", false},
		{env, snapshot.String, "5184000", "5.184e+06", false},
		{cpu, snapshot.String, "0.50", "0.5", true},
	} {
		a, b := &snapshot.Node{Kind: x.kind, Text: x.a}, &snapshot.Node{Kind: x.kind, Text: x.b}
		if got := values.Equal(x.c, a, b); got != x.same || values.Equal(x.c, b, a) != x.same {
			t.Errorf("%s and %s: %v, want %v", x.a, x.b, got, x.same)
		}
	}
}
