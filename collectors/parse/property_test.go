package parse_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// tree draws a value that every syntax with nesting can write.
func tree(t *rapid.T, depth int) any {
	kinds := 4
	if depth > 0 {
		kinds = 6
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.IntRange(-1e6, 1e6).Draw(t, "int")
	case 3:
		return rapid.StringMatching(`[ -~äß€]{0,20}`).Draw(t, "string")
	case 4:
		out := []any{}
		for range rapid.IntRange(0, 4).Draw(t, "len") {
			out = append(out, tree(t, depth-1))
		}
		return out
	default:
		out := map[string]any{}
		for range rapid.IntRange(0, 5).Draw(t, "keys") {
			out[rapid.StringMatching(`[a-zA-Z_][a-zA-Z0-9_.-]{0,8}`).Draw(t, "key")] = tree(t, depth-1)
		}
		return out
	}
}

// JSON is YAML: what one parser reads of a text, the other reads too.
func TestJSONAndYAMLAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := map[string]any{"root": tree(t, 4)}
		text, err := json.MarshalIndent(root, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		j, y := parse.JSON(text), parse.YAML(text)
		if len(j.Docs) != 1 || len(y.Docs) != 1 || len(j.Problems)+len(y.Problems) > 0 {
			t.Fatalf("%s\njson %+v\nyaml %+v", text, j, y)
		}
		if a, b := show(&j.Docs[0].Root), show(&y.Docs[0].Root); a != b {
			t.Fatalf("%s\njson %s\nyaml %s", text, a, b)
		}
	})
}

// The order of keys does not matter but for lines.
func TestTheOrderOfKeysDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][A-Z0-9_]{0,10}`), 1, 20, rapid.ID[string]).Draw(t, "keys")
		write := func(keys []string) string {
			var b strings.Builder
			for _, k := range keys {
				b.WriteString(k + "=value of " + k + "\n")
			}
			return b.String()
		}
		a := parse.Dotenv([]byte(write(keys)))
		slices.Reverse(keys)
		b := parse.Dotenv([]byte(write(keys)))
		for _, r := range []*parse.Result{&a, &b} {
			noLines(&r.Docs[0].Root)
		}
		if x, y := show(&a.Docs[0].Root), show(&b.Docs[0].Root); x != y {
			t.Fatalf("%s\n%s", x, y)
		}
	})
}

func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}
