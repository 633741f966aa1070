package causes_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing/causes"
)

var update = flag.Bool("update", false, "write the catalogue in docs/comparing.md anew")

const (
	page  = "../../docs/comparing.md"
	begin = "<!-- begin: ways -->\n"
	end   = "<!-- end: ways -->\n"
)

func TestTheCatalogueOfWaysIsDocumented(t *testing.T) {
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(src), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place between %q and %q", page, begin, end)
	}
	want := before + begin + catalogue() + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(src) != want {
		t.Error("docs/comparing.md is out of date; run go test ./diffing/causes -run Catalogue -update")
	}
}

func catalogue() string {
	var b strings.Builder
	for _, w := range causes.Ways() {
		b.WriteString("\n### " + strings.ToUpper(w.Name[:1]) + w.Name[1:] + "\n\n" + w.Does + " " + w.Why + "\n\n" +
			"- For example: " + w.Example + ".\n- From this many drifts on: " + w.From + ".\n")
	}
	return b.String() + "\n"
}

func TestEveryWayHasAnotherNameAndSaysWhatItDoes(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range causes.Ways() {
		if w.Name == "" || w.Does == "" || w.Why == "" || w.Example == "" || w.From == "" {
			t.Errorf("%+v lacks a text", w)
		}
		if seen[w.Name] {
			t.Errorf("two ways are called %q", w.Name)
		}
		seen[w.Name] = true
	}
}
