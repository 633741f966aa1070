package files

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

func TestAKeyLeavesOneEnvironmentsPart(t *testing.T) {
	text := "Mappings:\n  Config:\n    staging:\n      A: 1\n    prod:\n      A: 2\n"
	res := parse.Text(parse.FormatYAML, []byte(text))
	if res.Lost() {
		t.Fatal(res)
	}
	var problems collectors.Problems
	p := filetree.Parsed{Docs: res.Docs, Count: 1, Done: true}
	got := below(p, "Mappings.Config.prod", &problems)
	if len(got.Docs) != 1 || got.Docs[0].Root.Child("A").Text != "2" || got.Docs[0].Root.Child("A").Line != 6 {
		t.Errorf("%+v", got.Docs)
	}
	below(p, "Mappings.Config.qa", &problems)
	if o := problems.Outcome(0); o.Status != snapshot.Failed || !strings.Contains(o.Error, "has no key Mappings.Config.qa") {
		t.Errorf("%+v", o)
	}
}
