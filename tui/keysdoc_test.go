package tui_test

import (
	"os"
	"testing"

	"github.com/envparity/envparity/tui"
)

func TestThePageOfKeysAgreesWithTheProgram(t *testing.T) {
	want, err := tui.KeysMarkdown()
	if err != nil {
		t.Fatal(err)
	}
	const path = "../docs/keys.md"
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/keys.md is not what the key maps say; run go test ./tui -run PageOfKeys -update")
	}
}
