package all_test

import (
	"os"
	"slices"
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
