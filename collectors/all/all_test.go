package all_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/all"
)

// helpers are the folders below collectors that are no collector.
func helpers() []string {
	return []string{"all", "awsapi", "collectortest", "filetree", "parse", "program", "testdata"}
}

func TestEveryCollectorIsListed(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, typ := range all.Types() {
		if typ.Name == "" || typ.Summary == "" || typ.Make == nil {
			t.Errorf("%+v is not filled in", typ)
		}
		names = append(names, typ.Name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("%v are not in order", names)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(helpers(), e.Name()) && !slices.Contains(names, e.Name()) {
			t.Errorf("collectors/%s is not in the list", e.Name())
		}
	}
}

func TestEveryCollectorHasAPageAndATestOfConformance(t *testing.T) {
	list, err := os.ReadFile("../../docs/collectors/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range all.Types() {
		if _, err := os.Stat("../../docs/collectors/" + typ.Name + ".md"); err != nil {
			t.Errorf("%s has no page: %v", typ.Name, err)
		}
		if !strings.Contains(string(list), "| ["+typ.Name+"]("+typ.Name+".md) |") {
			t.Errorf("%s is not in the table of docs/collectors/README.md", typ.Name)
		}
		tests, err := filepath.Glob("../" + typ.Name + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(tests, func(file string) bool {
			src, err := os.ReadFile(file)
			return err == nil && strings.Contains(string(src), "collectortest.Run(")
		}) {
			t.Errorf("no test in collectors/%s calls collectortest.Run", typ.Name)
		}
	}
}
