package values

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// The string is at line 10. If it is written as a block, its text begins at line 11.
func TestInnerAttributesCarryTheirLine(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		key   string
		path  []string
		block int32
	}{
		"json":                     {"{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  }\n}\n", "x.json", []string{"b", "c"}, 14},
		"json after blank lines":   {"\n\n{\n  \"a\": 1\n}\n", "x.json", []string{"a"}, 14},
		"a value on another line":  {"{\"a\":\n  \"x\"}", "x.json", []string{"a"}, 12},
		"yaml":                     {"a: 1\n\n# note\nb:\n  c: 2\n", "x.yaml", []string{"b", "c"}, 15},
		"yaml, the line of a key":  {"a: 1\nb:\n\n  c: 2\n", "x.yaml", []string{"b"}, 12},
		"dotenv":                   {"A=1\n# note\nB=2\n", "x.env", []string{"B"}, 13},
		"xml":                      {"<a>\n  <b>\n    <c>1</c>\n  </b>\n</a>", "x.xml", []string{"a", "b", "c"}, 13},
		"xml, an attribute":        {"<?xml version=\"1.0\"?>\n<a>\n  <b x=\"1\"/>\n</a>", "x.xml", []string{"a", "b", "@x"}, 13},
		"a policy in another form": {"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\"}]\n}", "policy", []string{"Version"}, 12},
	} {
		t.Run(name, func(t *testing.T) {
			for _, block := range []bool{true, false} {
				n := str(c.text)
				n.Line, n.File = 10, 3
				want := int32(10)
				if block {
					n.Flags |= snapshot.FlagBlock
					want = c.block
				}
				tree := Expand(Context{Path: []string{"data", c.key}}, n)
				got := tree.Get(c.path...)
				if got == nil || got.Line != want || got.File != 3 {
					t.Errorf("block %v: %+v, want line %d of file 3", block, got, want)
				}
			}
		})
	}
}
