package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
)

func bomb(levels int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

func TestTextsThatExpandAreTold(t *testing.T) {
	for text, want := range map[string]bool{
		"a: 1": false, bomb(3): false, bomb(9): true, "x: 1\n---\n" + bomb(9): true, "a: &a [*a]\n": true, "a: &a [b": false,
		"a: &a {b: 1}\nc: {<<: *a}\n":                                                          false,
		strings.ReplaceAll(bomb(9), "[", "{<<: [") + "no":                                      false, // no YAML: nothing expands
		"s: &s " + strings.Repeat("x", 1<<20) + "\nl: [" + strings.Repeat("*s, ", 200) + "]\n": true,
	} {
		if got := parse.Expands([]byte(text)); got != want {
			t.Errorf("%.60q: %v", text, got)
		}
	}
}
