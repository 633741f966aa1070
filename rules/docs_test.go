package rules

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/rules.md anew")

// The tables of facts and functions in docs/rules.md are generated from the code.
func TestAllFactsAndFunctionsAreDocumentedAndNoOthers(t *testing.T) {
	const file = "../docs/rules.md"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := section(section(string(src), "facts", factTable()), "functions", functionTable())
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if string(src) != want && !*update {
		t.Error("docs/rules.md is out of date; run go test ./rules -run Documented -update")
	}
}

func section(doc, name, body string) string {
	re := regexp.MustCompile(`(?s)<!-- ` + name + ` -->.*<!-- /` + name + ` -->`)
	return re.ReplaceAllLiteralString(doc, "<!-- "+name+" -->\n"+body+"<!-- /"+name+" -->")
}

func factTable() string {
	var b strings.Builder
	b.WriteString("| fact | type | what it says |\n|---|---|---|\n")
	for _, d := range schemaFacts() {
		doc := strings.ReplaceAll(d.doc, "|", `\|`)
		if len(d.enum) > 0 {
			words := make([]string, 0, len(d.enum))
			for _, e := range d.enum {
				words = append(words, quote(e))
			}
			doc += ": " + strings.Join(words, ", ")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", d.name, d.ctyType().FriendlyName(), doc)
	}
	return b.String()
}

func functionTable() string {
	var b strings.Builder
	b.WriteString("| function | what it does |\n|---|---|\n")
	for _, f := range ownFunctions() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(f.use, "|", `\|`), f.doc)
	}
	var names []string
	for name := range standardFunctions() {
		names = append(names, "`"+name+"`")
	}
	slices.Sort(names)
	fmt.Fprintf(&b, "\nFrom the standard library: %s.\n\n", strings.Join(names, ", "))
	return b.String()
}
