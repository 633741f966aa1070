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
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 4 { // two services, each with its variables
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
		"missing.yaml": "services:\n  api:\n    image: x\n    env_file: nowhere.env\n",
		"outside.yaml": "services:\n  api:\n    image: x\n    env_file: ../../secret.env\n",
		"torn.yaml":    "services:\n  api:\n    image: x\n    env_file: torn.env\n",
		"torn.env":     "PASSWORD='planted-secret-1\n",
	})
	for file, want := range map[string]string{
		"missing.yaml": `"deploy/nowhere.env" is not in the repository at "v1"`,
		"outside.yaml": "outside the repository", "torn.yaml": `env file "deploy/torn.env" is no dotenv file`,
	} {
		r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = \"deploy/"+file+"\"\ngit = { ref = \"v1\" }")
		if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, want) || strings.Contains(r.Outcome.Error, dir) || strings.Contains(r.Outcome.Error, "git-tree") {
			t.Errorf("%s: %+v, want %q", file, r.Outcome, want)
		}
		if text := collectortest.Bytes(t, r); strings.Contains(text, "on-disk") || strings.Contains(text, "planted") {
			t.Errorf("%s: %s", file, text)
		}
	}
}

func TestIncludedAndExtendedFilesAreReadWhereTheProjectIs(t *testing.T) {
	dir := committed(t, map[string]string{
		"compose.yaml":     "include:\n  - sub/inner.yaml\n  - path: [other.yaml]\n    env_file: other.env\nservices:\n  api:\n    extends: {file: sub/base.yaml, service: base}\n    environment: {OWN: deployed-own, BOTH: deployed-own}\n  shared:\n    image: x\n    environment: {MAIN: deployed-main}\n",
		"sub/base.yaml":    "services:\n  root:\n    image: x\n    env_file: base.env\n    environment: {ROOT: deployed-root}\n  base:\n    extends: root\n    environment: {BOTH: deployed-base}\n",
		"sub/base.env":     "FILE=deployed-file\nBOTH=deployed-env-file\n",
		"sub/inner.yaml":   "services:\n  inner:\n    image: x\n    environment: {LEVEL: '${LEVEL}'}\n",
		"sub/.env":         "LEVEL=deployed-debug\n",
		"other.yaml":       "services:\n  shared:\n    image: x\n    environment: {FROM: '${FROM}', MAIN: deployed-other}\n",
		"other.env":        "FROM=deployed-there\n",
		"circle.yaml":      "include: [circle.yaml]\n",
		"itself.yaml":      "services:\n  a:\n    image: x\n    extends: a\n",
		"gone.yaml":        "include: [nowhere.yaml]\n",
		"outside.yaml":     "include: [../../outside.yaml]\n",
		"out-extends.yaml": "services:\n  a:\n    extends: {file: /etc/hostname, service: a}\n",
		"out-env.yaml":     "include:\n  - path: other.yaml\n    env_file: /etc/hostname\n",
		"out-home.yaml":    "services:\n  a:\n    image: x\n    env_file: ~/.bashrc\n",
	})
	for _, from := range []struct{ git, want string }{{"", "on-disk"}, {"\ngit = { ref = \"v1\" }", "deployed"}} {
		r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = \"deploy/compose.yaml\""+from.git)
		if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 6 { // three services, each with its variables
			t.Fatalf("%+v", r)
		}
		for i, vars := range []map[string]string{
			{"OWN": "own", "BOTH": "own", "ROOT": "root", "FILE": "file"}, {"LEVEL": "debug"}, {"FROM": "there", "MAIN": "main"},
		} {
			for key, want := range vars {
				if n := r.Resources[i].Tree().Child(key); n == nil || n.Text != from.want+"-"+want {
					t.Errorf("%s of %s is %+v, want %s-%s", key, r.Resources[i].Name, n, from.want, want)
				}
			}
		}
		for file, want := range map[string]string{
			"circle": "nested more than", "itself": "more than", "gone": "nowhere.yaml\" is not in the repository", "outside": "outside the repository",
			"out-extends": "outside the repository",
		} {
			r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = \"deploy/"+file+".yaml\""+from.git)
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, want) || strings.Contains(r.Outcome.Error, dir) {
				t.Errorf("%s: %+v, want %q", file, r.Outcome, want)
			}
		}
		for _, file := range []string{"out-env", "out-home"} {
			r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = \"deploy/"+file+".yaml\""+from.git)
			if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "outside the repository") || strings.Contains(r.Outcome.Error, dir) || len(r.Resources) != 2 {
				t.Errorf("%s: %+v", file, r)
			}
		}
	}
}
