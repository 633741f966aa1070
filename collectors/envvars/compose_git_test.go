package envvars_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

// committed lays files out below deploy/ of a repository, commits them with the tag v1, and then writes other values over all of them.
func committed(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	run := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	write := func(change func(string) string) {
		for name, text := range files {
			path := filepath.Join(dir, "deploy", name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(change(text)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(func(s string) string { return s })
	run("init", "-q")
	run("add", "-A", "-f")
	run("commit", "-q", "-m", "one")
	run("tag", "v1")
	write(func(s string) string { return strings.ReplaceAll(s, "deployed", "on-disk") })
	return dir
}

func TestAComposeProjectIsReadAtAGitRefAlone(t *testing.T) {
	dir := committed(t, map[string]string{
		"compose.yaml": "services:\n  api:\n    image: x\n    env_file:\n      - api.env\n      - path: maybe.env\n        required: false\n    environment:\n      HOST: ${HOST}\n      OWN: deployed-own\n" +
			"    label_file: labels.env\n  worker:\n    extends: api\n    environment:\n      ROLE: deployed-worker\n",
		"compose.prod.yaml": "services:\n  api:\n    environment:\n      LEVEL: deployed-info\n",
		".env":              "HOST=deployed-host\n",
		"api.env":           "CACHE=deployed-cache\nOWN=deployed-file\nURL=https://${HOST}/x\n",
		"labels.env":        "a=b\n",
	})
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = [\"deploy/compose.yaml\", \"deploy/compose.prod.yaml\"]\ngit = { ref = \"v1\" }")
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 2 {
		t.Fatalf("%+v", r)
	}
	for service, vars := range map[int]map[string]string{
		0: {"HOST": "deployed-host", "OWN": "deployed-own", "CACHE": "deployed-cache", "URL": "https://deployed-host/x", "LEVEL": "deployed-info"},
		1: {"ROLE": "deployed-worker", "CACHE": "deployed-cache", "HOST": "deployed-host"},
	} {
		for key, want := range vars {
			if n := r.Resources[service].Tree().Child(key); n == nil || n.Text != want {
				t.Errorf("%s of %s is %+v, want %s", key, r.Resources[service].Name, n, want)
			}
		}
	}
	if got := r.Resources[0].Source; got.File != "deploy/compose.yaml" || got.Line != 2 || got.Ref != "v1" {
		t.Errorf("source %+v", got)
	}
	if text := collectortest.Bytes(t, r); strings.Contains(text, "on-disk") {
		t.Errorf("the disk was read: %s", text)
	}
}

func TestWhatATreeDoesNotHoldIsToldAndNotTakenFromTheDisk(t *testing.T) {
	dir := committed(t, map[string]string{
		"include.yaml": "include: [other.yaml]\nservices:\n  api:\n    image: x\n",
		"extends.yaml": "services:\n  api:\n    extends: {file: other.yaml, service: base}\n",
		"other.yaml":   "services:\n  base:\n    image: x\n    environment: {A: deployed}\n",
		"missing.yaml": "services:\n  api:\n    image: x\n    env_file: nowhere.env\n",
		"outside.yaml": "services:\n  api:\n    image: x\n    env_file: ../../secret.env\n",
		"torn.yaml":    "services:\n  api:\n    image: x\n    env_file: torn.env\n",
		"torn.env":     "PASSWORD='planted-secret-1\n",
	})
	for file, want := range map[string]string{
		"include.yaml": "included or extended", "extends.yaml": "included or extended", "missing.yaml": `"deploy/nowhere.env" is not in the repository at "v1"`,
		"outside.yaml": "outside the repository", "torn.yaml": `env file "deploy/torn.env" is no dotenv file`,
	} {
		r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = \"deploy/"+file+"\"\ngit = { ref = \"v1\" }")
		if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, want) || strings.Contains(r.Outcome.Error, dir) || strings.Contains(r.Outcome.Error, "git-tree") {
			t.Errorf("%s: %+v, want %q", file, r.Outcome, want)
		}
		if text := collectortest.Bytes(t, r); strings.Contains(text, "on-disk") || strings.Contains(text, "planted") {
			t.Errorf("%s: %s", file, text)
		}
	}
}
