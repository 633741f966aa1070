package journeys_test

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/journeys/decode"
)

func TestTheExampleOfTheDocumentationDecodes(t *testing.T) {
	doc, err := os.ReadFile("../docs/journeys.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```hcl\n")
	src, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("no example")
	}
	f, diags := hclsyntax.ParseConfig([]byte(src), "docs.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		if b.Type != "journey" {
			continue
		}
		j, diags := decode.Journey(b.Labels[0], b.Body, nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if len(j.Steps) != 2 || len(j.Cleanup) != 1 || j.Rounds != 30 || j.Allow[0].Ratio != 2 || len(j.Steps[1].Expect.JSON) != 1 {
			t.Errorf("%+v", j)
		}
	}
}
