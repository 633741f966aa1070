package dependencies_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/dependencies"
	"github.com/envparity/envparity/snapshot"
)

// TestDamagedLockFilesAreNamedWithTheirLine cuts, empties and garbles a lock file of each kind that has a line to tell.
func TestDamagedLockFilesAreNamedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"package-lock.json": {"{\n  \"lockfileVersion\": 3,\n  \"packages\": {", "package-lock.json:3: cannot be read as javascript/packagelockjson: not valid json: it ends in the middle of a value"},
		"composer.lock":     {"", "composer.lock:1: cannot be read as php/composerlock: the file is empty, which is not valid json"},
		"Pipfile.lock":      {"{\"_meta\": {},\n \"default\": x", "Pipfile.lock:2: cannot be read as python/pipfilelock: not valid json"},
		"Cargo.lock":        {"version = 3\n\n[[package]]\nname = \"a", "Cargo.lock:4: it does not hold a line break at its end"},
		"poetry.lock":       {"[[package]]\nname = \"a\"\nversion = \"1.", "poetry.lock:3: it does not hold \"[metadata]\""},
		"uv.lock":           {"version = 1\n[[package]]\nname = \"a\"\nversion = 1.2.3\n", "uv.lock:4: cannot be read as python/uvlock: not valid toml"},
		"pnpm-lock.yaml":    {"lockfileVersion: '9.0'\npackages:\n  a: [\n", "pnpm-lock.yaml:3: cannot be read as javascript/pnpmlock: not valid yaml"},
		"yarn.lock":         {"# yarn lockfile v1\n\na@^1:\n  version \"1.2", "yarn.lock:4: it does not hold a line break at its end"},
		"go.mod":            {"module x\n\nrequire (\n\texample.com/a v1.2.3\n", "go.mod:5: cannot be read as go/gomod"},
		"pom.xml":           {"<project>\n  <dependencies>\n", "pom.xml:3: cannot be read as java/pomxml: not valid xml"},
		"Gemfile.lock":      {"GEM\n  specs:\n    a (1.0)\n    b (1.", "Gemfile.lock:4: it does not hold \"DEPENDENCIES\""},
		"gradle.lockfile":   {"# header\na:b:1.0=x\nc:d:1", "gradle.lockfile:3: it does not hold \"empty=\""},
		"requirements.txt":  {"a==1.0\n\xff\xfe==2\n==3\n", "requirements.txt:3: a line that names no package"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "p"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "p", name), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			r := collectortest.Collect(t.Context(), t, dependencies.Type(), dir, `path = "p"`)
			if r.Outcome.Status == snapshot.Complete || !strings.Contains(r.Outcome.Error, "p/"+c.says) || len(r.Outcome.Gaps) == 0 {
				t.Errorf("%s: %q, want %q", r.Outcome.Status, r.Outcome.Error, c.says)
			}
			for _, res := range r.Resources {
				if v := res.Tree().Child("version"); v != nil && (v.Text == "" || strings.HasSuffix(v.Text, ".") || strings.ContainsRune(res.Name+v.Text, '\uFFFD')) {
					t.Errorf("half a version is told as one: %s %s", res.Name, v.Text)
				}
			}
		})
	}
}
