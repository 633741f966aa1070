package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/all"
)

func TestWhatWasFoundIsNamedInFewAndShortLines(t *testing.T) {
	dir := t.TempDir()
	for folder := range mostLines + 5 {
		for env := range 60 {
			name := filepath.Join(dir, fmt.Sprintf("service%02d", folder), fmt.Sprintf(".env.dev%03d", env))
			if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte("A=1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Chdir(dir)
	var lines []string
	w := &Workspace{Getenv: func(string) string { return "" }, Types: all.Types(), Note: func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf(format, args...))
	}}
	if _, err := w.Load(); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines, "\n")
	if n := strings.Count(text, "service"); n < mostLines-1 || n > mostLines {
		t.Errorf("%d folders are named, want about %d:\n%s", n, mostLines, text)
	}
	if !strings.Contains(text, " more; `envparity init --dry-run` prints the whole configuration") {
		t.Errorf("the rest is not mentioned:\n%s", text)
	}
	for _, l := range lines {
		if len(l) > 310 {
			t.Errorf("a line of %d bytes: %s", len(l), l)
		}
	}
}
