package snapshot_test

import (
	"os"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// TestWhatIsNoSecretIsShown seals at most five values of a corpus of settings that are no secrets. docs/snapshots.md names them.
func TestWhatIsNoSecretIsShown(t *testing.T) {
	text, err := os.ReadFile("testdata/plain.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, sealed := 0, []string{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !ok {
			t.Fatalf("%q is no setting", line)
		}
		all++
		if n := seal(name, value); n.Kind != snapshot.String || n.Text != value {
			sealed = append(sealed, line)
		}
	}
	if all < 200 || len(sealed) > 5 {
		t.Errorf("%d of %d values that are no secrets are sealed:\n%s", len(sealed), all, strings.Join(sealed, ""))
	}
	t.Logf("%d of %d sealed: %q", len(sealed), all, sealed)
}
