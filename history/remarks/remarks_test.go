package remarks_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/history/remarks"
)

func TestTheCommentBesideAValue(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		line       int
		key, value string
		want       string
	}{
		"behind the value":                        {"prod.yaml", "a: 1 # small, as the cluster is", 1, "a", "1", "small, as the cluster is"},
		"right above it":                          {"prod.yaml", "# The vendor has\n# no sandbox for this.\na: 1", 3, "a", "1", "The vendor has no sandbox for this."},
		"above a list element that it is in":      {"prod.yaml", "env:\n  # only until the move is done\n  - name: X\n    value: y", 4, "value", "y", "only until the move is done"},
		"not above another element":               {"prod.yaml", "env:\n  # only until the move is done\n  - name: W\n    value: y\n  - name: X\n    value: y", 6, "value", "y", ""},
		"not above an empty line":                 {"prod.yaml", "# The vendor has no sandbox.\n\na: 1", 3, "a", "1", ""},
		"a heading says nothing":                  {"prod.yaml", "# Feature flags\na: 1", 2, "a", "1", ""},
		"nor does a note of a generator":          {"postgresql.conf", "a = 1 # (change requires restart)", 1, "a", "1", ""},
		"nor does a line between headings":        {"prod.env", "# -----\nA=1", 2, "A", "1", ""},
		"nor a setting that was commented out":    {"prod.env", "# A_URL=https://shop.example and more text\nA=1", 2, "A", "1", ""},
		"nor a directive":                         {"prod.yaml", "# yaml-language-server: $schema=https://shop.example/a b\na: 1", 2, "a", "1", ""},
		"a number sign inside quotes is a value":  {"prod.yaml", "a: \"x # not at all one\"", 1, "a", "", ""},
		"a number sign inside a word is a value":  {"prod.yaml", "a: x#y and so on", 1, "a", "", ""},
		"an apostrophe begins no quote":           {"prod.yaml", "a: it's # as the vendor wants it", 1, "a", "", "as the vendor wants it"},
		"two slashes in Terraform":                {"prod.tfvars", "a = 1 // as the vendor wants it", 1, "a", "1", "as the vendor wants it"},
		"two slashes in YAML are a value":         {"prod.yaml", "a: b // as the vendor wants it", 1, "a", "", ""},
		"JSON has no comments":                    {"prod.json", "{ \"a\": 1 # as the vendor wants it", 1, "a", "1", ""},
		"the line is another one by now":          {"prod.yaml", "b: 2 # as the vendor wants it", 1, "a", "1", ""},
		"a line that is not there":                {"prod.yaml", "a: 1", 7, "a", "1", ""},
		"a long comment is cut":                   {"prod.yaml", "a: 1 # it is " + strings.Repeat("é ", 9000), 1, "a", "1", "it is " + strings.Repeat("é ", 98) + "…"},
		"a secret behind the cut counts":          {"prod.yaml", "a: 1 # it is " + strings.Repeat("so ", 900) + "ghp_" + strings.Repeat("aB3", 12), 1, "a", "1", ""},
		"a comment with a secret is not repeated": {"prod.yaml", "a: 1 # the old one was ghp_" + strings.Repeat("aB3", 12), 1, "a", "1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := remarks.NewReader(dir).Beside(remarks.Place{File: c.file, Line: c.line, Key: c.key, Text: c.value}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNothingOutsideTheRepositoryIsRead(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "repo")
	if err := os.MkdirAll(filepath.Join(inside, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "prod.yaml"), []byte("a: 1 # small, as the cluster is"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "prod.yaml"), filepath.Join(inside, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	r := remarks.NewReader(inside)
	for _, file := range []string{"../prod.yaml", filepath.Join(dir, "prod.yaml"), "link.yaml"} {
		if got := r.Beside(remarks.Place{File: file, Line: 1, Key: "a", Text: "1"}); got != "" {
			t.Errorf("%s: got %q", file, got)
		}
	}
}
